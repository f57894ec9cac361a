'use client';

import { Building2, Plus, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import type { Column } from '@/components/ui/data-table';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import { ListFilters, SortMenu } from '@/components/ui/list-filters';
import { PageHeader } from '@/components/ui/page-header';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { tenantAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useProviderRights } from '@/lib/client/queries/me';
import { useLiveProviderLists, useProviderTenants } from '@/lib/client/queries/provider';
import type { ProviderTenant } from '@/lib/contracts/tenant';
import { CreateTenantDialog } from './create-tenant-dialog';
import { defaultTenantSort, readTenantAddress, shownTenants } from './tenant-address';
import { InternalBadge, StatusBadge } from './tenant-badges';

/** The tenants that the provider may see. The state of the list is in the address. */
export function TenantsPage() {
  useLiveProviderLists();
  const t = useTranslations('tenants');
  const ui = useTranslations('ui');
  const address = useAddressState();
  const { language } = useFormats();
  const read = useProviderTenants();
  const { canChange, isLimited } = useProviderRights();
  const [isCreating, setCreating] = useState(false);
  const params = readTenantAddress(address.params);
  const all = read.data?.items;
  const shown = all && shownTenants(all, params, language);
  const isFiltered = params.search !== '' || params.status !== null;
  const columns = useTenantColumns();
  const createButton =
    canChange && !isLimited ? (
      <Button variant="primary" icon={<Plus aria-hidden className="size-4" />} onPress={() => setCreating(true)}>
        {t('create.title')}
      </Button>
    ) : undefined;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={all ? t('summary', { customers: all.filter(({ internal }) => !internal).length }) : t('purpose')}
        actions={all?.length === 0 ? undefined : createButton}
      />
      {all?.length === 0 ? null : (
        <ListFilters
          searchLabel={t('search')}
          placeholder={t('searchHint')}
          search={params.search}
          address={address}
          clear={isFiltered ? { search: null, status: null } : undefined}
        >
          <ChoiceMenu
            label={t('columns.status')}
            choices={[
              { value: '', label: t('anyStatus') },
              { value: 'ACTIVE', label: t('status.ACTIVE') },
              { value: 'SUSPENDED', label: t('status.SUSPENDED') },
            ]}
            value={params.status ?? ''}
            onChange={(status) => address.replace({ status })}
          />
          <SortMenu columns={columns} sort={{ current: params.sort, usual: defaultTenantSort }} address={address} />
        </ListFilters>
      )}
      {read.error && !all ? (
        <ErrorState error={read.error} onRetry={() => void read.refetch()} isRetrying={read.isFetching} />
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={shown}
          rowKey={({ slug }) => slug}
          sort={{
            current: params.sort,
            hrefOf: (next) => address.hrefWith({ sort: next === defaultTenantSort ? null : next }),
          }}
          empty={
            isFiltered ? (
              <EmptyState
                icon={<SearchX aria-hidden />}
                title={t('empty.noMatch')}
                action={
                  <Button onPress={() => address.replace({ search: null, status: null })}>{ui('clearFilters')}</Button>
                }
              >
                {t('empty.noMatchText')}
              </EmptyState>
            ) : (
              <EmptyState icon={<Building2 aria-hidden />} title={t('empty.none')} action={createButton}>
                {t(isLimited ? 'empty.noneOfChosen' : 'empty.noneText')}
              </EmptyState>
            )
          }
        />
      )}
      {isCreating ? (
        <CreateTenantDialog
          tenants={all ?? []}
          onClose={() => {
            setCreating(false);
            focusContentIfLost();
          }}
        />
      ) : null}
    </>
  );
}

function useTenantColumns(): readonly Column<ProviderTenant>[] {
  const t = useTranslations('tenants');
  const format = useFormats();
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sortKey: 'name',
      grow: true,
      cell: ({ slug, name, internal }) => (
        <span className="flex min-w-0 items-center gap-2">
          <Link href={tenantAddress(slug)} className="link min-w-0 truncate" title={name}>
            {name}
          </Link>
          {internal ? <InternalBadge /> : null}
        </span>
      ),
    },
    {
      id: 'status',
      header: t('columns.status'),
      inCard: 'corner',
      cell: ({ status }) => <StatusBadge status={status} plain />,
    },
    {
      id: 'machines',
      header: t('columns.machines'),
      sortKey: 'machines',
      align: 'right',
      cell: ({ machines }) => <span className="tabular-nums">{format.number(machines)}</span>,
    },
    {
      id: 'members',
      header: t('columns.members'),
      sortKey: 'members',
      align: 'right',
      cell: ({ members }) => <span className="tabular-nums">{format.number(members)}</span>,
    },
    {
      id: 'slug',
      header: t('columns.slug'),
      hideBelow: 'md',
      width: 'text-ink-2',
      cell: ({ slug }) => <code className="font-mono text-xs">{slug}</code>,
    },
    {
      id: 'timeZone',
      header: t('columns.timeZone'),
      hideBelow: 'lg',
      hideInCard: true,
      width: 'text-ink-2',
      cell: ({ timeZone }) => timeZone.replaceAll('_', ' '),
    },
  ];
}
