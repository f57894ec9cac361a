'use client';

import { CalendarPlus, CloudUpload, Ellipsis, FolderOpen, RotateCcw, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import Link from 'next/link';
import { ProtectionBadge, RemovedBadge } from '@/components/ui/badge';
import { IconButton } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ProgressBar } from '@/components/ui/progress';
import { warningText } from '@/components/ui/section';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime, SizeText } from '@/components/ui/time-text';
import { newMountAddress, restorePointAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useCan } from '@/lib/client/queries/me';
import { useNewestRestorable } from '@/lib/client/queries/recovery-points';
import { usePlatformName } from '@/lib/client/format/formats';
import type { Machine, Protection } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import type { MachineSortKey } from './machine-address';

type MachineColumn = Column<Machine> & { sortKey?: MachineSortKey };

/** Columns of the list of machines; `sortKey` is the API's. */
export function useMachineColumns(): readonly MachineColumn[] {
  const platformName = usePlatformName();
  const t = useTranslations('machines');
  const wordsOfServer = useServerText();
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sortKey: 'name',
      // The reason takes the remaining width; without its column, the name does.
      width: 'sm:max-lg:w-full sm:max-lg:max-w-0 lg:min-w-48 lg:max-w-72',
      cell: (machine) => <MachineNameCell machine={machine} />,
    },
    {
      id: 'protection',
      header: t('columns.protection'),
      sortKey: 'protection',
      inCard: 'corner',
      cell: (machine) => <ProtectionCell protection={machine.protection} />,
    },
    {
      id: 'reason',
      header: t('columns.reason'),
      inCard: 'plain',
      grow: true,
      hideBelow: 'lg',
      cell: (machine) => (
        <>
          <span className="block text-xs text-ink-2 sm:hidden">
            {t.rich('cell.lastGoodBackup', { age: () => <LastGoodBackup machine={machine} /> })}
          </span>
          <span
            {...tooltipProps(wordsOfServer(machine.protection.reason, machine.protection.reasonRef))}
            className="text-xs text-ink-2"
          >
            {wordsOfServer(machine.protection.reason, machine.protection.reasonRef)}
          </span>
        </>
      ),
    },
    {
      id: 'platform',
      header: t('columns.platform'),
      sortKey: 'platform',
      hideInCard: true,
      width: 'whitespace-nowrap text-ink-2 sm:max-2xl:hidden',
      cell: (machine) => platformName(machine.platform),
    },
    {
      id: 'policy',
      header: t('columns.policy'),
      sortKey: 'policy',
      hideBelow: 'xl',
      hideInCard: true,
      cell: (machine) =>
        machine.policy ? (
          <span className="block max-w-32 truncate text-ink-2 2xl:max-w-40" title={machine.policy.name}>
            {machine.policy.name}
          </span>
        ) : (
          <span className="text-ink-3">{t('cell.noPolicy')}</span>
        ),
    },
    {
      id: 'lastSuccessAt',
      header: t('columns.lastGoodBackup'),
      sortKey: 'lastSuccessAt',
      hideInCard: true,
      cell: (machine) => <LastGoodBackup machine={machine} />,
    },
    {
      id: 'nextRunAt',
      header: t('columns.nextRun'),
      sortKey: 'nextRunAt',
      hideInCard: true,
      width: 'sm:max-2xl:hidden',
      cell: (machine) => <RelativeTime at={machine.nextRunAt} empty={t('cell.noRun')} />,
    },
    {
      id: 'size',
      header: t('columns.size'),
      sortKey: 'size',
      align: 'right',
      hideBelow: 'md',
      hideInCard: true,
      cell: (machine) => <SizeText bytes={machine.lastBackup?.sizeBytes ?? null} />,
    },
  ];
}

/** When it was, with a mark when the last backup had warnings. */
function LastGoodBackup({ machine }: { machine: Machine }) {
  const t = useTranslations('machines.cell');
  const labels = useOperationLabels();
  const warned = warningText(machine.lastBackup?.warnings ?? [], useServerText());
  return (
    <span className="inline-flex items-center gap-1.5">
      <RelativeTime at={machine.lastSuccessAt} empty={labels.noGoodBackup(machine)} />
      {warned ? (
        <span {...tooltipProps(t('warnings', { warnings: warned }))} className="text-late [&>svg]:size-3.5">
          <TriangleAlert aria-hidden />
          <span className="sr-only">{t('withWarnings', { warnings: warned })}</span>
        </span>
      ) : null}
    </span>
  );
}

