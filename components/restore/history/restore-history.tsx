'use client';

import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { RestorePanel } from './restore-panel';
import { requestedByText, targetText } from '@/components/restore/check-list';
import { AddressLink } from '@/components/ui/address-link';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { DurationText } from '@/components/ui/time-text';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { LinkButton } from '@/components/ui/link-button';
import { OperationStateBadge } from '@/components/ui/badge';
import { PagedTable } from '@/components/ui/paged-table';
import { ThingName } from '@/components/ui/thing-name';
import { useAddressState } from '@/lib/client/address-state';
import type { AddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { useHydrated } from '@/lib/client/format/now';
import { useRestoreList } from '@/lib/client/queries/restores';
import { restoreStates } from '@/lib/contracts/restore';
import { defaultRestoreSort, readRestoreAddress } from '@/lib/client/list-addresses';
import type { Restore } from '@/lib/contracts/restore';
import type { RestoreTranslator } from '@/components/restore/fields/planned-fields';

interface RestoreHistoryProps {
  /** Null for all machines of the tenant. */
  machine: string | null;
  address: AddressState;
  /** Shown before the first restore. */
  empty: ReactNode;
}

/** Past and running restores; sort order, page, filter and the opened one are in the URL. */
export function RestoreHistory({ machine, address, empty }: RestoreHistoryProps) {
  const t = useTranslations('restore');
  const action = useTranslations('ui');
  const format = useFormats();
  const common = useTranslations('common');
  const wordsOfServer = useServerText();
  const namesZone = useHydrated();
  const { params } = address;
  const query = readRestoreAddress(params);
  const { page, sort, state = [] } = query;
  const list = useRestoreList(machine, query);
  const isFiltered = state.length > 0;

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FilterMenu
          label={t('history.result')}
          options={restoreStates.map((value) => ({ value, label: common(`operationState.${value}`) }))}
          selected={state}
          onChange={(next) => address.replace({ state: next })}
        />
        {isFiltered ? (
          <Button variant="quiet" onPress={() => address.replace({ state: null })}>
            {action('clear')}
          </Button>
        ) : null}
      </div>
      <PagedTable
        label={t('history.title')}
        noun="restores"
        list={list}
        address={address}
        columns={restoreColumns({
          t,
          wordsOfServer,
          format,
          namesZone,
          withMachine: machine === null,
          hrefOf: (id) => address.hrefWith({ restore: id, page }),
        })}
        rowKey={(restore) => restore.id}
        sort={{ current: sort, usual: defaultRestoreSort }}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<RotateCcw aria-hidden />}
              title={t('history.noMatch.title')}
              action={<Button onPress={() => address.replace({ state: null })}>{t('history.noMatch.showAll')}</Button>}
            >
              {t('history.noMatch.text')}
            </EmptyState>
          ) : (
            empty
          )
        }
      />
      <RestorePanel
        id={params.get('restore')}
        restores={list.data?.items}
        onClose={() => address.replace({ restore: null, page })}
      />
    </>
  );
}

interface RestoreColumnOptions {
  t: RestoreTranslator;
  wordsOfServer: WordsOfServer;
  format: Formats;
  /** Whether the header names the time zone; the server does not know it. */
  namesZone: boolean;
  /** URL of this page with the restore opened. */
  hrefOf: (id: string) => string;
  withMachine: boolean;
}

/** Columns of the history of restores; the time opens the details. */
function restoreColumns({
  t,
  wordsOfServer,
  format,
  namesZone,
  hrefOf,
  withMachine,
}: RestoreColumnOptions): Column<Restore>[] {
  const columns: Column<Restore>[] = [
    {
      id: 'requestedAt',
      header: namesZone ? t('history.requestedInZone', { zone: format.timeZone }) : t('history.requested'),
      sortKey: 'requestedAt',
      cell: (restore) => (
        <AddressLink href={hrefOf(restore.id)} className="link whitespace-nowrap tabular-nums" aria-haspopup="dialog">
          {format.short(restore.requestedAt)}
        </AddressLink>
      ),
    },
    {
      id: 'machine',
      header: t('history.machine'),
      sortKey: 'machine',
      width: 'sm:max-w-48',
      cell: ({ machine }) => (
        <Link href={machineAddress(machine.guid)} className="link block truncate !font-normal">
          <ThingName of={machine} />
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('history.result'),
      sortKey: 'state',
      inCard: 'corner',
      cell: (restore) => <OperationStateBadge state={restore.state} text={restore.stateText} plain />,
    },
    {
      id: 'point',
      header: t('history.point'),
      hideBelow: 'lg',
      cell: (restore) => <Point restore={restore} />,
    },
    {
      id: 'name',
      header: t('history.restoredAs'),
      hideBelow: 'md',
      width: 'sm:max-w-48',
      cell: (restore) => <RestoredAs restore={restore} />,
    },
    {
      id: 'target',
      header: t('history.whereTo'),
      grow: true,
      hideBelow: 'md',
      inCard: 'wide',
      cell: (restore) => {
        const target = targetText(restore, t, wordsOfServer);
        return (
          <span {...tooltipProps(target)} className="text-ink-2">
            {target}
          </span>
        );
      },
    },
    {
      id: 'by',
      header: t('history.by'),
      hideBelow: 'xl',
      width: 'whitespace-nowrap text-ink-2',
      cell: (restore) => requestedByText(restore, t),
    },
    {
      id: 'took',
      header: t('history.took'),
      align: 'right',
      hideBelow: 'lg',
      cell: (restore) => <DurationText ms={restore.durationMs} />,
    },
  ];
  return withMachine ? columns : columns.filter(({ id }) => id !== 'machine');
}

function Point({ restore: { recoveryPoint, machine } }: { restore: Restore }) {
  const t = useTranslations('restore');
  const format = useFormats();
  if (recoveryPoint === null) return <span className="text-ink-3">–</span>;
  return (
    <Link
      href={machineAddress(machine.guid, { point: recoveryPoint.guid })}
      className="link !font-normal whitespace-nowrap tabular-nums"
    >
      {recoveryPoint.startedAt === null ? t('open') : format.short(recoveryPoint.startedAt)}
    </Link>
  );
}

function RestoredAs({ restore: { result, name } }: { restore: Restore }) {
  if (result === null)
    return name === null ? <span className="text-ink-3">–</span> : <span className="block truncate">{name}</span>;
  return (
    <Link href={machineAddress(result.guid)} className="link block truncate !font-normal">
      {result.name}
    </Link>
  );
}

/** Every restore of the tenant. */
export function RestoresPage() {
  const address = useAddressState();
  const t = useTranslations('restore');
  return (
    <>
      <PageHeader
        title={t('history.title')}
        before={
          <Breadcrumbs items={[{ label: t('history.activity'), href: '/activity' }, { label: t('history.title') }]} />
        }
      />
      <RestoreHistory
        machine={null}
        address={address}
        empty={
          <EmptyState
            icon={<RotateCcw aria-hidden />}
            title={t('history.empty.title')}
            action={<LinkButton href="/machines">{t('goToMachines')}</LinkButton>}
          >
            {t('history.empty.text')}
          </EmptyState>
        }
      />
    </>
  );
}
