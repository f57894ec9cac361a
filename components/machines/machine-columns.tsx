import { TriangleAlert } from 'lucide-react';
import type { Column } from '@/components/ui/data-table';
import { hintProps } from '@/components/ui/hint-layer';
import { RelativeTime } from '@/components/ui/relative-time';
import { SizeText } from '@/components/ui/size-text';
import { warningText } from '@/components/ui/warning-list';
import { noGoodBackup } from '@/lib/client/describe-protection';
import type { Machine } from '@/lib/contracts/machine';
import { MachineNameCell } from './machine-name-cell';
import type { MachineSortKey } from './machine-address';
import { platformName } from '@/lib/contracts/platform-name';
import { ProtectionCell } from './protection-cell';

type MachineColumn = Column<Machine> & { sortKey?: MachineSortKey };

/** Columns of the list of machines; `sortKey` is the API's. */
export const machineColumns: readonly MachineColumn[] = [
  { id: 'name', header: 'Name', sortKey: 'name', grow: true, cell: (machine) => <MachineNameCell machine={machine} /> },
  {
    id: 'protection',
    header: 'Protection',
    sortKey: 'protection',
    inCard: 'corner',
    cell: (machine) => <ProtectionCell protection={machine.protection} />,
  },
  // On a phone nothing hovers, so the reason has a place of its own.
  {
    id: 'reason',
    header: 'Reason',
    inCard: 'wide',
    width: 'sm:hidden',
    cell: (machine) => <span className="text-xs text-ink-2">{machine.protection.reason}</span>,
  },
  {
    id: 'platform',
    header: 'Platform',
    sortKey: 'platform',
    hideBelow: 'lg',
    hideInCard: true,
    width: 'whitespace-nowrap text-ink-2',
    cell: (machine) => platformName(machine.platform),
  },
  {
    id: 'policy',
    header: 'Policy',
    sortKey: 'policy',
    hideBelow: 'xl',
    cell: (machine) =>
      machine.policy ? (
        <span className="block max-w-48 truncate text-ink-2" title={machine.policy.name}>
          {machine.policy.name}
        </span>
      ) : (
        <span className="text-ink-3">None</span>
      ),
  },
  {
    id: 'lastSuccessAt',
    header: 'Last good backup',
    sortKey: 'lastSuccessAt',
    cell: (machine) => <LastGoodBackup machine={machine} />,
  },
  {
    id: 'nextRunAt',
    header: 'Next run',
    sortKey: 'nextRunAt',
    hideBelow: 'lg',
    cell: (machine) => <RelativeTime at={machine.nextRunAt} empty="None" />,
  },
  {
    id: 'size',
    header: 'Size',
    sortKey: 'size',
    align: 'right',
    hideBelow: 'md',
    cell: (machine) => <SizeText bytes={machine.lastBackup?.sizeBytes ?? null} />,
  },
];

/** When it was; a mark beside it when the last backup had warnings. */
function LastGoodBackup({ machine }: { machine: Machine }) {
  const warned = warningText(machine.lastBackup?.warnings ?? []);
  return (
    <span className="inline-flex items-center gap-1.5">
      <RelativeTime at={machine.lastSuccessAt} empty={noGoodBackup(machine)} />
      {warned ? (
        <span {...hintProps(`The last backup had warnings: ${warned}`)} className="text-late [&>svg]:size-3.5">
          <TriangleAlert aria-hidden />
          <span className="sr-only">, with warnings: {warned}</span>
        </span>
      ) : null}
    </span>
  );
}
