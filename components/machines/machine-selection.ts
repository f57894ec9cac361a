import type { Machine } from '@/lib/contracts/machine';

/** What is remembered of a selected machine, so that it can be named and asked about from another page. */
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

/** The selection after the table of one page said which guids are selected; those of other pages are among them. */
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
