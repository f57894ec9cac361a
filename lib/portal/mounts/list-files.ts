import 'server-only';
import type { FileEntry, FileList, FileListQuery } from '@/lib/contracts/mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { canonicalPath, childOf } from './file-path';
import { readFolder } from './folder';
import type { FolderEntry } from './folder';
import { requirePlace } from './mounted-place';

const types: Readonly<Record<string, FileEntry['type']>> = {
  DIRECTORY: 'DIRECTORY',
  REGULAR_FILE: 'FILE',
  SYMLINK: 'LINK',
  BROKEN_SYMLINK: 'BROKEN_LINK',
};

/** One page of a folder of a mount of the tenant, folders first whatever the order; `search` looks at the names in it. Errors: see `requirePlace` and `readFolder`. */
export async function listFiles(scope: TenantScope, guid: string, query: FileListQuery): Promise<FileList> {
  const { page, pageSize, search, sort } = query;
  const path = canonicalPath(query.path, 'path');
  const owned = await requirePlace(scope, guid, query.fileSystem);
  const { entries, readAt } = await readFolder(owned, path);
  const wanted = search.toLowerCase();
  const found = wanted === '' ? entries : entries.filter(({ name }) => name.toLowerCase().includes(wanted));
  const ordered = inOrder(found, sort);
  return {
    items: ordered.slice((page - 1) * pageSize, page * pageSize).map((entry) => present(entry, path)),
    page,
    pageSize,
    total: ordered.length,
    asOf: readAt.toISOString(),
    path,
    fileSystem: owned.fileSystem,
  };
}

/** They come by name, and sorting keeps that order among equals. */
function inOrder(entries: readonly FolderEntry[], { key, descending }: FileListQuery['sort']): readonly FolderEntry[] {
  if (key === 'name' && !descending) return entries;
  const firstFile = entries.findIndex(({ type }) => type !== 'DIRECTORY');
  const folders = firstFile < 0 ? entries : entries.slice(0, firstFile);
  const files = firstFile < 0 ? [] : entries.slice(firstFile);
  if (key === 'name') return [...folders.toReversed(), ...files.toReversed()];
  const valueOf = (entry: FolderEntry): number =>
    key === 'sizeBytes' ? (entry.sizeBytes ?? -1) : (entry.modifiedAt?.getTime() ?? -1);
  const by = (a: FolderEntry, b: FolderEntry): number =>
    descending ? valueOf(b) - valueOf(a) : valueOf(a) - valueOf(b);
  // What a server calls the size of a folder is that of its table of names.
  return [...(key === 'sizeBytes' ? folders : folders.toSorted(by)), ...files.toSorted(by)];
}

function present(
  { name, type, sizeBytes, modifiedAt, owner, group, permissions }: FolderEntry,
  folder: string,
): FileEntry {
  const kind = types[type] ?? 'OTHER';
  return {
    name,
    path: childOf(folder, name),
    type: kind,
    sizeBytes: kind === 'FILE' ? sizeBytes : null,
    modifiedAt: modifiedAt?.toISOString() ?? null,
    owner,
    group,
    permissions,
  };
}
