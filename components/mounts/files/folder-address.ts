import { readPage, readSort } from '@/lib/client/addresses';
import type { MountListParams, OperationListParams } from '@/lib/client/live/keys';
import { mountStates } from '@/lib/contracts/mount';
import { openStates } from '@/lib/contracts/operation';

const fileSortKeys = ['name', 'sizeBytes', 'modifiedAt'];
export const defaultFileSort = 'name';
/** Folders are looked through by eye: more at once than of machines. */
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

/** What the address of a mount's files asks for. Anything that a person could have mistyped is left out rather than refused. */
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

/** The changes of an address that lead to a folder; the order stays as it is. */
export function toFolder(path: string) {
  return { path: path === '/' ? null : path, search: null, file: null } as const;
}

/** Names on the way from the root of a file system to a folder, each with its path; empty for the root. */
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

/** A path out of an address: absolute, without doubled or trailing slashes; the root for anything that is no path. */
export function readFolder(text: string | null): string {
  if (!text?.startsWith('/') || text.length > 4096 || text.includes('\0')) return '/';
  return foldersTo(text).at(-1)?.path ?? '/';
}

export const defaultMountSort = '-since';
const mountSortKeys = ['since', 'machine', 'state'];

/** What the address of the list asks for. Anything that a person could have mistyped is left out rather than refused. */
export function readMountListAddress(params: URLSearchParams): MountListParams {
  const asked = new Set((params.get('state') ?? '').split(','));
  const state = mountStates.filter((each) => asked.has(each));
  return {
    page: readPage(params.get('page')),
    sort: readSort(params.get('sort'), mountSortKeys, defaultMountSort),
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

/** Mounts that are being prepared and stand in no list yet. */
export const mountPreparations: OperationListParams = { kind: ['MOUNT'], state: openStates, pageSize: 20 };
