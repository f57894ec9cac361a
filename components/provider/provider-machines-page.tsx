'use client';

import { CircleCheck, SearchX, ServerOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { BulkBar } from '@/components/ui/bulk-bar';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { useLiveProviderLists, useProviderMachineList, useProviderTenants } from '@/lib/client/queries/provider';
import type { ProviderMachine } from '@/lib/contracts/provider';
import { AssignDialog } from './assign-dialog';
import type { AssignDialogProps } from './assign-dialog';
import { machineCount, refreshed, withSelectedOwned } from './assignment';
import type { OwnedMachineRef } from './assignment';
import { ownershipColumnsFor, OwnershipFilters } from './ownership-columns';
import { defaultOwnershipSort, effectiveOwner, ownerParam, readOwnershipAddress } from './ownership-address';

const mostAtOnce = 1000;
const nothing: ReadonlyMap<string, OwnedMachineRef> = new Map();

/** Which machine belongs to which tenant, those of nobody first; gives them away, many at once. */
export function ProviderMachinesPage() {
  useLiveProviderLists();
  const address = useAddressState();
  const tenants = useProviderTenants();
  const asked = readOwnershipAddress(address.params);
  // Decided once: giving the last machine away must not swap the list under the person's hands.
  const [unassignedAtStart, setUnassignedAtStart] = useState<number | undefined>(undefined);
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
        title="Machines & ownership"
        description={
          tenants.data
            ? summary(
                tenants.data.items.reduce((sum, tenant) => sum + tenant.machines, 0),
                tenants.data.unassigned,
                tenants.data.items.length,
              )
            : 'Which tenant sees which machine.'
        }
      />
      <OwnershipFilters address={address} params={asked.params} owner={owner} tenants={tenants.data} />
      <PagedTable
        label="Machines and their owners"
        noun="machines"
        list={list}
        address={address}
        columns={ownershipColumnsFor(owner ?? 'none')}
        isWaiting={owner === undefined && !tenants.isError}
        rowKey={(machine) => machine.guid}
        skeletonRows={12}
        sort={{ current: asked.params.sort, usual: defaultOwnershipSort }}
        selection={{
          selected: new Set(selected.keys()),
          onChange: (guids) => setSelected(withSelectedOwned(selected, guids, items ?? [])),
          labelOf: (machine) => machine.name,
        }}
        actions={(machine) => (
          <RowActions machine={machine} onAct={(mode) => setActing({ machines: [machine], mode })} />
        )}
        empty={
          <Empty
            isFiltered={filtered}
            owner={owner ?? 'none'}
            hasMachines={(tenants.data?.items ?? []).some((tenant) => tenant.machines > 0)}
            onChange={address.replace}
          />
        }
      />
      <BulkBar count={chosen.length} noun={['machine', 'machines']} onClear={() => setSelected(nothing)}>
        {hasOwned ? (
          <Button isDisabled={tooMany} onPress={() => setActing({ machines: chosen, mode: 'take' })}>
            Take away
          </Button>
        ) : null}
        <Button variant="primary" isDisabled={tooMany} onPress={() => setActing({ machines: chosen, mode: 'give' })}>
          {tooMany ? `At most ${mostAtOnce} at once` : 'Give to a tenant'}
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

function summary(owned: number, unassigned: number, tenants: number): string {
  const rest = unassigned === 0 ? 'every one has an owner' : `${unassigned} without an owner`;
  return `${machineCount(owned + unassigned)}, ${rest}. ${tenants} ${tenants === 1 ? 'tenant' : 'tenants'}.`;
}

function RowActions({
  machine,
  onAct,
}: {
  machine: ProviderMachine;
  onAct: (mode: AssignDialogProps['mode']) => void;
}) {
  return (
    <>
      {machine.owner ? (
        <Button size="sm" variant="quiet" onPress={() => onAct('take')} aria-label={`Take ${machine.name} away`}>
          Take away
        </Button>
      ) : null}
      <Button
        size="sm"
        onPress={() => onAct('give')}
        aria-label={`${machine.owner ? 'Move' : 'Give'} ${machine.name} to a tenant`}
      >
        {machine.owner ? 'Move' : 'Give'}
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
  const all = (
    <Button onPress={() => onChange({ owner: 'all', search: null, platform: null })}>Show all machines</Button>
  );
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No machine matches"
        action={<Button onPress={() => onChange({ search: null, platform: null })}>Clear filters</Button>}
      >
        {owner === 'all'
          ? 'Search looks at names, tags and platform ids.'
          : 'Only some machines were searched: the filter “Owner” leaves out the rest.'}
      </EmptyState>
    );
  }
  if (owner === 'none' && hasMachines) {
    return (
      <EmptyState icon={<CircleCheck aria-hidden />} title="Every machine has an owner" action={all}>
        New machines show here when the next inventory finds them, unless their project already belongs to a tenant.
      </EmptyState>
    );
  }
  if (owner !== 'all' && owner !== 'none') {
    return (
      <EmptyState
        icon={<ServerOff aria-hidden />}
        title="This tenant owns no machine"
        action={<Button onPress={() => onChange({ owner: 'none' })}>Show machines of nobody</Button>}
      >
        Give it some: they appear on its open pages at once.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ServerOff aria-hidden />} title="No machines known yet">
      The first inventory has not arrived, or Storware knows no machine. The page “Storware link” tells which.
    </EmptyState>
  );
}
