import { readPage, readSort } from '@/lib/client/addresses';
import type { MachineListParams } from '@/lib/client/live/keys';
import { protectionStates } from '@/lib/contracts/machine';

export const machineSortKeys = [
  'name',
  'platform',
  'protection',
  'policy',
  'lastSuccessAt',
  'nextRunAt',
  'size',
] as const;
export type MachineSortKey = (typeof machineSortKeys)[number];
export const defaultMachineSort = 'name';
const pageSizes = ['25', '100', '200'];

/** The query of the list from the URL. Invalid values are omitted. */
export function readMachineAddress(params: URLSearchParams): MachineListParams {
  const platform = listOf(params.get('platform')).filter((value) => value.length <= 64);
  const values = listOf(params.get('protection'));
  const protection = protectionStates.filter((state) => values.includes(state));
  const presence = params.get('presence');
  const restorable = params.get('restorable');
  const pageSize = params.get('pageSize') ?? '';
  return {
    page: readPage(params.get('page')),
    pageSize: pageSizes.includes(pageSize) ? Number(pageSize) : undefined,
    sort: readSort(params.get('sort'), machineSortKeys, defaultMachineSort),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
    platform: platform.length > 0 ? platform : undefined,
    presence: presence === 'present' || presence === 'removed' ? presence : undefined,
    restorable: restorable === 'yes' || restorable === 'no' ? restorable : undefined,
    protection: protection.length > 0 ? protection : undefined,
    policy: params.get('policy')?.slice(0, 128) || undefined,
  };
}

/** The changes of the URL that clear every filter. */
export const withoutFilters = {
  search: null,
  platform: null,
  presence: null,
  restorable: null,
  protection: null,
  policy: null,
} as const;

/** True when the list is filtered. */
export function isFiltered(params: MachineListParams): boolean {
  const { search, platform, presence, restorable, protection, policy } = params;
  return [search, platform, presence, restorable, protection, policy].some((value) => value !== undefined);
}

/** Equal for two URLs that show the same machines, whatever their order or page. */
export function filterFingerprint(params: MachineListParams): string {
  const { search, platform, presence, restorable, protection, policy } = params;
  return JSON.stringify([
    search,
    platform && [...platform].sort(),
    presence,
    restorable,
    protection && [...protection].sort(),
    policy,
  ]);
}

function listOf(text: string | null): string[] {
  return [
    ...new Set(
      (text ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ];
}
