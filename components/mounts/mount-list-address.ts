import type { MountListParams } from '@/lib/client/keys';
import { mountStates } from '@/lib/contracts/mount';

export const defaultMountSort = '-since';
const sorts = ['since', '-since', 'machine', '-machine', 'state', '-state'];

/** What the address of the list asks for. Anything that a person could have mistyped is left out rather than refused. */
export function readMountListAddress(params: URLSearchParams): MountListParams {
  const asked = new Set((params.get('state') ?? '').split(','));
  const state = mountStates.filter((each) => asked.has(each));
  const sort = params.get('sort') ?? '';
  const page = /^\d{1,6}$/.test(params.get('page') ?? '') ? Number(params.get('page')) : 1;
  return {
    page: page > 1 ? page : undefined,
    sort: sorts.includes(sort) && sort !== defaultMountSort ? sort : undefined,
    search: params.get('search')?.trim().slice(0, 200) || undefined,
    state: state.length > 0 ? state : undefined,
    machine: params.get('machine')?.slice(0, 128) || undefined,
  };
}

/** The changes of an address that take every filter off. */
export const withoutMountFilters = { search: null, state: null, machine: null } as const;

/** True when the list shows something else than all that is mounted now. */
export function isFilteredMountList({ search, state, machine }: MountListParams): boolean {
  return [search, state, machine].some((value) => value !== undefined);
}
