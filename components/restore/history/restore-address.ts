import { readListOf, readPage } from '@/lib/client/addresses';
import type { RestoreListParams } from '@/lib/client/live/keys';
import { restoreStates } from '@/lib/contracts/restore';

const sorts = ['requestedAt', '-requestedAt', 'machine', '-machine', 'state', '-state'] as const;
export const defaultRestoreSort = '-requestedAt';

/** What the address of a list of restores asks for; what nobody could mean is left out. */
export function readRestoreAddress(params: URLSearchParams) {
  const sort = sorts.find((each) => each === params.get('sort'));
  const state = readListOf(params, 'state', restoreStates);
  return {
    page: readPage(params.get('page')) ?? 1,
    pageSize: 25,
    sort: sort === defaultRestoreSort ? undefined : sort,
    state: state.length > 0 ? state : undefined,
  } satisfies RestoreListParams;
}
