'use client';

import { Archive, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import type { Column } from '@/components/ui/data-table';
import { hintProps } from '@/components/ui/hint-layer';
import { ProgressBar } from '@/components/ui/progress';
import { ProtectionBadge } from '@/components/ui/state-badges';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime, SizeText } from '@/components/ui/time-text';
import { warningText } from '@/components/ui/section';
import { noGoodBackup, operationTitle, progressText } from '@/lib/client/format/describe-operation';
import { platformName } from '@/lib/contracts/machine';
import type { Machine, Protection } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import type { MachineSortKey } from './machine-address';

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

/** Name, presence, and a thin live bar while something runs; no taller than any other row. */
function MachineNameCell({ machine }: { machine: Machine }) {
  const common = useTranslations('common');
  const { operation } = machine;
  const running = operation && !isSettled(operation.state) ? operation : null;
  return (
    <div className="min-w-0">
      <div className="flex min-w-0 items-center gap-2">
        <Link
          href={`/machines/${encodeURIComponent(machine.guid)}`}
          className="link min-w-0 truncate"
          title={machine.name}
        >
          <ThingName of={machine} />
        </Link>
        {machine.present ? null : (
          <Badge icon={<Archive aria-hidden />} className="shrink-0" title="No longer on its platform">
            Removed
          </Badge>
        )}
        {running ? (
          <span
            aria-hidden
            {...hintProps(progressText(running))}
            className={`ml-auto shrink-0 text-xs tabular-nums ${running.state === 'CANCELLING' ? 'text-late' : 'text-run'}`}
          >
            {running.state === 'RUNNING'
              ? `${Math.round(running.progress)} %`
              : common(`operationState.${running.state}`)}
          </span>
        ) : null}
      </div>
      {running ? (
        <ProgressBar
          label={operationTitle(running)}
          value={running.state === 'REQUESTED' ? null : running.progress}
          text={progressText(running)}
          tone={running.state === 'CANCELLING' ? 'late' : 'run'}
          className="mt-0.5 h-[3px]"
        />
      ) : null}
    </div>
  );
}

/** The answer with its reason: on hover in a table, and in words for screen readers. */
function ProtectionCell({ protection }: { protection: Protection }) {
  return (
    <>
      <span {...hintProps(protection.reason)} className="inline-flex">
        <ProtectionBadge state={protection.state} />
      </span>
      <span className="sr-only max-sm:hidden">. {protection.reason}</span>
    </>
  );
}
