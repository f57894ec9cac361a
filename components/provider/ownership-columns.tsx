'use client';

import { Archive } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import type { Column } from '@/components/ui/data-table';
import { SearchField } from '@/components/ui/search-field';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import type { AddressState } from '@/lib/client/address-state';
import { useProviderPlatforms } from '@/lib/client/queries/provider';
import { platformName } from '@/lib/contracts/machine';
import type { ProviderMachine, ProviderTenantList } from '@/lib/contracts/provider';
import { defaultOwnershipSort, ownershipSortKeys } from './ownership-address';
import type { OwnerChoice, OwnershipAddress } from './ownership-address';

const sourceWords: Record<NonNullable<ProviderMachine['owner']>['source'], string> = {
  MANUAL: 'By hand',
  PROJECT: 'By project',
  RESTORE: 'By restore',
  CREATED: 'Created here',
};

/** `sortKey` is the API's. */
const ownershipColumns: readonly Column<ProviderMachine>[] = [
  {
    id: 'name',
    header: 'Name',
    sortKey: 'name',
    grow: true,
    cell: (machine) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="min-w-0 truncate font-medium" title={machine.name}>
          <ThingName of={machine} />
        </span>
        {machine.present ? null : (
          <Badge icon={<Archive aria-hidden />} className="shrink-0" title="No longer on its platform">
            Removed
          </Badge>
        )}
      </span>
    ),
  },
  {
    id: 'owner',
    header: 'Owner',
    sortKey: 'owner',
    inCard: 'corner',
    cell: (machine) =>
      machine.owner ? (
        <span className="block max-w-56 truncate" title={machine.owner.name}>
          {machine.owner.name}
        </span>
      ) : (
        <Badge tone="late">Nobody</Badge>
      ),
  },
  {
    id: 'platform',
    header: 'Platform',
    sortKey: 'platform',
    hideBelow: 'md',
    width: 'whitespace-nowrap text-ink-2',
    cell: (machine) => platformName(machine.platform),
  },
  {
    id: 'project',
    header: 'Project',
    sortKey: 'project',
    hideBelow: 'lg',
    cell: (machine) =>
      machine.project ? (
        <span className="block max-w-48 truncate text-ink-2" title={machine.project.name}>
          {machine.project.name}
        </span>
      ) : (
        <span className="text-ink-3">–</span>
      ),
  },
  {
    id: 'given',
    header: 'Given',
    hideBelow: 'lg',
    width: 'text-ink-2',
    cell: (machine) =>
      machine.owner ? (
        <span className="block max-w-56 truncate">{givenText(machine.owner)}</span>
      ) : (
        <span className="text-ink-3">–</span>
      ),
  },
  {
    id: 'at',
    header: 'Since',
    hideBelow: 'md',
    cell: (machine) => <RelativeTime at={machine.owner?.assignedAt ?? null} />,
  },
];

const ofOwner = new Set(['given', 'at']);

/** The columns that say something: among machines of nobody, nobody gave them. */
export function ownershipColumnsFor(owner: OwnerChoice): readonly Column<ProviderMachine>[] {
  return owner === 'none' ? ownershipColumns.filter(({ id }) => !ofOwner.has(id)) : ownershipColumns;
}

function givenText({ source, assignedBy }: NonNullable<ProviderMachine['owner']>): string {
  return assignedBy === null ? sourceWords[source] : `${sourceWords[source]}, ${assignedBy}`;
}

interface OwnershipFiltersProps {
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
