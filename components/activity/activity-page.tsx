'use client';

import { Activity, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { SearchField } from '@/components/ui/search-field';
import { OperationStateBadge } from '@/components/ui/state-badges';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime, WorkedText } from '@/components/ui/time-text';
import { useAddressState } from '@/lib/client/address-state';
import type { AddressChanges } from '@/lib/client/address-state';
import { machineAddress, restoreHistoryAddress } from '@/lib/client/addresses';
import { kindWords, originWords, progressText, requestedByText } from '@/lib/client/format/describe-operation';
import { useOperationList } from '@/lib/client/queries/operations';
import { isSettled, operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';
import type { Operation, OperationKind, OperationOrigin, OperationState } from '@/lib/contracts/operation';
import { CancelButton } from './cancel-button';
import { HistoryLine, OperationProgress } from './operation-progress';
import { OperationPanel } from './operation-panel';

const sorts = ['requestedAt', '-requestedAt', 'machine', '-machine', 'state', '-state'] as const;

/** Every operation of the tenant, live; filters, order and the opened one are in the address. */
export function ActivityPage() {
  const address = useAddressState();
  const { params } = address;
  const page = Math.max(1, Math.trunc(Number(params.get('page') ?? 1)) || 1);
  const sort = sorts.find((each) => each === params.get('sort')) ?? '-requestedAt';
  const filters = {
    state: address.listOf('state', operationStates),
    kind: address.listOf('kind', operationKinds),
    origin: address.listOf('origin', operationOrigins),
    machine: params.get('machine') ?? undefined,
    search: params.get('search') ?? '',
  };
  const list = useOperationList({ ...filters, page, sort });
  const isFiltered =
    filters.state.length + filters.kind.length + filters.origin.length > 0 ||
    filters.machine !== undefined ||
    filters.search !== '';

  return (
    <>
      <PageHeader title="Activity" actions={<LinkButton href={restoreHistoryAddress()}>Restore history</LinkButton>} />
      <ActivityFilters
        filters={filters}
        isFiltered={isFiltered}
        onChange={address.replace}
        machineName={filters.machine === undefined ? undefined : list.data?.items[0]?.machine.name}
      />
      <PagedTable
        label="Operations"
        noun="operations"
        list={list}
        address={address}
        columns={operationColumns((id) => address.hrefWith({ operation: id, page }))}
        rowKey={(operation) => operation.id}
        sort={{ current: sort, usual: '-requestedAt' }}
        actions={(operation) => <CancelButton operation={operation} variant="secondary" />}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<Activity aria-hidden />}
              title="No operation matches these filters"
              action={<LinkButton href="/activity">Clear filters</LinkButton>}
            >
              Other operations may exist; the filters hide them.
            </EmptyState>
          ) : (
            <EmptyState
              icon={<Activity aria-hidden />}
              title="Nothing has run yet"
              action={<LinkButton href="/machines">Go to machines</LinkButton>}
            >
              Backups and restores appear here by themselves, whoever or whatever starts them.
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
  onChange: (changes: AddressChanges) => void;
  /** Name of the machine that the list is limited to, once known. */
  machineName: string | undefined;
}

/** Search and filters of the list of operations. */
function ActivityFilters({ filters, isFiltered, onChange, machineName }: ActivityFiltersProps) {
  const common = useTranslations('common');
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField
        label="Search by machine"
        value={filters.search}
        onSearch={(search) => onChange({ search })}
        className="w-full sm:w-64"
      />
      <FilterMenu
        label="State"
        options={operationStates.map((value) => ({ value, label: common(`operationState.${value}`) }))}
        selected={filters.state}
        onChange={(state) => onChange({ state })}
      />
      <FilterMenu
        label="Kind"
        options={operationKinds.map((value) => ({ value, label: kindWords[value] }))}
        selected={filters.kind}
        onChange={(kind) => onChange({ kind })}
      />
      <FilterMenu
        label="Started"
        options={operationOrigins.map((value) => ({ value, label: originWords[value] }))}
        selected={filters.origin}
        onChange={(origin) => onChange({ origin })}
      />
      {filters.machine === undefined ? null : (
        <Button
          onPress={() => onChange({ machine: null })}
          className="!border-accent !bg-accent-soft"
          aria-label={`Only ${machineName ?? 'one machine'}; show all machines`}
        >
          {machineName ?? 'One machine'}
          <X aria-hidden className="size-3.5" />
        </Button>
      )}
      {isFiltered ? (
        <Button
          variant="quiet"
          onPress={() => onChange({ state: null, kind: null, origin: null, machine: null, search: null })}
        >
          Clear
        </Button>
      ) : null}
    </div>
  );
}

/** Columns of a list of operations; the name opens the details at `hrefOf(id)`, an address of the same page. */
function operationColumns(
  hrefOf: (id: string) => string,
  options: { withMachine?: boolean } = {},
): Column<Operation>[] {
  const { withMachine = true } = options;
  const columns: Column<Operation>[] = [
    {
      id: 'kind',
      header: 'Operation',
      width: 'sm:w-40',
      cell: (operation) => (
        <AddressLink href={hrefOf(operation.id)} className="link max-sm:block max-sm:truncate" aria-haspopup="dialog">
          {kindWords[operation.kind]}
          <span className="sm:sr-only"> of {operation.machine.name}</span>
        </AddressLink>
      ),
    },
    {
      id: 'machine',
      header: 'Machine',
      sortKey: 'machine',
      hideInCard: true,
      width: 'sm:max-w-56',
      cell: (operation) => (
        <Link href={machineAddress(operation.machine.guid)} className="link block truncate !font-normal">
          <ThingName of={operation.machine} />
        </Link>
      ),
    },
    {
      id: 'state',
      header: 'State',
      sortKey: 'state',
      inCard: 'corner',
      cell: (operation) => <OperationStateBadge state={operation.state} />,
    },
    {
      id: 'progress',
      header: 'Progress',
      grow: true,
      hideBelow: 'lg',
      inCard: 'wide',
      cell: (operation) =>
        isSettled(operation.state) ? outcomeText(operation) : <OperationProgress operation={operation} />,
    },
    {
      id: 'by',
      header: 'Started by',
      hideBelow: 'xl',
      inCard: 'plain',
      cell: (operation) => <span className="whitespace-nowrap text-ink-2">{requestedByText(operation)}</span>,
    },
    {
      id: 'requested',
      header: 'Requested',
      sortKey: 'requestedAt',
      align: 'right',
      inCard: 'plain',
      cell: (operation) => <RelativeTime at={operation.requestedAt} className="text-ink-2" />,
    },
    {
      id: 'duration',
      header: 'Worked',
      align: 'right',
      hideBelow: 'md',
      hideInCard: true,
      cell: (operation) => <WorkedText parts={operation} />,
    },
  ];
  return withMachine ? columns : columns.filter((column) => column.id !== 'machine');
}

/** Only what the state's own word does not say already. */
function outcomeText(operation: Operation): ReactNode {
  if (!operation.failure && operation.warnings.length === 0 && operation.state !== 'NOT_STARTED') return null;
  const text = progressText(operation);
  return (
    <span title={text} className="text-ink-2">
      {text}
    </span>
  );
}
