'use client';

import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { readPage } from '@/components/machines/machine-address';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { PagedTable } from '@/components/ui/paged-table';
import { operationStateLook } from '@/components/ui/operation-state-badge';
import type { AddressState } from '@/lib/client/address-state';
import { useHydrated } from '@/lib/client/hydrated';
import { useRestoreList } from '@/lib/client/restores';
import { useTimeZone } from '@/lib/client/time-zone';
import { operationStates } from '@/lib/contracts/operation';
import { restoreColumns } from './restore-columns';
import { RestorePanel } from './restore-panel';

export interface RestoreHistoryProps {
  /** Null: of the whole tenant. */
  machine: string | null;
  address: AddressState;
  /** What stands there before the first restore. */
  empty: ReactNode;
}

const sorts = ['requestedAt', '-requestedAt', 'machine', '-machine', 'state', '-state'] as const;
const defaultSort = '-requestedAt';

/** Past and running restores; order, page, filter and the opened one are in the address. */
export function RestoreHistory({ machine, address, empty }: RestoreHistoryProps) {
  const timeZone = useTimeZone();
  const namesZone = useHydrated();
  const { params } = address;
  const page = readPage(params.get('page')) ?? 1;
  const sort = sorts.find((each) => each === params.get('sort')) ?? defaultSort;
  const state = address.listOf('state', operationStates);
  const list = useRestoreList(machine, {
    page,
    pageSize: 25,
    sort: sort === defaultSort ? undefined : sort,
    state: state.length > 0 ? state : undefined,
  });
  const isFiltered = state.length > 0;

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FilterMenu
          label="Result"
          options={operationStates.map((value) => ({ value, label: operationStateLook[value].word }))}
          selected={state}
          onChange={(next) => address.replace({ state: next })}
        />
        {isFiltered ? (
          <Button variant="quiet" onPress={() => address.replace({ state: null })}>
            Clear
          </Button>
        ) : null}
      </div>
      <PagedTable
        label="Restores"
        noun="restores"
        list={list}
        address={address}
        columns={restoreColumns({
          timeZone,
          namesZone,
          withMachine: machine === null,
          hrefOf: (id) => address.hrefWith({ restore: id, page }),
        })}
        rowKey={(restore) => restore.id}
        sort={{ current: sort, usual: defaultSort }}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<RotateCcw aria-hidden />}
              title="No restore came out like this"
              action={<Button onPress={() => address.replace({ state: null })}>Show all restores</Button>}
            >
              There may be others: the filter hides them.
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
