'use client';

import { Activity } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { useAddressState } from '@/lib/client/address-state';
import { useOperationList } from '@/lib/client/operations';
import { restoreHistoryAddress } from '@/lib/client/restore-addresses';
import { operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';
import { ActivityFilters } from './activity-filters';
import { CancelButton } from './cancel-button';
import { operationColumns } from './operation-columns';
import { HistoryLine } from './history-line';
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
