'use client';

import { CalendarClock, Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { SearchField } from '@/components/ui/search-field';
import { useAddressState } from '@/lib/client/address-state';
import type { AddressState } from '@/lib/client/address-state';
import { focusContentIfLost } from '@/lib/client/keep-focus';
import { useCan } from '@/lib/client/me';
import { usePolicyList } from '@/lib/client/policies';
import { newPolicyAddress } from '@/lib/client/policy-addresses';
import type { Policy } from '@/lib/contracts/policy';
import { DeletePolicyDialog } from './delete-policy-dialog';
import { PolicyActions } from './policy-actions';
import { policyColumns } from './policy-columns';
import { defaultPolicySort, readPolicyListAddress } from './policy-list-address';

/** What protects the tenant's machines, its own policies and the provider's. The state of the list stands in the address. */
export function PoliciesPage() {
  const address = useAddressState();
  const params = readPolicyListAddress(address.params);
  const list = usePolicyList(params);
  const canWrite = useCan('policy:write');
  const [deleting, setDeleting] = useState<Policy | null>(null);
  const close = () => {
    setDeleting(null);
    focusContentIfLost();
  };
  const isEmpty = list.data?.total === 0 && params.search === undefined;

  return (
    <>
      <PageHeader title="Policies" actions={canWrite && !isEmpty ? <NewPolicyButton /> : undefined} />
      {isEmpty ? null : (
        <SearchField
          label="Search policies"
          placeholder="Name"
          value={params.search ?? ''}
          onSearch={(search) => address.replace({ search })}
          className="mb-3 w-full sm:w-64"
        />
      )}
      <PagedTable
        label="Policies"
        noun="policies"
        list={list}
        address={address}
        columns={policyColumns}
        rowKey={(policy) => policy.guid}
        skeletonRows={6}
        sort={{ current: params.sort, usual: defaultPolicySort }}
        actions={
          canWrite ? (policy) => <PolicyActions policy={policy} onDelete={() => setDeleting(policy)} /> : undefined
        }
        empty={<PoliciesEmpty address={address} isFiltered={params.search !== undefined} canWrite={canWrite} />}
      />
      {deleting ? <DeletePolicyDialog policy={deleting} onClose={close} onDeleted={close} /> : null}
    </>
  );
}

function NewPolicyButton() {
  return (
    <LinkButton href={newPolicyAddress()} variant="primary" icon={<Plus aria-hidden className="size-4" />}>
      New policy
    </LinkButton>
  );
}

function PoliciesEmpty({
  address,
  isFiltered,
  canWrite,
}: {
  address: AddressState;
  isFiltered: boolean;
  canWrite: boolean;
}) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No policy matches"
        action={<Button onPress={() => address.replace({ search: null })}>Clear search</Button>}
      >
        Search looks at the names of policies.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<CalendarClock aria-hidden />}
      title="No policies yet"
      action={canWrite ? <NewPolicyButton /> : undefined}
    >
      A policy backs machines up by itself: which ones, when, where to, and how long backups are kept.{' '}
      {canWrite
        ? 'Make one, put your machines into it, and see its next runs before you save.'
        : 'An administrator of your organisation can make one.'}
    </EmptyState>
  );
}
