'use client';

import { Activity, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { CancelButton, HistoryLine, OperationProgress } from '@/components/activity/running-operation';
import { readMachineActivityAddress } from './machine-address';
import { RestoreHistory } from '@/components/restore/history/restore-history';
import type { Column } from '@/components/ui/data-table';
import { RelativeTime, WorkedText } from '@/components/ui/time-text';
import { EmptyState } from '@/components/ui/empty-state';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { OperationStateBadge } from '@/components/ui/badge';
import { PagedTable } from '@/components/ui/paged-table';
import type { AddressState } from '@/lib/client/address-state';
import { operationAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import type { OperationLabels } from '@/lib/client/format/operation-labels';
import { useOperationList } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

type MachineTranslator = ReturnType<typeof useTranslations<'machine'>>;

const operationColumns = (t: MachineTranslator, labels: OperationLabels): readonly Column<Operation>[] => [
  {
    id: 'kind',
    header: t('activity.what'),
    cell: (operation) => (
      <Link href={operationAddress(operation.id)} className="link whitespace-nowrap">
        {title(operation, t, labels)}
      </Link>
    ),
  },
  {
    id: 'state',
    header: t('activity.state'),
    grow: true,
    width: 'sm:min-w-32',
    inCard: 'corner',
    cell: (operation) => (
      <div>
        <OperationStateBadge state={operation.state} />
        <span className="ml-3 max-sm:hidden">{settledText(operation, labels)}</span>
        {isSettled(operation.state) ? null : (
          <div className="mt-1 max-w-80 max-sm:hidden">
            <OperationProgress operation={operation} compact />
          </div>
        )}
      </div>
    ),
  },
  {
    // On a phone the progress has a line of its own.
    id: 'progress',
    header: t('activity.details'),
    width: 'sm:hidden',
    inCard: 'wide',
    cell: (operation) =>
      isSettled(operation.state) ? settledText(operation, labels) : <OperationProgress operation={operation} compact />,
  },
  {
    id: 'by',
    header: t('activity.by'),
    hideBelow: 'md',
    width: 'text-ink-2 whitespace-nowrap',
    cell: (operation) => labels.requestedBy(operation),
  },
  {
    id: 'requestedAt',
    header: t('activity.requested'),
    cell: (operation) => <RelativeTime at={operation.requestedAt} />,
  },
  {
    id: 'worked',
    header: t('activity.worked'),
    align: 'right',
    hideBelow: 'lg',
    cell: (operation) => <WorkedText parts={operation} />,
  },
];

/** Work on this machine, newest first. */
export function MachineActivity({ guid, address }: { guid: string; address: AddressState }) {
  const t = useTranslations('machine');
  const list = useOperationList(readMachineActivityAddress(address.params, guid));
  return (
    <>
      <PagedTable
        label={t('activity.label')}
        noun="operations"
        list={list}
        address={address}
        columns={operationColumns(t, useOperationLabels())}
        rowKey={(operation) => operation.id}
        actions={(operation) => <CancelButton operation={operation} />}
        empty={
          <EmptyState icon={<Activity aria-hidden />} title={t('activity.none')}>
            {t('activity.noneText')}
          </EmptyState>
        }
      />
      <HistoryLine history={list.data?.history} ofMachine />
    </>
  );
}

/** Why work ended with this state, where the state alone does not say it. */
function settledText(operation: Operation, labels: OperationLabels): ReactNode {
  if (!isSettled(operation.state)) return null;
  if (!operation.failure && operation.state !== 'WARNING') return null;
  const text = labels.progress(operation);
  return (
    <span {...tooltipProps(text)} className="text-ink-2">
      {text}
    </span>
  );
}

/** `Full backup`; the type that was really made, once known. */
function title({ kind, backupType }: Operation, t: MachineTranslator, labels: OperationLabels): string {
  const type = backupType?.actual ?? backupType?.requested;
  return kind === 'BACKUP' && (type === 'FULL' || type === 'INCREMENTAL') ? t(`backupOf.${type}`) : labels.kind(kind);
}

/** Restores from the recovery points of this machine. */
export function MachineRestores({ guid, address }: { guid: string; address: AddressState }) {
  const t = useTranslations('machine.restores');
  return (
    <RestoreHistory
      machine={guid}
      address={address}
      empty={
        <EmptyState icon={<RotateCcw aria-hidden />} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      }
    />
  );
}
