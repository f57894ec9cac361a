import type { Operation } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';

/** What failed, told once: failed backups belong to the machines that need attention because of them, the rest stands for itself. */
export function failuresApart({
  attention,
  failures,
  failuresTotal,
}: Pick<Overview, 'attention' | 'failures' | 'failuresTotal'>): {
  /** The newest failed backup of each machine that is shown as needing attention. */
  ofMachine: ReadonlyMap<string, Operation>;
  others: readonly Operation[];
  othersTotal: number;
} {
  const shown = new Set(attention.map(({ guid }) => guid));
  const isTold = ({ kind, machine }: Operation): boolean => kind === 'BACKUP' && shown.has(machine.guid);
  const told = failures.filter(isTold);
  // Newest first as given, so that the last one to be put in is the newest.
  const ofMachine = new Map(told.toReversed().map((operation) => [operation.machine.guid, operation]));
  return { ofMachine, others: failures.filter((each) => !isTold(each)), othersTotal: failuresTotal - told.length };
}
