import { readPage, readSort } from '@/lib/client/addresses';
import type { ProviderMachineListParams } from '@/lib/client/live/keys';
import { TenantSlug } from '@/lib/contracts/scalar';

export const ownershipSortKeys = ['name', 'platform', 'project', 'owner'] as const;
export const defaultOwnershipSort = 'name';
/** Whose machines are shown: everybody's, nobody's, or one tenant's. */
export type OwnerChoice = 'all' | 'none' | (string & {});
const pageSizes = ['100', '200'];

export interface OwnershipAddress {
  /** What the address says; null leaves the choice to the page. */
  owner: OwnerChoice | null;
  params: Omit<ProviderMachineListParams, 'owner'>;
}

/** What the provider's list shows, as the address says. Anything that could be mistyped is left out rather than refused. */
export function readOwnershipAddress(params: URLSearchParams): OwnershipAddress {
  const owner = params.get('owner') ?? '';
  const pageSize = params.get('pageSize') ?? '';
  return {
    owner: owner === 'all' || owner === 'none' || TenantSlug.safeParse(owner).success ? owner : null,
    params: {
      page: readPage(params.get('page')),
      pageSize: pageSizes.includes(pageSize) ? Number(pageSize) : undefined,
      sort: readSort(params.get('sort'), ownershipSortKeys, defaultOwnershipSort),
      search: params.get('search')?.trim().slice(0, 200) || undefined,
      platform: params.get('platform')?.slice(0, 64) || undefined,
    },
  };
}

/** The owner to show: what the address says, else nobody's machines while there are any; null: they are not the provider's to see. */
export function effectiveOwner(
  asked: OwnerChoice | null,
  unassigned: number | null | undefined,
): OwnerChoice | undefined {
  if (asked !== null) return asked;
  return unassigned === undefined ? undefined : (unassigned ?? 0) > 0 ? 'none' : 'all';
}

/** The owner as the API wants it; undefined is everybody. */
export function ownerParam(owner: OwnerChoice): string | undefined {
  return owner === 'all' ? undefined : owner;
}
