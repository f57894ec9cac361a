import type { Machine } from '@/lib/contracts/machine';

/** The stored data of a selected machine, so that it can be named on another page. */
export type SelectedMachine = Pick<Machine, 'guid' | 'name' | 'policy'>;

export interface MachineSelection {
  /** The filter under which it was made; another filter begins a new selection. */
  fingerprint: string;
  machines: ReadonlyMap<string, SelectedMachine>;
}

export const emptySelection: MachineSelection = { fingerprint: '', machines: new Map() };

/** The machines selected under this filter. */
export function selectedUnder(selection: MachineSelection, fingerprint: string): ReadonlyMap<string, SelectedMachine> {
  return selection.fingerprint === fingerprint ? selection.machines : emptySelection.machines;
}

/** The new selection after a change in the table of one page; those of other pages are among the guids. */
export function withSelected(
  before: ReadonlyMap<string, SelectedMachine>,
  guids: ReadonlySet<string>,
  visible: readonly SelectedMachine[],
): ReadonlyMap<string, SelectedMachine> {
  const after = new Map<string, SelectedMachine>();
  for (const [guid, machine] of before) if (guids.has(guid)) after.set(guid, machine);
  for (const { guid, name, policy } of visible) if (guids.has(guid)) after.set(guid, { guid, name, policy });
  return after;
}
