'use client';

import { X } from 'lucide-react';
import { ChoiceMenu } from '@/components/machines/choice-menu';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { SearchField } from '@/components/ui/search-field';
import { useAddressState } from '@/lib/client/address-state';
import { useMountList } from '@/lib/client/mounts';
import { mountStates } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';
import { MountRowActions } from './mount-actions';
import { mountColumns } from './mount-columns';
import { defaultMountSort, isFilteredMountList, readMountListAddress, withoutMountFilters } from './mount-list-address';
import { MountsEmpty } from './mounts-empty';
import { PreparingMounts, usePreparations } from './preparing-mounts';

const [endedStates, allStates] = ['ENDED,FAILED', mountStates.join()];

/** What is mounted, live; those that ended are under a filter. The whole state of the list stands in the address. */
export function MountsPage() {
  const address = useAddressState();
  const params = readMountListAddress(address.params);
  const list = useMountList(params);
  const preparations = usePreparations(address.params.get('operation'), list.data?.items);
  const isFiltered = isFilteredMountList(params);
  const isPreparing = [preparations.own, ...preparations.others].some(
    (operation) => operation && !isSettled(operation.state),
  );
  const shown = params.state?.join();

  return (
    <>
      <PageHeader title="Mounts" />
      <PreparingMounts
        preparations={preparations}
        onForget={() => address.replace({ operation: null, page: params.page })}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label="Search by machine"
          value={params.search ?? ''}
          onSearch={(search) => address.replace({ search })}
          className="w-full sm:w-64"
        />
        <ChoiceMenu
          label="Show"
          isFilter={false}
          choices={[
            { value: '', label: 'Current mounts' },
            { value: endedStates, label: 'Ended mounts' },
            { value: allStates, label: 'All mounts' },
            ...([undefined, endedStates, allStates].includes(shown)
              ? []
              : [{ value: shown ?? '', label: 'Chosen states' }]),
          ]}
          value={shown ?? ''}
          onChange={(state) => address.replace({ state })}
        />
        {params.machine === undefined ? null : (
          <Button
            onPress={() => address.replace({ machine: null })}
            className="!border-accent !bg-accent-soft"
            aria-label={`Only ${list.data?.items[0]?.machine.name ?? 'one machine'}; show all machines`}
          >
            {list.data?.items[0]?.machine.name ?? 'One machine'}
            <X aria-hidden className="size-3.5" />
          </Button>
        )}
        {isFiltered ? (
          <Button variant="quiet" onPress={() => address.replace(withoutMountFilters)}>
            Clear filters
          </Button>
        ) : null}
      </div>
      <PagedTable
        label="Mounts"
        noun="mounts"
        list={list}
        address={address}
        columns={mountColumns}
        rowKey={(mount) => mount.guid}
        skeletonRows={4}
        sort={{ current: params.sort, usual: defaultMountSort }}
        actions={(mount) => <MountRowActions mount={mount} />}
        empty={
          <MountsEmpty
            isFiltered={isFiltered}
            isPreparing={isPreparing}
            onClearFilters={() => address.replace(withoutMountFilters)}
          />
        }
      />
    </>
  );
}
