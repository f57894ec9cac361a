'use client';

import { FolderOpen, Lock, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import {
  defaultMountSort,
  isFilteredMountList,
  readMountListAddress,
  withoutMountFilters,
} from '@/components/mounts/files/folder-address';
import { MountRowActions } from '@/components/mounts/mount/mount-actions';
import { PreparingMounts, usePreparations } from '@/components/mounts/mount/mount-preparation';
import {
  mountModeText,
  MountStateBadge,
  PointTime,
  requesterText,
  TimeLeft,
} from '@/components/mounts/mount/mount-state';
import type { MountTranslator } from '@/components/mounts/mount/mount-state';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import { ListFilters, OneMachineFilter } from '@/components/ui/list-filters';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress, mountAddress } from '@/lib/client/addresses';
import { useMountList } from '@/lib/client/queries/mounts';
import { mountStates } from '@/lib/contracts/mount';
import type { Mount } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';

const [endedStates, allStates] = ['ENDED,FAILED', mountStates.join()];

/** Current mounts, live; ended ones are under a filter. The whole state of the list is in the URL. */
export function MountsPage() {
  const t = useTranslations('mounts');
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
      <PageHeader title={t('title')} />
      <PreparingMounts
        preparations={preparations}
        onForget={() => address.replace({ operation: null, page: params.page })}
      />
      <ListFilters
        searchLabel={t('list.searchLabel')}
        search={params.search}
        address={address}
        clear={isFiltered ? withoutMountFilters : undefined}
      >
        <ChoiceMenu
          label={t('list.show')}
          isFilter={false}
          choices={[
            { value: '', label: t('list.current') },
            { value: endedStates, label: t('list.ended') },
            { value: allStates, label: t('list.all') },
            ...([undefined, endedStates, allStates].includes(shown)
              ? []
              : [{ value: shown ?? '', label: t('list.chosenStates') }]),
          ]}
          value={shown ?? ''}
          onChange={(state) => address.replace({ state })}
        />
        {params.machine === undefined ? null : (
          <OneMachineFilter
            machine={list.data?.items[0]?.machine.name}
            onClear={() => address.replace({ machine: null })}
          />
        )}
      </ListFilters>
      <PagedTable
        label={t('title')}
        noun="mounts"
        list={list}
        address={address}
        columns={mountColumns(t, useServerText())}
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
const mountColumns = (t: MountTranslator, wordsOfServer: WordsOfServer): Column<Mount>[] => [
  {
    id: 'machine',
    header: t('list.column.machine'),
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
    header: t('list.column.point'),
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
    header: t('list.column.state'),
    sortKey: 'state',
    inCard: 'corner',
    cell: (mount) => <MountStateBadge mount={mount} reason={wordsOfServer(mount.reason, mount.reasonRef)} />,
  },
  // A phone has no hover, so the reason has a place of its own.
  {
    id: 'reason',
    header: t('list.column.reason'),
    inCard: 'wide',
    width: 'sm:hidden',
    cell: ({ reason, reasonRef }) =>
      reason === null ? null : <span className="text-xs text-ink-2">{wordsOfServer(reason, reasonRef)}</span>,
  },
  {
    id: 'mode',
    header: t('list.column.mode'),
    hideBelow: 'lg',
    width: 'text-ink-2',
    cell: (mount) => mountModeText(mount, t),
  },
  { id: 'left', header: t('list.column.left'), align: 'right', cell: (mount) => <TimeLeft mount={mount} /> },
  {
    id: 'by',
    header: t('list.column.by'),
    hideBelow: 'lg',
    cell: (mount) => <span className="whitespace-nowrap text-ink-2">{requesterText(mount.requestedBy, t)}</span>,
  },
  {
    id: 'since',
    header: t('list.column.since'),
    sortKey: 'since',
    align: 'right',
    width: 'sm:max-2xl:hidden',
    hideInCard: true,
    cell: (mount) => <RelativeTime at={mount.since} className="text-ink-2" />,
  },
];

interface MountsEmptyProps {
  isFiltered: boolean;
  /** Mounts will appear soon. */
  isPreparing: boolean;
  onClearFilters: () => void;
}

/** Why the list is empty, and how to create a mount. */
function MountsEmpty({ isFiltered, isPreparing, onClearFilters }: MountsEmptyProps) {
  const t = useTranslations('mounts');
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title={t('list.noMatch.title')}
        action={<Button onPress={onClearFilters}>{t('list.clearFilters')}</Button>}
      >
        {t('list.noMatch.text')}
      </EmptyState>
    );
  }
  if (isPreparing) {
    return <p className="px-6 py-8 text-center text-ink-2">{t('list.preparing')}</p>;
  }
  return (
    <EmptyState
      icon={<FolderOpen aria-hidden />}
      title={t('list.empty.title')}
      action={
        <LinkButton href="/machines" variant="primary">
          {t('list.empty.action')}
        </LinkButton>
      }
    >
      {t('list.empty.text')}
    </EmptyState>
  );
}

/** The page for a role that may not mount: what a mount is, who may create one and whom to ask. */
export function MountsRefused() {
  const t = useTranslations('mounts');
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="panel">
        <EmptyState
          icon={<Lock aria-hidden />}
          title={t('list.refused.title')}
          action={<LinkButton href="/machines">{t('new.goToMachines')}</LinkButton>}
        >
          <p>{t('list.refused.reason')}</p>
          <p className="mt-2">{t('list.refused.next')}</p>
        </EmptyState>
      </div>
    </>
  );
}
