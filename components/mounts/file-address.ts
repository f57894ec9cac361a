import { readFolder } from './file-path';

const sorts = ['name', '-name', 'sizeBytes', '-sizeBytes', 'modifiedAt', '-modifiedAt'];
export const defaultFileSort = 'name';
/** Folders are looked through by eye: more at once than of machines. */
export const filePageSize = 100;

export interface FileAddress {
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
  const sort = params.get('sort') ?? '';
  const page = /^\d{1,6}$/.test(params.get('page') ?? '') ? Number(params.get('page')) : 1;
  return {
    fileSystem: params.get('fileSystem')?.slice(0, 128) || undefined,
    path: readFolder(params.get('path')),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
    page: page > 1 ? page : undefined,
    sort: sorts.includes(sort) && sort !== defaultFileSort ? sort : undefined,
    file: params.get('file'),
  };
}

/** The changes of an address that lead to a folder; the order stays as it is. */
export function toFolder(path: string) {
  return { path: path === '/' ? null : path, search: null, file: null } as const;
}
