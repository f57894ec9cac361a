import type { Restore } from '@/lib/contracts/restore';

/** How each way to restore is called where one reads of the past. */
export const modeWords: Readonly<Record<Restore['mode'], string>> = {
  IMPORT: 'As a machine',
  FILE_SYSTEM: 'As files',
  MOUNT: 'Mounted',
};

/** Where it went, in one line: the target's names, else the way. */
export function targetText({ target, mode }: Pick<Restore, 'target' | 'mode'>): string {
  return target ?? modeWords[mode];
}

/** Who asked for it; nobody of this organisation is the provider. */
export function requestedByWords({ requestedBy }: Pick<Restore, 'requestedBy'>): string {
  return requestedBy?.name ?? 'By the provider';
}
