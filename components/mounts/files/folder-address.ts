import { readPage, readSort } from '@/lib/client/addresses';
import type { MountListParams, OperationListParams } from '@/lib/client/live/keys';
import { mountStates } from '@/lib/contracts/mount';
import { openStates } from '@/lib/contracts/operation';

const fileSortKeys = ['name', 'sizeBytes', 'modifiedAt'];
export const defaultFileSort = 'name';
/** People scan folders by eye: more rows at once than of machines. */
export const filePageSize = 100;

interface FileAddress {
  /** Undefined: not chosen. */
  fileSystem: string | undefined;
  path: string;
  search: string | undefined;
  page: number | undefined;
  sort: string | undefined;
  /** Name of the entry whose details are open. */
  file: string | null;
}

/** The query of a mount's files from the URL. Invalid values are omitted. */
export function readFileAddress(params: URLSearchParams): FileAddress {
  return {
    fileSystem: params.get('fileSystem')?.slice(0, 128) || undefined,
    path: readFolder(params.get('path')),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
    page: readPage(params.get('page')),
    sort: readSort(params.get('sort'), fileSortKeys, defaultFileSort),
    file: params.get('file'),
  };
}

/** The changes of the URL that open a folder; the sort order stays. */
export function toFolder(path: string) {
  return { path: path === '/' ? null : path, search: null, file: null } as const;
}

/** Names from the root of a file system to a folder, each with its path; empty for the root. */
export function foldersTo(path: string): { name: string; path: string }[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }));
}

/** The folder above; null at the root. */
export function folderAbove(path: string): string | null {
  const folders = foldersTo(path);
  return folders.length === 0 ? null : (folders.at(-2)?.path ?? '/');
}

/** Own name of a folder or file; empty for the root. */
export function nameOf(path: string): string {
  return foldersTo(path).at(-1)?.name ?? '';
}

/** A path from a URL: absolute, without doubled or trailing slashes; the root for anything invalid. */
export function readFolder(text: string | null): string {
  if (!text?.startsWith('/') || text.length > 4096 || text.includes('\0')) return '/';
  return foldersTo(text).at(-1)?.path ?? '/';
}

export const defaultMountSort = '-since';
const mountSortKeys = ['since', 'machine', 'state'];

/** The query of the list from the URL. Invalid values are omitted. */
export function readMountListAddress(params: URLSearchParams): MountListParams {
  const values = new Set((params.get('state') ?? '').split(','));
  const state = mountStates.filter((each) => values.has(each));
  return {
    page: readPage(params.get('page')),
    sort: readSort(params.get('sort'), mountSortKeys, defaultMountSort),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
    state: state.length > 0 ? state : undefined,
    machine: params.get('machine')?.slice(0, 128) || undefined,
  };
}

/** The changes of the URL that clear every filter. */
export const withoutMountFilters = { search: null, state: null, machine: null } as const;

/** True when the list does not show just all current mounts. */
export function isFilteredMountList({ search, state, machine }: MountListParams): boolean {
  return [search, state, machine].some((value) => value !== undefined);
}

/** Mounts in preparation that are not in the list yet. */
export const mountPreparations: OperationListParams = { kind: ['MOUNT'], state: openStates, pageSize: 20 };
