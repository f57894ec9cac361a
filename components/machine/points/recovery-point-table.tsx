'use client';

import { History, SearchX } from 'lucide-react';
import { defaultRecoveryPointSort, readRecoveryPointAddress } from '@/components/machine/page/machine-address';
import { typeWords } from '@/components/machine/timeline/timeline-words';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { hintProps } from '@/components/ui/hint-layer';
import { PagedTable } from '@/components/ui/paged-table';
import { BackupTypeText, RecoveryPointBadge, recoveryPointLook } from '@/components/ui/state-badges';
import { RelativeTime, SizeText, WorkedText } from '@/components/ui/time-text';
import { warningText } from '@/components/ui/section';
import type { AddressState } from '@/lib/client/address-state';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatShort } from '@/lib/client/format/time';
import { useRecoveryPointList } from '@/lib/client/queries/recovery-points';
import type { MachineDetail } from '@/lib/contracts/machine';
import { recoveryPointStatuses, recoveryPointTypes } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';

interface RecoveryPointTableProps {
  machine: MachineDetail;
  address: AddressState;
  hrefOfPoint: (guid: string) => string;
  onOpen: (guid: string) => void;
  /** The point that is chosen, where one of them is to be chosen. */
  chosen?: string | null | undefined;
}

/** Every recovery point of a machine, failures included; opening one shows it beside the list. */
export function RecoveryPointTable({ machine, address, hrefOfPoint, onOpen, chosen }: RecoveryPointTableProps) {
  const timeZone = useTimeZone();
  const params = readRecoveryPointAddress(address.params);
  const list = useRecoveryPointList(machine.guid, params);
  const filtered = params.status !== undefined || params.type !== undefined;
  const clear = () => address.replace({ status: null, type: null });

  const columns: readonly Column<RecoveryPoint>[] = [
    {
      id: 'startedAt',
      header: `Started (${timeZone})`,
      sortKey: 'startedAt',
      cell: (point) => (
        <AddressLink
          href={hrefOfPoint(point.guid)}
          className="link whitespace-nowrap tabular-nums"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(point.guid);
          }}
        >
          {point.startedAt === null
            ? point.status === 'RUNNING'
              ? 'Not begun yet'
              : 'Not known'
            : formatShort(point.startedAt, timeZone)}
        </AddressLink>
      ),
    },
    {
      id: 'ago',
      header: 'Age',
      hideBelow: 'lg',
      hideInCard: true,
      width: 'text-ink-2',
      cell: (point) => <RelativeTime at={point.startedAt} />,
    },
    { id: 'type', header: 'Type', sortKey: 'type', cell: (point) => <BackupTypeText type={point.type} /> },
    {
      id: 'status',
      header: 'Status',
      sortKey: 'status',
      inCard: 'corner',
      cell: (point) => <RecoveryPointBadge point={point} plain />,
    },
    {
      id: 'reason',
      header: 'Notes',
      grow: true,
      hideBelow: 'md',
      inCard: 'wide',
      cell: (point) => {
        const text = [point.reason, warningText(point.warnings), point.note].filter(Boolean).join(' · ');
        return text ? (
          <span {...hintProps(text)} className="text-ink-2">
            {text}
          </span>
        ) : null;
      },
    },
    { id: 'copies', header: 'Copies', align: 'right', hideBelow: 'lg', cell: (point) => <Copies point={point} /> },
    {
      id: 'sizeBytes',
      header: 'Size',
      sortKey: 'sizeBytes',
      align: 'right',
      cell: (point) => <SizeText bytes={point.sizeBytes} />,
    },
    {
      id: 'durationMs',
      header: 'Worked',
      sortKey: 'durationMs',
      align: 'right',
      hideBelow: 'md',
      cell: (point) => <WorkedText parts={point} />,
    },
  ];

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FilterMenu
          label="Status"
          options={recoveryPointStatuses.map((status) => ({ value: status, label: recoveryPointLook[status].word }))}
          selected={params.status ?? []}
          onChange={(status) => address.replace({ status })}
        />
        <FilterMenu
          label="Type"
          options={recoveryPointTypes.map((type) => ({ value: type, label: typeWords[type] }))}
          selected={params.type ?? []}
          onChange={(type) => address.replace({ type })}
        />
        {filtered ? (
          <Button variant="quiet" onPress={clear}>
            Clear filters
          </Button>
        ) : null}
      </div>
      <PagedTable
        label="Recovery points"
        noun="recovery points"
        list={list}
        address={address}
        columns={columns}
        rowKey={(point) => point.guid}
        isCurrent={chosen === undefined ? undefined : (point) => point.guid === chosen}
        sort={{ current: params.sort, usual: defaultRecoveryPointSort }}
        empty={filtered ? <NothingMatches onClear={clear} /> : <NothingYet machine={machine} />}
      />
    </>
  );
}

function Copies({ point }: { point: RecoveryPoint }) {
  const present = point.copies.filter((copy) => copy.state === 'PRESENT');
  if (point.copies.length === 0) return <span className="text-ink-3">–</span>;
  return (
    <span title={point.copies.map((copy) => copy.destination.name).join(', ')} className="tabular-nums">
      {present.length === point.copies.length ? present.length : `${present.length} of ${point.copies.length}`}
    </span>
  );
}

function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="No recovery point matches"
      action={<Button onPress={onClear}>Clear filters</Button>}
    />
  );
}

function NothingYet({ machine }: { machine: MachineDetail }) {
  return (
    <EmptyState icon={<History aria-hidden />} title="No recovery points yet">
      {machine.present
        ? 'Nothing has been backed up so far, so nothing could be restored. The next backup appears here by itself.'
        : 'This machine was removed before anything was backed up.'}
    </EmptyState>
  );
}
