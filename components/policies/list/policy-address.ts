import { readListOf, readPage, readSort } from '@/lib/client/addresses';
import type { ExpectedRunListParams, ListParams } from '@/lib/client/live/keys';
import { expectedRunStates } from '@/lib/contracts/expected-run';

const policySortKeys = ['name', 'nextRunAt', 'machines'] as const;
export const defaultPolicySort = 'name';

/** What the address of the list of policies asks for; what nobody could mean is left out. */
export function readPolicyListAddress(params: URLSearchParams): ListParams {
  return {
    page: readPage(params.get('page')),
    sort: readSort(params.get('sort'), policySortKeys, defaultPolicySort),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
  };
}

/** What the address of a policy's page says of the runs that it shows. */
export function readPolicyRunsAddress(params: URLSearchParams, policy: string): ExpectedRunListParams {
  const state = readListOf(params, 'result', expectedRunStates);
  return { policy, state: state.length > 0 ? state : undefined, page: readPage(params.get('page')), pageSize: 25 };
}