/** Name, presence, and a thin progress bar while something runs; no taller than any other row. */
function MachineNameCell({ machine }: { machine: Machine }) {
  const t = useTranslations('machines.cell');
  const common = useTranslations('common');
  const labels = useOperationLabels();
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
        <RemovedBadge machine={machine} />
        {running ? (
          <span
            aria-hidden
            {...tooltipProps(labels.progress(running))}
            className={`ml-auto shrink-0 text-xs tabular-nums ${running.state === 'CANCELLING' ? 'text-late' : 'text-run'}`}
          >
            {running.state === 'RUNNING'
              ? t('percent', { value: Math.round(running.progress) })
              : common(`operationState.${running.state}`)}
          </span>
        ) : null}
      </div>
      {running ? (
        <ProgressBar
          label={labels.title(running)}
          value={running.state === 'REQUESTED' ? null : running.progress}
          text={labels.progress(running)}
          tone={running.state === 'CANCELLING' ? 'late' : 'run'}
          className="mt-0.5 h-[3px]"
        />
      ) : null}
    </div>
  );
}

/** The protection; its reason on hover and for screen readers where that has no column. */
function ProtectionCell({ protection }: { protection: Protection }) {
  const t = useTranslations('machines.cell');
  const reason = useServerText()(protection.reason, protection.reasonRef);
  return (
    <>
      <span {...tooltipProps(reason)} className="inline-flex">
        <ProtectionBadge state={protection.state} />
      </span>
      <span className="sr-only max-sm:hidden lg:hidden">{t('reason', { reason })}</span>
    </>
  );
}

interface MachineRowActionsProps {
  machine: Machine;
  onBackUp: () => void;
  onAssign: (() => void) | undefined;
}

/** Backup and policy of a machine where they are allowed, and a menu with actions on its recovery points. */
export function MachineRowActions({ machine, onBackUp, onAssign }: MachineRowActionsProps) {
  const t = useTranslations('machines.row');
  const canRestore = useCan('restore:run');
  const canMount = useCan('mount:run');
  const isBusy = machine.operation?.kind === 'BACKUP' && !isSettled(machine.operation.state);
  const more = t('more', { machine: machine.name });
  return (
    <>
      {onAssign && machine.present && machine.policy === null ? (
        <IconButton
          label={t('assign', { machine: machine.name })}
          icon={<CalendarPlus aria-hidden className="size-4" />}
          onPress={onAssign}
        />
      ) : null}
      {isBusy || !machine.present ? null : (
        <IconButton
          label={t('backUp', { machine: machine.name })}
          icon={<CloudUpload aria-hidden className="size-4" />}
          onPress={onBackUp}
        />
      )}
      {canRestore || canMount ? (
        <Menu
          label={more}
          trigger={<IconButton label={more} icon={<Ellipsis aria-hidden className="size-4" />} tooltip={false} />}
        >
          {canRestore ? (
            <MenuItem icon={<RotateCcw aria-hidden />} href={restorePointAddress(machine.guid)}>
              {t('restore')}
            </MenuItem>
          ) : null}
          {canMount ? <BrowseItem guid={machine.guid} /> : null}
        </Menu>
      ) : null}
    </>
  );
}

/** Opens the files of the newest recovery point that can be restored, which is read once the menu is open. */
function BrowseItem({ guid }: { guid: string }) {
  const t = useTranslations('machines.row');
  const { data: point } = useNewestRestorable(guid);
  return (
    <MenuItem
      icon={<FolderOpen aria-hidden />}
      href={point ? newMountAddress(point.guid) : undefined}
      isDisabled={!point}
      description={point === undefined ? t('looking') : point === null ? t('noneRestorable') : undefined}
    >
      {t('browse')}
    </MenuItem>
  );
}
