'use client';

import { CircleCheck, SearchX, ServerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { BulkBar } from '@/components/ui/bulk-bar';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { useProviderRights } from '@/lib/client/queries/me';
import { useLiveProviderLists, useProviderMachineList, useProviderTenants } from '@/lib/client/queries/provider';
import type { ProviderMachine } from '@/lib/contracts/provider';
import { AssignDialog } from './assign-dialog';
import type { AssignDialogProps } from './assign-dialog';
import { refreshed, withSelectedOwned } from './assignment';
import type { OwnedMachineRef } from './assignment';
import { FirstSteps } from './first-steps';
import { defaultOwnershipSort, effectiveOwner, ownerParam, readOwnershipAddress } from './ownership-address';
import { usePlatformName } from '@/lib/client/format/formats';
import { ownershipColumnsFor, OwnershipFilters } from './ownership-columns';

const mostAtOnce = 1000;
const nothing: ReadonlyMap<string, OwnedMachineRef> = new Map();

/** Which machine belongs to which tenant, unassigned ones first; assigns them, many at once. */
export function ProviderMachinesPage() {
  useLiveProviderLists();
  const t = useTranslations('provider');
  const address = useAddressState();
  const tenants = useProviderTenants();
  const { canChange, isLimited } = useProviderRights();
  const asked = readOwnershipAddress(address.params);
  // Decided once: assigning the last machine must not swap the list under the person's hands.
  const [unassignedAtStart, setUnassignedAtStart] = useState<number | null | undefined>(undefined);
  if (unassignedAtStart === undefined && tenants.data) setUnassignedAtStart(tenants.data.unassigned);
  const owner = effectiveOwner(asked.owner, unassignedAtStart);
  const list = useProviderMachineList({ ...asked.params, owner: owner === undefined ? 'none' : ownerParam(owner) });
  const [selected, setSelected] = useState(nothing);
  const [acting, setActing] = useState<Pick<AssignDialogProps, 'machines' | 'mode'> | null>(null);

  const items = list.data?.items;
  const filtered = asked.params.search !== undefined || asked.params.platform !== undefined;
  const chosen = refreshed(selected, items ?? []);
  const tooMany = chosen.length > mostAtOnce;
  const hasOwned = chosen.some((machine) => machine.owner !== null);

  return (
    <>
      <PageHeader
        title={t('machines.title')}
        description={
          tenants.data
            ? t(tenants.data.unassigned === null ? 'machines.summaryOfChosen' : 'machines.summary', {
                machines: tenants.data.items.reduce(
                  (sum, tenant) => sum + tenant.machines,
                  tenants.data.unassigned ?? 0,
                ),
                unassigned: tenants.data.unassigned ?? 0,
                tenants: tenants.data.items.length,
              })
            : t('machines.purpose')
        }
      />
      <FirstSteps />
      <OwnershipFilters address={address} params={asked.params} owner={owner} tenants={tenants.data} />
      <PagedTable
        label={t('machines.table')}
        noun="machines"
        list={list}
        address={address}
        columns={ownershipColumnsFor(owner ?? 'none', t, usePlatformName())}
        isWaiting={owner === undefined && !tenants.isError}
        rowKey={(machine) => machine.guid}
        skeletonRows={12}
        sort={{ current: asked.params.sort, usual: defaultOwnershipSort }}
        selection={
          canChange
            ? {
                selected: new Set(selected.keys()),
                onChange: (guids) => setSelected(withSelectedOwned(selected, guids, items ?? [])),
                labelOf: (machine) => machine.name,
              }
            : undefined
        }
        actions={
          canChange
            ? (machine) => <RowActions machine={machine} onAct={(mode) => setActing({ machines: [machine], mode })} />
            : undefined
        }
        empty={
          <Empty
            isFiltered={filtered}
            owner={owner ?? 'none'}
            hasMachines={(tenants.data?.items ?? []).some((tenant) => tenant.machines > 0)}
            onChange={address.replace}
          />
        }
      />
      <BulkBar count={chosen.length} noun="machines" onClear={() => setSelected(nothing)}>
        {hasOwned && !isLimited ? (
          <Button isDisabled={tooMany} onPress={() => setActing({ machines: chosen, mode: 'unassign' })}>
            {t('machines.unassign')}
          </Button>
        ) : null}
        <Button variant="primary" isDisabled={tooMany} onPress={() => setActing({ machines: chosen, mode: 'assign' })}>
          {tooMany ? t('machines.atMost', { count: mostAtOnce }) : t('machines.assignToTenant')}
        </Button>
      </BulkBar>
      {acting ? (
        <AssignDialog
          {...acting}
          onClose={() => setActing(null)}
          onDone={() => {
            setActing(null);
            setSelected(nothing);
            focusContentIfLost();
          }}
        />
      ) : null}
    </>
  );
}

function RowActions({
  machine,
  onAct,
}: {
  machine: ProviderMachine;
  onAct: (mode: AssignDialogProps['mode']) => void;
}) {
  const t = useTranslations('provider');
  const { isLimited } = useProviderRights();
  return (
    <>
      {machine.owner && !isLimited ? (
        <Button
          size="sm"
          variant="quiet"
          onPress={() => onAct('unassign')}
          aria-label={t('machines.unassignNamed', { name: machine.name })}
        >
          {t('machines.unassign')}
        </Button>
      ) : null}
      <Button
        size="sm"
        onPress={() => onAct('assign')}
        aria-label={t(machine.owner ? 'machines.moveNamed' : 'machines.assignNamed', { name: machine.name })}
      >
        {t(machine.owner ? 'machines.move' : 'machines.assign')}
      </Button>
    </>
  );
}

interface EmptyProps {
  isFiltered: boolean;
  owner: string;
  hasMachines: boolean;
  onChange: (changes: Record<string, string | null>) => void;
}

function Empty({ isFiltered, owner, hasMachines, onChange }: EmptyProps) {
  const t = useTranslations('provider');
  const { isLimited } = useProviderRights();
  const common = useTranslations('ui');
  const all = (
    <Button onPress={() => onChange({ owner: 'all', search: null, platform: null })}>{t('empty.showAll')}</Button>
  );
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title={t('empty.noMatch')}
        action={<Button onPress={() => onChange({ search: null, platform: null })}>{common('clearFilters')}</Button>}
      >
        {t(owner === 'all' ? 'empty.searchedAll' : 'empty.searchedSome')}
      </EmptyState>
    );
  }
  if (owner === 'none' && hasMachines) {
    return (
      <EmptyState icon={<CircleCheck aria-hidden />} title={t('empty.allOwned')} action={all}>
        {t('empty.allOwnedText')}
      </EmptyState>
    );
  }
  if (owner !== 'all' && owner !== 'none') {
    return (
      <EmptyState
        icon={<ServerOff aria-hidden />}
        title={t('empty.ofTenant')}
        action={
          isLimited ? undefined : (
            <Button onPress={() => onChange({ owner: 'none' })}>{t('empty.showUnassigned')}</Button>
          )
        }
      >
        {t('empty.ofTenantText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ServerOff aria-hidden />} title={t('empty.none')}>
      {t('empty.noneText')}
    </EmptyState>
  );
}
