import type { SelectOption } from '@/components/ui/select-field';
import { formatBytes } from '@/lib/client/format-bytes';
import type { RestoreChoice } from '@/lib/contracts/restore';
import type { PlannedField } from './planned-fields';

/** A choice as a select shows it: free space below its name, what it is to this machine beside it. */
export function optionOf({ guid, name, detail, freeBytes }: RestoreChoice): SelectOption {
  return {
    value: guid,
    label: detail === null ? name : `${name} (${detail})`,
    description: freeBytes === null ? undefined : `${formatBytes(freeBytes)} free`,
  };
}

/** Fields that keep what the machine had when nothing is chosen. */
export const keptOtherwise: readonly string[] = ['flavor', 'networks'];

/** What an optional field says when nothing is chosen. */
export function unsetOption(field: string): SelectOption {
  return keptOtherwise.includes(field)
    ? { value: '', label: 'As it was' }
    : { value: '', label: 'Not set', description: 'The backup system decides' };
}

/** Why there is nothing to choose, or what the field does and how much is free there. */
export function reasonOf({ field, choices, value }: PlannedField): string | undefined {
  if (choices.length === 0 && field.choices.length > 0) return 'Nothing is offered here with the other choices.';
  if (choices.length === 0) return field.reason ?? 'You may use nothing of this kind. Your provider can change that.';
  const chosen = choices.find(({ guid }) => guid === value);
  const free = chosen && chosen.freeBytes !== null ? `${formatBytes(chosen.freeBytes)} free.` : null;
  return [field.reason, free].filter((text) => text !== null).join(' ') || undefined;
}
