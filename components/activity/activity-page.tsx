'use client';

import { Activity } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { AddressLink } from '@/components/ui/address-link';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { ListFilters, OneMachineFilter } from '@/components/ui/list-filters';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { OperationStateBadge } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime, WorkedText } from '@/components/ui/time-text';
import { useAddressState } from '@/lib/client/address-state';
import type { AddressState } from '@/lib/client/address-state';
import { machineAddress, restoreHistoryAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import type { OperationLabels } from '@/lib/client/format/operation-labels';
import { useOperationList } from '@/lib/client/queries/operations';
import { isSettled, operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';
import type { Operation, OperationKind, OperationOrigin, OperationState } from '@/lib/contracts/operation';
import { defaultActivitySort, readActivityAddress } from '@/lib/client/list-addresses';
import { CancelButton, HistoryLine, OperationProgress } from './running-operation';
import { OperationPanel } from './operation-panel';

/** Every operation of the tenant, live; filters, sort order and the opened operation are in the URL. */
export function ActivityPage() {
  const t = useTranslations('activity');
  const labels = useOperationLabels();
  const address = useAddressState();
  const { params } = address;
  const { page, sort, ...filters } = readActivityAddress(params);
  const list = useOperationList({ ...filters, page, sort });
  const isFiltered =
    filters.state.length + filters.kind.length + filters.origin.length > 0 ||
    filters.machine !== undefined ||
    filters.search !== '';

  return (
    <>
      <PageHeader
        title={t('title')}
        actions={<LinkButton href={restoreHistoryAddress()}>{t('restoreHistory')}</LinkButton>}
      />
      <ActivityFilters
        filters={filters}
        isFiltered={isFiltered}
        address={address}
        machineName={filters.machine === undefined ? undefined : list.data?.items[0]?.machine.name}
      />
      <PagedTable
        label={t('operations')}
        noun="operations"
        list={list}
        address={address}
        columns={operationColumns(t, labels, list.data?.items, (id) => address.hrefWith({ operation: id, page }))}
        rowKey={(operation) => operation.id}
        sort={{ current: sort, usual: defaultActivitySort }}
        actions={(operation) => <CancelButton operation={operation} variant="secondary" />}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<Activity aria-hidden />}
              title={t('empty.filtered')}
              action={<LinkButton href="/activity">{t('empty.clear')}</LinkButton>}
            >
              {t('empty.filteredText')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={<Activity aria-hidden />}
              title={t('empty.none')}
              action={<LinkButton href="/machines">{t('empty.machines')}</LinkButton>}
            >
              {t('empty.noneText')}
            </EmptyState>
          )
        }
      />
      <HistoryLine history={list.data?.history} ofMachine={false} />
      <OperationPanel id={params.get('operation')} onClose={() => address.replace({ operation: null, page })} />
    </>
  );
}

interface ActivityFiltersProps {
  filters: {
    state: readonly OperationState[];
    kind: readonly OperationKind[];
    origin: readonly OperationOrigin[];
    machine: string | undefined;
    search: string;
  };
  isFiltered: boolean;
  address: AddressState;
  /** Name of the machine of the filter, once known. */
  machineName: string | undefined;
}

/** Search and filters of the list of operations. */
function ActivityFilters({ filters, isFiltered, address, machineName }: ActivityFiltersProps) {
  const t = useTranslations('activity.filters');
  const common = useTranslations('common');
  const labels = useOperationLabels();
  return (
    <ListFilters
      searchLabel={t('search')}
      search={filters.search}
      address={address}
      clear={isFiltered ? { state: null, kind: null, origin: null, machine: null, search: null } : undefined}
    >
      <FilterMenu
        label={t('state')}
        options={operationStates.map((value) => ({ value, label: common(`operationState.${value}`) }))}
        selected={filters.state}
        onChange={(state) => address.replace({ state })}
      />
      <FilterMenu
        label={t('kind')}
        options={operationKinds.map((value) => ({ value, label: labels.kind(value) }))}
        selected={filters.kind}
        onChange={(kind) => address.replace({ kind })}
      />
      <FilterMenu
        label={t('started')}
        options={operationOrigins.map((value) => ({ value, label: labels.origin(value) }))}
        selected={filters.origin}
        onChange={(origin) => address.replace({ origin })}
      />
      {filters.machine === undefined ? null : (
        <OneMachineFilter machine={machineName} onClear={() => address.replace({ machine: null })} />
      )}
    </ListFilters>
  );
}

/** Columns of the list of operations; the name opens the details at `hrefOf(id)`, on the same page. */
function operationColumns(
  t: ReturnType<typeof useTranslations<'activity'>>,
  labels: OperationLabels,
  shown: readonly Operation[] | undefined,
  hrefOf: (id: string) => string,
): Column<Operation>[] {
  // Without problems the column is empty, and its width goes to the machine.
  const hasProgress = !shown || shown.some((operation) => !isSettled(operation.state) || hasOutcome(operation));
  const progress: Column<Operation> = {
    id: 'progress',
    header: t('columns.progress'),
    grow: true,
    hideBelow: 'lg',
    inCard: 'wide',
    cell: (operation) =>
      isSettled(operation.state) ? outcomeText(labels, operation) : <OperationProgress operation={operation} />,
  };
  return [
    {
      id: 'kind',
      header: t('columns.operation'),
      width: 'sm:w-40',
      cell: (operation) => (
        <AddressLink href={hrefOf(operation.id)} className="link max-sm:block max-sm:truncate" aria-haspopup="dialog">
          {t.rich('kindOf', {
            kind: labels.kind(operation.kind),
            name: operation.machine.name,
            machine: (chunks) => <span className="sm:sr-only">{chunks}</span>,
          })}
        </AddressLink>
      ),
    },
    {
      id: 'machine',
      header: t('columns.machine'),
      sortKey: 'machine',
      hideInCard: true,
      ...(hasProgress ? { width: 'sm:max-w-56' } : { grow: true }),
      cell: (operation) => (
        <Link href={machineAddress(operation.machine.guid)} className="link block truncate !font-normal">
          <ThingName of={operation.machine} />
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('columns.state'),
      sortKey: 'state',
      inCard: 'corner',
      cell: (operation) => <OperationStateBadge state={operation.state} />,
    },
    ...(hasProgress ? [progress] : []),
    {
      id: 'by',
      header: t('columns.startedBy'),
      hideBelow: 'xl',
      inCard: 'plain',
      cell: (operation) => <span className="whitespace-nowrap text-ink-2">{labels.requestedBy(operation)}</span>,
    },
    {
      id: 'requested',
      header: t('columns.requested'),
      sortKey: 'requestedAt',
      align: 'right',
      inCard: 'plain',
      cell: (operation) => <RelativeTime at={operation.requestedAt} className="text-ink-2" />,
    },
    {
      id: 'duration',
      header: t('columns.worked'),
      align: 'right',
      hideBelow: 'md',
      hideInCard: true,
      cell: (operation) => <WorkedText parts={operation} />,
    },
  ];
}

/** True where there is more to say than the state. */
function hasOutcome({ failure, warnings, state }: Operation): boolean {
  return failure !== null || warnings.length > 0 || state === 'NOT_STARTED';
}

function outcomeText(labels: OperationLabels, operation: Operation): ReactNode {
  if (!hasOutcome(operation)) return null;
  const text = labels.progress(operation);
  return (
    <span title={text} className="text-ink-2">
      {text}
    </span>
  );
}
