import { readSort } from '@/lib/client/addresses';
import { tenantStatuses } from '@/lib/contracts/tenant';
import type { ProviderTenant, TenantStatus } from '@/lib/contracts/tenant';

const sortKeys = ['name', 'machines', 'members'] as const;
export const defaultTenantSort = 'name';

interface TenantListParams {
  search: string;
  status: TenantStatus | null;
  /** `name` or `-name`. */
  sort: string;
}

/** What the list of tenants shows, as the address says; invalid values are left out. */
export function readTenantAddress(params: URLSearchParams): TenantListParams {
  return {
    search: params.get('search')?.trim().slice(0, 200) ?? '',
    status: tenantStatuses.find((status) => status === params.get('status')) ?? null,
    sort: readSort(params.get('sort'), sortKeys, defaultTenantSort) ?? defaultTenantSort,
  };
}

/** The tenants that match, in the order asked for; equal ones by name. */
export function shownTenants(
  tenants: readonly ProviderTenant[],
  { search, status, sort }: TenantListParams,
  language: string,
): ProviderTenant[] {
  const wanted = search.toLowerCase();
  const byName = new Intl.Collator(language, { numeric: true }).compare;
  const key = sortKeys.find((each) => each === sort.replace(/^-/, '')) ?? 'name';
  const sign = sort.startsWith('-') ? -1 : 1;
  return tenants
    .filter((tenant) => status === null || tenant.status === status)
    .filter(({ name, slug, externalId }) => `${name} ${slug} ${externalId ?? ''}`.toLowerCase().includes(wanted))
    .sort((a, b) => {
      const difference = key === 'name' ? byName(a.name, b.name) : a[key] - b[key];
      return difference === 0 ? byName(a.name, b.name) : sign * difference;
    });
}
