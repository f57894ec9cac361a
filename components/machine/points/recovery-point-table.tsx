'use client';

import { clsx } from 'clsx';
import { History, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import {
  defaultRecoveryPointSort,
  readRecoveryPointAddress,
  readShowsRemoved,
} from '@/components/machine/page/machine-address';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { PagedTable } from '@/components/ui/paged-table';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/badge';
import { RelativeTime, SizeText, WorkedText } from '@/components/ui/time-text';
import { warningText } from '@/components/ui/section';
import type { AddressState } from '@/lib/client/address-state';
import { useFormats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import { useRecoveryPointList, useRemovedPoints } from '@/lib/client/queries/recovery-points';
import type { MachineDetail } from '@/lib/contracts/machine';
import { recoveryPointStatuses, recoveryPointTypes } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';

interface RecoveryPointTableProps {
  machine: MachineDetail;
  address: AddressState;
  hrefOfPoint: (guid: string) => string;
  onOpen: (guid: string) => void;
  /** The selected point, in a table for choosing one. */
  chosen?: string | null | undefined;
}

/** Every recovery point of a machine, including failures; opening one shows it beside the list. */
export function RecoveryPointTable({ machine, address, hrefOfPoint, onOpen, chosen }: RecoveryPointTableProps) {
  const common = useTranslations('common');
  const t = useTranslations('machine');
  const format = useFormats();
  const params = readRecoveryPointAddress(address.params);
  const list = useRecoveryPointList(machine.guid, params);
  const statuses = address.listOf('status', recoveryPointStatuses);
  const filtered = statuses.length > 0 || params.type !== undefined;
  const removed = useRemovedPoints(machine.guid, params.type).data?.total ?? 0;
  const showsRemoved = readShowsRemoved(address.params);
  const toggle =
    removed === 0 || statuses.length > 0 ? null : (
      <Button variant="quiet" onPress={() => address.replace({ removed: showsRemoved ? null : 'shown' })}>
        {showsRemoved ? t('points.hideRemoved') : t('points.showRemoved', { count: removed })}
      </Button>
    );
  const clear = () => address.replace({ status: null, type: null });

  const columns: readonly Column<RecoveryPoint>[] = [
    {
      id: 'startedAt',
      header: t('points.started', { zone: format.timeZone }),
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
              ? t('points.notBegun')
              : t('points.timeUnknown')
            : format.short(point.startedAt)}
        </AddressLink>
      ),
    },
    {
      id: 'ago',
      header: t('points.age'),
      hideBelow: 'lg',
      hideInCard: true,
      width: 'text-ink-2',
      cell: (point) => <RelativeTime at={point.startedAt} isAge />,
    },
    { id: 'type', header: t('points.type'), sortKey: 'type', cell: (point) => <BackupTypeText type={point.type} /> },
    {
      id: 'status',
      header: t('points.status'),
      sortKey: 'status',
      grow: true,
      width: 'sm:min-w-32',
      inCard: 'corner',
      cell: (point) => (
        <div>
          <RecoveryPointBadge point={point} plain />
          <PointNote point={point} className="ml-3 max-md:hidden" />
        </div>
      ),
    },
    {
      // On a phone the note has a line of its own.
      id: 'reason',
      header: t('points.notes'),
      width: 'sm:hidden',
      inCard: 'wide',
      cell: (point) => <PointNote point={point} />,
    },
    {
      id: 'copies',
      header: t('points.copies'),
      align: 'right',
      hideBelow: 'lg',
      cell: (point) => <Copies point={point} />,
    },
    {
      id: 'sizeBytes',
      header: t('points.size'),
      sortKey: 'sizeBytes',
      align: 'right',
      cell: (point) => <SizeText bytes={point.sizeBytes} />,
    },
    {
      id: 'durationMs',
      header: t('points.worked'),
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
          label={t('points.status')}
          options={recoveryPointStatuses.map((status) => ({ value: status, label: common(`recoveryPoint.${status}`) }))}
          selected={statuses}
          onChange={(status) => address.replace({ status })}
        />
        <FilterMenu
          label={t('points.type')}
          options={recoveryPointTypes.map((type) => ({ value: type, label: t(`type.${type}`) }))}
          selected={params.type ?? []}
          onChange={(type) => address.replace({ type })}
        />
        {filtered ? (
          <Button variant="quiet" onPress={clear}>
            {t('clearFilters')}
          </Button>
        ) : null}
        {toggle === null ? null : <span className="ml-auto">{toggle}</span>}
      </div>
      <PagedTable
        label={t('points.label')}
        noun="recoveryPoints"
        list={list}
        address={address}
        columns={columns}
        rowKey={(point) => point.guid}
        isCurrent={chosen === undefined ? undefined : (point) => point.guid === chosen}
        sort={{ current: params.sort, usual: defaultRecoveryPointSort }}
        empty={
          filtered ? (
            <NothingMatches onClear={clear} />
          ) : removed > 0 ? (
            <EmptyState icon={<History aria-hidden />} title={t('points.noneLeft')}>
              {t('points.noneLeftText')}
            </EmptyState>
          ) : (
            <NothingYet machine={machine} />
          )
        }
      />
    </>
  );
}

/** The reason of a point's state; nothing when there is none. */
function PointNote({ point, className }: { point: RecoveryPoint; className?: string }) {
  const wordsOfServer = useServerText();
  const text = [wordsOfServer(point.reason, point.reasonRef), warningText(point.warnings, wordsOfServer), point.note]
    .filter(Boolean)
    .join(' · ');
  if (text === '') return null;
  return (
    <span {...tooltipProps(text)} className={clsx('text-ink-2', className)}>
      {text}
    </span>
  );
}

function Copies({ point }: { point: RecoveryPoint }) {
  const t = useTranslations('machine.points');
  const wordsOfServer = useServerText();
  const names = point.copies.map(({ destination }) => wordsOfServer(destination.name, destination.nameRef));
  const present = point.copies.filter((copy) => copy.state === 'PRESENT');
  if (point.copies.length === 0) return <span className="text-ink-3">–</span>;
  return (
    <span title={names.join(', ')} className="tabular-nums">
      {present.length === point.copies.length
        ? present.length
        : t('copiesPresent', { present: present.length, all: point.copies.length })}
    </span>
  );
}

function NothingMatches({ onClear }: { onClear: () => void }) {
  const t = useTranslations('machine');
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={t('points.noMatch')}
      action={<Button onPress={onClear}>{t('clearFilters')}</Button>}
    />
  );
}

function NothingYet({ machine }: { machine: MachineDetail }) {
  const t = useTranslations('machine.points');
  return (
    <EmptyState icon={<History aria-hidden />} title={t('none')}>
      {machine.present ? t('noneText') : t('noneTextRemoved')}
    </EmptyState>
  );
}
