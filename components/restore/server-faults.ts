import type { FieldFault } from '@/lib/contracts/problem';
import type { RestoreBody } from '@/lib/contracts/restore';

/**
 * What the portal found wrong, by the field that shows it: `disks.0.storage` is the row of that disk, anything else the field that
 * the path begins with. A fault of the whole has the empty name.
 */
export function faultsByField(faults: readonly FieldFault[], body: RestoreBody): Record<string, string> {
  return Object.fromEntries(faults.map(({ path, message }) => [fieldOf(path, body), sentence(message)]));
}

function fieldOf(path: string, { disks, networks }: RestoreBody): string {
  const [field = '', index] = path.split('.');
  const item =
    field === 'disks'
      ? disks?.[Number(index)]?.file
      : field === 'networks'
        ? networks?.[Number(index)]?.card
        : undefined;
  return item === undefined ? field : `${field}.${item}`;
}

function sentence(text: string): string {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}
