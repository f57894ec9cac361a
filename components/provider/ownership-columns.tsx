'use client';

import { useTranslations } from 'next-intl';
import { Badge, RemovedBadge } from '@/components/ui/badge';
import type { Column } from '@/components/ui/data-table';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import { ListFilters, SortMenu } from '@/components/ui/list-filters';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import type { AddressState } from '@/lib/client/address-state';
import { useProviderPlatforms } from '@/lib/client/queries/provider';
import { usePlatformName } from '@/lib/client/format/formats';
import type { ProviderMachine } from '@/lib/contracts/provider';
import type { ProviderTenantList } from '@/lib/contracts/tenant';
import { defaultOwnershipSort } from './ownership-address';
import type { OwnerChoice, OwnershipAddress } from './ownership-address';

type Words = ReturnType<typeof useTranslations<'provider'>>;
type PlatformName = ReturnType<typeof usePlatformName>;

/** `sortKey` is the API's. */
function ownershipColumns(t: Words, platformName: PlatformName): readonly Column<ProviderMachine>[] {
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sortKey: 'name',
      grow: true,
      cell: (machine) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="min-w-0 truncate font-medium" title={machine.name}>
            <ThingName of={machine} />
          </span>
          <RemovedBadge machine={machine} />
        </span>
      ),
    },
    {
      id: 'owner',
      header: t('columns.owner'),
      sortKey: 'owner',
      inCard: 'corner',
      cell: (machine) =>
        machine.owner ? (
          <span className="block max-w-56 truncate" title={machine.owner.name}>
            {machine.owner.name}
          </span>
        ) : (
          <Badge tone="late">{t('columns.unassigned')}</Badge>
        ),
    },
    {
      id: 'platform',
      header: t('columns.platform'),
      sortKey: 'platform',
      hideBelow: 'md',
      width: 'whitespace-nowrap text-ink-2',
      cell: (machine) => platformName(machine.platform),
    },
    {
      id: 'project',
      header: t('columns.project'),
      sortKey: 'project',
      hideBelow: 'lg',
      cell: (machine) =>
        machine.project ? (
          <span className="block max-w-48 truncate text-ink-2" title={machine.project.name}>
            {machine.project.name}
          </span>
        ) : (
          <span className="text-ink-3">{t('columns.nothing')}</span>
        ),
    },
    {
      id: 'assigned',
      header: t('columns.assigned'),
      hideBelow: 'lg',
      width: 'text-ink-2',
      cell: (machine) =>
        machine.owner ? (
          <span className="block max-w-56 truncate">{sourceText(machine.owner, t)}</span>
        ) : (
          <span className="text-ink-3">{t('columns.nothing')}</span>
        ),
    },
    {
      id: 'at',
      header: t('columns.since'),
      hideBelow: 'md',
      cell: (machine) => <RelativeTime at={machine.owner?.assignedAt ?? null} />,
    },
  ];
}

const ofOwner = new Set(['assigned', 'at']);

/** The columns that say something: unassigned machines were assigned by nobody. */
export function ownershipColumnsFor(
  owner: OwnerChoice,
  t: Words,
  platformName: PlatformName,
): readonly Column<ProviderMachine>[] {
  const all = ownershipColumns(t, platformName);
  return owner === 'none' ? all.filter(({ id }) => !ofOwner.has(id)) : all;
}

function sourceText({ source, assignedBy }: NonNullable<ProviderMachine['owner']>, t: Words): string {
  return assignedBy === null ? t(`source.${source}`) : t(`sourceBy.${source}`, { person: assignedBy });
}

interface OwnershipFiltersProps {
  address: AddressState;
  params: OwnershipAddress['params'];
  owner: OwnerChoice | undefined;
  tenants: ProviderTenantList | undefined;
}

/** Search and filters of the provider's list, with how many machines stand behind each owner. */
export function OwnershipFilters({ address, params, owner, tenants }: OwnershipFiltersProps) {
  const t = useTranslations('provider');
  const platformName = usePlatformName();
  const platforms = [
    ...new Set([...(useProviderPlatforms() ?? []), ...(params.platform === undefined ? [] : [params.platform])]),
  ];
  return (
    <ListFilters
      searchLabel={t('filters.search')}
      placeholder={t('filters.searchHint')}
      search={params.search}
      address={address}
      clear={
        params.search !== undefined || params.platform !== undefined ? { search: null, platform: null } : undefined
      }
    >
      <ChoiceMenu
        label={t('filters.owner')}
        isFilter={false}
        // As wide before it knows its count: else the filters take a second line, and the list moves.
        className="w-full sm:w-60"
        choices={[
          ...(tenants?.unassigned === null
            ? []
            : [
                {
                  value: 'none',
                  label: tenants
                    ? t('filters.unassignedCount', { count: tenants.unassigned })
                    : t('filters.unassigned'),
                },
              ]),
          { value: 'all', label: t('filters.all') },
          ...(tenants?.items ?? []).map(({ slug, name, machines }) => ({
            value: slug,
            label: t('filters.tenantCount', { name, count: machines }),
          })),
        ]}
        value={owner ?? ''}
        onChange={(next) => address.replace({ owner: next })}
      />
      <ChoiceMenu
        label={t('filters.platform')}
        choices={[
          { value: '', label: t('filters.anyPlatform') },
          ...platforms.map((platform) => ({ value: platform, label: platformName(platform) })),
        ]}
        value={params.platform ?? ''}
        onChange={(platform) => address.replace({ platform })}
      />
      <SortMenu
        columns={ownershipColumns(t, platformName)}
        sort={{ current: params.sort, usual: defaultOwnershipSort }}
        address={address}
      />
    </ListFilters>
  );
}
