import { readPage } from '@/components/machines/machine-address';
import type { ListParams } from '@/lib/client/keys';

export const policySortKeys = ['name', 'nextRunAt', 'machines'] as const;
export const defaultPolicySort = 'name';

/** What the address of the list of policies asks for; what nobody could mean is left out. */
export function readPolicyListAddress(params: URLSearchParams): ListParams {
  const sort = params.get('sort') ?? '';
  return {
    page: readPage(params.get('page')),
    sort:
      policySortKeys.some((key) => sort === key || sort === `-${key}`) && sort !== defaultPolicySort ? sort : undefined,
    search: params.get('search')?.trim().slice(0, 200) || undefined,
  };
}
