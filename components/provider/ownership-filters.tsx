'use client';

import { ChoiceMenu } from '@/components/machines/choice-menu';
import { platformName } from '@/lib/contracts/platform-name';
import { Button } from '@/components/ui/button';
import { SearchField } from '@/components/ui/search-field';
import type { AddressState } from '@/lib/client/address-state';
import { useProviderPlatforms } from '@/lib/client/provider-live';
import type { ProviderTenantList } from '@/lib/contracts/provider';
import { defaultOwnershipSort, ownershipSortKeys } from './ownership-address';
import type { OwnerChoice, OwnershipAddress } from './ownership-address';

export interface OwnershipFiltersProps {
  address: AddressState;
  params: OwnershipAddress['params'];
  owner: OwnerChoice | undefined;
  tenants: ProviderTenantList | undefined;
}

const sortWords = { name: 'Name', platform: 'Platform', project: 'Project', owner: 'Owner' } as const;

/** Search and filters of the provider's list, with how many machines stand behind each owner. */
export function OwnershipFilters({ address, params, owner, tenants }: OwnershipFiltersProps) {
  const platforms = [
    ...new Set([...(useProviderPlatforms() ?? []), ...(params.platform === undefined ? [] : [params.platform])]),
  ];
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField
        label="Search machines"
        placeholder="Name, tag or platform id"
        value={params.search ?? ''}
        onSearch={(search) => address.replace({ search })}
        className="w-full sm:w-64"
      />
      <ChoiceMenu
        label="Owner"
        isFilter={false}
        className="sm:max-w-72"
        choices={[
          { value: 'none', label: `Nobody${tenants ? ` (${tenants.unassigned})` : ''}` },
          { value: 'all', label: 'Everybody and nobody' },
          ...(tenants?.items ?? []).map(({ slug, name, machines }) => ({
            value: slug,
            label: `${name} (${machines})`,
          })),
        ]}
        value={owner ?? ''}
        onChange={(next) => address.replace({ owner: next })}
      />
      <ChoiceMenu
        label="Platform"
        choices={[
          { value: '', label: 'Any platform' },
          ...platforms.map((platform) => ({ value: platform, label: platformName(platform) })),
        ]}
        value={params.platform ?? ''}
        onChange={(platform) => address.replace({ platform })}
      />
      <ChoiceMenu
        label="Sort"
        isFilter={false}
        className="sm:!hidden"
        choices={ownershipSortKeys.flatMap((key) => [
          { value: key, label: sortWords[key] },
          { value: `-${key}`, label: `${sortWords[key]}, reversed` },
        ])}
        value={params.sort ?? defaultOwnershipSort}
        onChange={(sort) => address.replace({ sort: sort === defaultOwnershipSort ? null : sort })}
      />
      {params.search !== undefined || params.platform !== undefined ? (
        <Button variant="quiet" onPress={() => address.replace({ search: null, platform: null })}>
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}
