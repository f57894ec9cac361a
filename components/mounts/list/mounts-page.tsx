'use client';

import { FolderOpen, SearchX, X } from 'lucide-react';
import Link from 'next/link';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import {
  defaultMountSort,
  isFilteredMountList,
  readMountListAddress,
  withoutMountFilters,
} from '@/components/mounts/files/folder-address';
import { MountRowActions } from '@/components/mounts/mount/mount-actions';
import { modeWords, MountStateBadge, PointTime, requesterText, TimeLeft } from '@/components/mounts/mount/mount-state';
import { PreparingMounts, usePreparations } from '@/components/mounts/mount/mount-preparation';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { RelativeTime } from '@/components/ui/time-text';
import { SearchField } from '@/components/ui/search-field';
import { ThingName } from '@/components/ui/thing-name';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress, mountAddress } from '@/lib/client/addresses';
import { useMountList } from '@/lib/client/queries/mounts';
import { mountStates } from '@/lib/contracts/mount';
import type { Mount } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';

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

/** Columns of the list of mounts; `sortKey` is the API's. */
const mountColumns: readonly Column<Mount>[] = [
  {
    id: 'machine',
    header: 'Machine',
    sortKey: 'machine',
    grow: true,
    cell: (mount) => (
      <Link href={mountAddress(mount.guid)} className="link block truncate" title={mount.machine.name}>
        <ThingName of={mount.machine} />
      </Link>
    ),
  },
  {
    id: 'point',
    header: 'Recovery point',
    width: 'whitespace-nowrap',
    cell: (mount) => (
      <Link
        href={machineAddress(mount.machine.guid, { point: mount.recoveryPoint.guid })}
        className="link !font-normal"
      >
        <PointTime point={mount.recoveryPoint} />
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    sortKey: 'state',
    inCard: 'corner',
    cell: (mount) => <MountStateBadge state={mount.state} reason={mount.reason} />,
  },
  // On a phone nothing hovers, so the reason has a place of its own.
  {
    id: 'reason',
    header: 'Reason',
    inCard: 'wide',
    width: 'sm:hidden',
    cell: (mount) => (mount.reason === null ? null : <span className="text-xs text-ink-2">{mount.reason}</span>),
  },
  {
    id: 'mode',
    header: 'How',
    hideBelow: 'lg',
    width: 'whitespace-nowrap text-ink-2',
    cell: (mount) => modeWords[mount.mode],
  },
  { id: 'left', header: 'Time left', align: 'right', cell: (mount) => <TimeLeft mount={mount} /> },
  {
    id: 'by',
    header: 'Started by',
    hideBelow: 'lg',
    cell: (mount) => <span className="whitespace-nowrap text-ink-2">{requesterText(mount.requestedBy)}</span>,
  },
  {
    id: 'since',
    header: 'Since',
    sortKey: 'since',
    align: 'right',
    hideBelow: 'xl',
    hideInCard: true,
    cell: (mount) => <RelativeTime at={mount.since} className="text-ink-2" />,
  },
];

interface MountsEmptyProps {
  isFiltered: boolean;
  /** Something will be here soon. */
  isPreparing: boolean;
  onClearFilters: () => void;
}

/** Why there is no mount here, and how to make one. */
function MountsEmpty({ isFiltered, isPreparing, onClearFilters }: MountsEmptyProps) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No mount matches"
        action={<Button onPress={onClearFilters}>Clear filters</Button>}
      >
        Other mounts may exist; the filters hide them.
      </EmptyState>
    );
  }
  if (isPreparing) {
    return (
      <p className="px-6 py-8 text-center text-ink-2">What is being prepared appears here, and opens by itself.</p>
    );
  }
  return (
    <EmptyState
      icon={<FolderOpen aria-hidden />}
      title="Nothing is mounted"
      action={
        <LinkButton href="/machines" variant="primary">
          Choose a machine
        </LinkButton>
      }
    >
      A mount opens a recovery point for a few hours, so that single files can be browsed and downloaded. Choose a
      machine, open one of its recovery points, and press “Browse files”.
    </EmptyState>
  );
}
