'use client';

import { useTranslations } from 'next-intl';
import { ChoiceMenu, FilterMenu } from '@/components/ui/filter-menu';
import { ListFilters, SortMenu } from '@/components/ui/list-filters';
import type { AddressState } from '@/lib/client/address-state';
import type { MachineListParams } from '@/lib/client/live/keys';
import { useMachineFacets } from '@/lib/client/queries/machines';
import { usePlatformName } from '@/lib/client/format/formats';
import { protectionStates } from '@/lib/contracts/machine';
import { defaultMachineSort, isFiltered, withoutFilters } from './machine-address';
import { useMachineColumns } from './machine-columns';

/** Search and filters of the list; all of them are in the URL. */
export function MachineFilters({ params, address }: { params: MachineListParams; address: AddressState }) {
  const platformName = usePlatformName();
  const t = useTranslations('machines');
  const common = useTranslations('common');
  const columns = useMachineColumns();
  const facets = useMachineFacets();
  const platforms = [
    ...new Set([...(facets?.platforms ?? []).map(({ platform }) => platform), ...(params.platform ?? [])]),
  ];
  const policies = facets?.policies ?? [];
  const unknownPolicy =
    params.policy !== undefined && params.policy !== 'none' && !policies.some(({ guid }) => guid === params.policy);
  return (
    <ListFilters
      searchLabel={t('filters.search')}
      placeholder={t('filters.searchHint')}
      search={params.search}
      address={address}
      clear={isFiltered(params) ? withoutFilters : undefined}
    >
      <FilterMenu
        label={t('columns.protection')}
        options={protectionStates.map((state) => ({
          value: state,
          label: common(`protection.${state}`),
          count: facets && (facets.protection.find((each) => each.state === state)?.machines ?? 0),
        }))}
        selected={params.protection ?? []}
        onChange={(protection) => address.replace({ protection })}
      />
      <FilterMenu
        label={t('columns.platform')}
        options={platforms.map((platform) => ({
          value: platform,
          label: platformName(platform),
          count: facets?.platforms.find((each) => each.platform === platform)?.machines,
        }))}
        selected={params.platform ?? []}
        onChange={(platform) => address.replace({ platform })}
      />
      <ChoiceMenu
        label={t('filters.presence')}
        choices={[
          { value: '', label: t('filters.anyPresence') },
          { value: 'present', label: t('filters.present'), count: facets?.present },
          { value: 'removed', label: t('filters.removed'), count: facets?.removed },
        ]}
        value={params.presence ?? ''}
        onChange={(presence) => address.replace({ presence })}
      />
      <ChoiceMenu
        label={t('restorable.label')}
        choices={[
          { value: '', label: t('restorable.any') },
          { value: 'yes', label: t('restorable.yes') },
          { value: 'no', label: t('restorable.no') },
        ]}
        value={params.restorable ?? ''}
        onChange={(restorable) => address.replace({ restorable })}
      />
      <ChoiceMenu
        label={t('columns.policy')}
        choices={[
          { value: '', label: t('filters.anyPolicy') },
          { value: 'none', label: t('filters.noPolicy'), count: facets?.withoutPolicy },
          ...policies.map(({ guid, name, machines }) => ({ value: guid, label: name, count: machines })),
          ...(unknownPolicy ? [{ value: params.policy ?? '', label: t('filters.onePolicy') }] : []),
        ]}
        value={params.policy ?? ''}
        onChange={(policy) => address.replace({ policy })}
        className="sm:max-w-64"
      />
      <SortMenu columns={columns} sort={{ current: params.sort, usual: defaultMachineSort }} address={address} />
    </ListFilters>
  );
}
