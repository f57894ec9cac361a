'use client';

import { Activity, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { CancelButton } from '@/components/activity/cancel-button';
import { HistoryLine, OperationProgress } from '@/components/activity/operation-progress';
import { readMachineActivityAddress } from './machine-address';
import { typeWords } from '@/components/machine/timeline/timeline-words';
import { RestoreHistory } from '@/components/restore/history/restore-history';
import type { Column } from '@/components/ui/data-table';
import { RelativeTime, WorkedText } from '@/components/ui/time-text';
import { EmptyState } from '@/components/ui/empty-state';
import { hintProps } from '@/components/ui/hint-layer';
import { OperationStateBadge } from '@/components/ui/state-badges';
import { PagedTable } from '@/components/ui/paged-table';
import type { AddressState } from '@/lib/client/address-state';
import { operationAddress } from '@/lib/client/addresses';
import { kindWords, progressText, requestedByText } from '@/lib/client/format/describe-operation';
import { useOperationList } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

const columns: readonly Column<Operation>[] = [
  {
    id: 'kind',
    header: 'What',
    cell: (operation) => (
      <Link href={operationAddress(operation.id)} className="link whitespace-nowrap">
        {title(operation)}
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    inCard: 'corner',
    cell: (operation) => <OperationStateBadge state={operation.state} />,
  },
  {
    id: 'progress',
    header: 'Details',
    grow: true,
    inCard: 'wide',
    cell: (operation) =>
      isSettled(operation.state) ? explained(operation) : <OperationProgress operation={operation} compact />,
  },
  {
    id: 'by',
    header: 'By',
    hideBelow: 'md',
    width: 'text-ink-2 whitespace-nowrap',
    cell: (operation) => requestedByText(operation),
  },
  { id: 'requestedAt', header: 'Requested', cell: (operation) => <RelativeTime at={operation.requestedAt} /> },
  {
    id: 'worked',
    header: 'Worked',
    align: 'right',
    hideBelow: 'lg',
    cell: (operation) => <WorkedText parts={operation} />,
  },
];

/** What was and is done with this machine, newest first. */
export function MachineActivity({ guid, address }: { guid: string; address: AddressState }) {
  const list = useOperationList(readMachineActivityAddress(address.params, guid));
  return (
    <>
      <PagedTable
        label="Activity of this machine"
        noun="operations"
        list={list}
        address={address}
        columns={columns}
        rowKey={(operation) => operation.id}
        actions={(operation) => <CancelButton operation={operation} />}
        empty={
          <EmptyState icon={<Activity aria-hidden />} title="No activity yet">
            Backups of this machine show here, whoever or whatever starts them.
          </EmptyState>
        }
      />
      <HistoryLine history={list.data?.history} ofMachine />
    </>
  );
}

function explained(operation: Operation): ReactNode {
  if (!operation.failure && operation.state !== 'WARNING') return null;
  const text = progressText(operation);
  return (
    <span {...hintProps(text)} className="text-ink-2">
      {text}
    </span>
  );
}

/** `Full backup`; the type that was really made, once it is known. */
function title({ kind, backupType }: Operation): string {
  const type = backupType?.actual ?? backupType?.requested;
  return kind === 'BACKUP' && (type === 'FULL' || type === 'INCREMENTAL')
    ? `${typeWords[type]} backup`
    : kindWords[kind];
}

/** What was restored from the recovery points of this machine. */
export function MachineRestores({ guid, address }: { guid: string; address: AddressState }) {
  return (
    <RestoreHistory
      machine={guid}
      address={address}
      empty={
        <EmptyState icon={<RotateCcw aria-hidden />} title="Nothing has been restored from this machine yet">
          Restores of its recovery points show here, with what was checked before and what came of them.
        </EmptyState>
      }
    />
  );
}
