'use client';

import { ChevronDown, Download, FileJson, FileSpreadsheet, ScrollText, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { ListFilters } from '@/components/ui/list-filters';
import { Menu, MenuItem } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { TimeRangeFilter } from '@/components/ui/time-range-filter';
import { useAddressState } from '@/lib/client/address-state';
import type { AddressState } from '@/lib/client/address-state';
import { queryString } from '@/lib/client/addresses';
import { readAuditAddress } from '@/lib/client/list-addresses';
import type { AuditListParams } from '@/lib/client/live/keys';
import { useAuditEntry, useAuditList, useProviderAuditList } from '@/lib/client/queries/audit';
import { useMe } from '@/lib/client/queries/me';
import { auditGroups, auditOutcomes } from '@/lib/contracts/audit';
import type { AuditEntry } from '@/lib/contracts/audit';
import { useAuditColumns } from './audit-columns';
import { AuditPanel } from './audit-panel';
import { useAuditWords } from './audit-words';

/** What happened in the tenant, live. */
export function AuditPage() {
  const t = useTranslations('audit');
  const tenant = useMe()?.tenant;
  const address = useAddressState();
  const { params } = readAuditAddress(address.params);
  const list = useAuditList(params);
  const days = list.data?.keptDays;
  return (
    <Trail
      of="tenant"
      title={t('title')}
      description={days === undefined ? t('purposeLoading') : t('purpose', { tenant: tenant?.name ?? '', days })}
      exportPath="/api/v1/audit/export"
      tenantSlug={tenant?.slug}
      address={address}
      list={list}
    />
  );
}

/** What providers and the portal itself did. */
export function ProviderAuditPage() {
  const t = useTranslations('audit');
  const address = useAddressState();
  const { params } = readAuditAddress(address.params);
  const list = useProviderAuditList(params);
  const days = list.data?.keptDays;
  const isLimited = useMe()?.provider?.limited ?? true;
  return (
    <Trail
      of="provider"
      title={t('provider.title')}
      description={days === undefined ? t('purposeLoading') : t('provider.purpose', { days })}
      exportPath="/api/v1/provider/audit/export"
      hasChain={!isLimited}
      address={address}
      list={list}
    />
  );
}

interface TrailProps {
  of: 'tenant' | 'provider';
  title: string;
  description: string;
  exportPath: string;
  tenantSlug?: string | undefined;
  /** Whether there is a chain to export. */
  hasChain?: boolean;
  address: AddressState;
  list: ReturnType<typeof useAuditList>;
}

function Trail({ of, title, description, exportPath, tenantSlug, hasChain = true, address, list }: TrailProps) {
  const t = useTranslations('audit');
  const { params } = readAuditAddress(address.params);
  const isFiltered = Object.entries(params).some(([name, value]) => name !== 'page' && value !== undefined);
  const isProvider = of === 'provider';
  const columns = useAuditColumns({
    isProvider,
    hrefOf: (id) => address.hrefWith({ entry: id, page: params.page }),
  });
  const opened = address.params.get('entry');
  const listed = list.data?.items.find(({ id }) => id === opened);
  const read = useAuditEntry(of, listed || list.data === undefined ? null : opened);
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        actions={<ExportMenu path={exportPath} tenant={tenantSlug} hasChain={hasChain} params={params} />}
      />
      <AuditFilters address={address} isFiltered={isFiltered} items={list.data?.items} />
      <PagedTable
        label={t('table')}
        noun="entries"
        list={list}
        address={address}
        columns={columns}
        rowKey={(entry) => entry.id}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<ScrollText aria-hidden />}
              title={t('empty.filtered')}
              action={<ClearButton address={address} />}
            >
              {t('empty.filteredText')}
            </EmptyState>
          ) : (
            <EmptyState icon={<ScrollText aria-hidden />} title={t('empty.none')}>
              {t('empty.noneText')}
            </EmptyState>
          )
        }
      />
      <AuditPanel
        id={opened}
        entry={listed ?? read.data}
        error={listed ? null : (read.error ?? (list.data ? null : list.error))}
        isProvider={isProvider}
        onClose={() => address.replace({ entry: null, page: params.page })}
        onFilter={address.push}
      />
    </>
  );
}

