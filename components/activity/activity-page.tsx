'use client';

import { Activity } from 'lucide-react';
import type { Route } from 'next';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { useAddressState } from '@/lib/client/address-state';
import { useOperationList } from '@/lib/client/operations';
import { restoreHistoryAddress } from '@/lib/client/restore-addresses';
import { operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';
import { ActivityFilters } from './activity-filters';
import { CancelButton } from './cancel-button';
import { operationColumns } from './operation-columns';
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
  const { data, error, refetch, isFetching, isPlaceholderData } = useOperationList({ ...filters, page, sort });
  const isFiltered = filters.state.length + filters.kind.length + filters.origin.length > 0 || filters.machine !== undefined || filters.search !== '';

  return (
    <>
      <PageHeader title="Activity" actions={<LinkButton href={restoreHistoryAddress()}>Restore history</LinkButton>} />
      <ActivityFilters filters={filters} isFiltered={isFiltered} onChange={address.replace} machineName={filters.machine === undefined ? undefined : data?.items[0]?.machine.name} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} className="mb-4" /> : null}
      {error && !data ? null : (
        <DataTable
          label="Operations"
          columns={operationColumns((id) => address.hrefWith({ operation: id, page }))}
          rows={data?.items}
          rowKey={(operation) => operation.id}
          sort={{ current: sort, hrefOf: (next) => address.hrefWith({ sort: next === '-requestedAt' ? null : next }) }}
          actions={(operation) => <CancelButton operation={operation} variant="secondary" />}
          isStale={isPlaceholderData}
          empty={
            data && data.total > 0 ? (
              <EmptyState icon={<Activity aria-hidden />} title="This page is past the end of the list" action={<LinkButton href={address.hrefWith({ page: 1 }) as Route}>First page</LinkButton>}>
                There are fewer operations now than when this address was made.
              </EmptyState>
            ) : isFiltered ? (
              <EmptyState icon={<Activity aria-hidden />} title="No operation matches these filters" action={<LinkButton href="/activity">Clear filters</LinkButton>}>
                Other operations may exist; the filters hide them.
              </EmptyState>
            ) : (
              <EmptyState icon={<Activity aria-hidden />} title="Nothing has run yet" action={<LinkButton href="/machines">Go to machines</LinkButton>}>
                Backups and restores appear here by themselves, whoever or whatever starts them.
              </EmptyState>
            )
          }
        />
      )}
      {data && data.total > 0 ? <Pagination page={data.page} pageSize={data.pageSize} total={data.total} noun="operations" hrefOf={(next) => address.hrefWith({ page: next })} /> : null}
      <OperationPanel id={params.get('operation')} onClose={() => address.replace({ operation: null, page })} />
    </>
  );
}