const noFilters = { search: null, actor: null, object: null, group: null, outcome: null, from: null, to: null };

function ClearButton({ address }: { address: AddressState }) {
  const t = useTranslations('ui');
  return <Button onPress={() => address.replace(noFilters)}>{t('clearFilters')}</Button>;
}

interface AuditFiltersProps {
  address: AddressState;
  isFiltered: boolean;
  /** Name the person and the object that the list is limited to. */
  items: readonly AuditEntry[] | undefined;
}

function AuditFilters({ address, isFiltered, items }: AuditFiltersProps) {
  const t = useTranslations('audit');
  const words = useAuditWords();
  const { groups, params } = readAuditAddress(address.params);
  const person = items?.find(({ actor }) => actor.id === params.actor);
  const object = items?.find((entry) => entry.object?.id === params.object)?.object;
  const personName = person ? words.actor(person) : (params.actor ?? '');
  const objectName = object?.name ?? params.object ?? '';
  return (
    <ListFilters
      searchLabel={t('search')}
      placeholder={t('searchHint')}
      search={params.search}
      address={address}
      clear={isFiltered ? noFilters : undefined}
    >
      <FilterMenu
        label={t('filters.group')}
        options={auditGroups.map((value) => ({ value, label: t(`group.${value}`) }))}
        selected={groups}
        onChange={(group) => address.replace({ group })}
      />
      <FilterMenu
        label={t('filters.outcome')}
        options={auditOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        selected={params.outcome ?? []}
        onChange={(outcome) => address.replace({ outcome })}
      />
      <TimeRangeFilter label={t('filters.time')} from={params.from} to={params.to} onChange={address.replace} />
      {params.actor === undefined ? null : (
        <Chosen label={t('filters.clearPerson', { name: personName })} onClear={() => address.replace({ actor: null })}>
          {t('filters.person', { name: personName })}
        </Chosen>
      )}
      {params.object === undefined ? null : (
        <Chosen
          label={t('filters.clearObject', { name: objectName })}
          onClear={() => address.replace({ object: null })}
        >
          {t('filters.object', { name: objectName })}
        </Chosen>
      )}
    </ListFilters>
  );
}

/** A filter that was set from an entry; a press removes it. */
function Chosen({ label, onClear, children }: { label: string; onClear: () => void; children: ReactNode }) {
  return (
    <Button onPress={onClear} className="max-w-full !border-accent !bg-accent-soft" aria-label={label}>
      <span className="truncate">{children}</span>
      <X aria-hidden className="size-3.5 shrink-0" />
    </Button>
  );
}

interface ExportMenuProps {
  path: string;
  tenant: string | undefined;
  hasChain: boolean;
  params: AuditListParams;
}

function ExportMenu({ path, tenant, hasChain, params }: ExportMenuProps) {
  const t = useTranslations('audit.export');
  const { from, to } = params;
  const { page: _page, ...filters } = params;
  return (
    <Menu
      label={t('label')}
      trigger={
        <Button icon={<Download aria-hidden className="size-4" />}>
          {t('label')}
          <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
        </Button>
      }
    >
      <MenuItem
        href={`${path}${queryString({ format: 'csv', ...filters, tenant })}`}
        isDownload
        icon={<FileSpreadsheet aria-hidden />}
        description={t('csvHint')}
      >
        {t('csv')}
      </MenuItem>
      {hasChain ? (
        <MenuItem
          href={`${path}${queryString({ format: 'jsonl', from, to, tenant })}`}
          isDownload
          icon={<FileJson aria-hidden />}
          description={t('jsonlHint')}
        >
          {t('jsonl')}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
