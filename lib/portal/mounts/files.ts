import 'server-only';
import { entryOf } from '@/lib/contracts/scalar';
import type { FileEntry, FileList, FileListQuery } from '@/lib/contracts/mount';
import { AppError, isAppError } from '@/lib/core/app-error';
import { fieldFault } from '@/lib/core/say';
import { isReadOnlyCall } from '@/lib/core/call-context';
import { processSingleton } from '@/lib/core/process-state';
import { db } from '@/lib/db/client';
import { auditTally } from '@/lib/db/audit-tally';
import { requestSync } from '@/lib/db/change-feed';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listFolder } from '@/lib/storware/authorized/mounts';
import type { StorwareFileEntry } from '@/lib/storware/model/mount';
import { requirePlace } from './read-mounts';
import type { OwnedPlace } from './read-mounts';

const types: Readonly<Record<string, FileEntry['type']>> = {
  DIRECTORY: 'DIRECTORY',
  REGULAR_FILE: 'FILE',
  SYMLINK: 'LINK',
  BROKEN_SYMLINK: 'BROKEN_LINK',
};

/** One page of a folder of a mount of the tenant, folders first in every order; `search` matches names in this folder only. Throws as `requirePlace` and `readFolder`. */
export async function listFiles(scope: TenantScope, guid: string, query: FileListQuery): Promise<FileList> {
  const { page, pageSize, search, sort } = query;
  const path = canonicalPath(query.path, 'path');
  const owned = await requirePlace(scope, guid, query.fileSystem);
  const { entries, readAt } = await readFolder(owned, path);
  await recordView(scope, owned, path);
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

/** Who looked into which folder; paging and searching in it are the same view for a quarter of an hour. */
async function recordView({ tenant, actor }: TenantScope, owned: OwnedPlace, path: string): Promise<void> {
  if (isReadOnlyCall()) return;
  const { mount, machine, fileSystem } = owned;
  await auditTally(
    db(),
    [
      {
        tenantId: tenant.id,
        actor: { id: actor.userId, name: actor.name },
        action: 'mount.view',
        object: { kind: 'machine', id: machine.row.guid, name: machine.row.name },
        outcome: 'SUCCEEDED',
        detail: { mount: mount.guid, recoveryPoint: mount.backupGuid, fileSystem: fileSystem.name, path },
      },
    ],
    JSON.stringify([actor.userId, mount.guid, fileSystem.guid, path]),
    new Date(),
  );
}

/** Entries arrive sorted by name, and the sort is stable, so equal entries stay in that order. */
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
  // The size of a folder is only that of its directory entry, so folders are not sorted by it.
  return [...(key === 'sizeBytes' ? folders : folders.toSorted(by)), ...files.toSorted(by)];
}

function present(
  { name, type, sizeBytes, modifiedAt, owner, group, permissions }: FolderEntry,
  folder: string,
): FileEntry {
  const kind = entryOf(types, type) ?? 'OTHER';
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

/** A cached entry, without fields that follow from its folder: a folder may have tens of thousands of entries. */
export type FolderEntry = Pick<StorwareFileEntry, 'name' | 'sizeBytes' | 'modifiedAt' | 'owner' | 'group' | 'type'> & {
  readonly permissions: string | null;
};
/** A whole folder: subfolders first, then the rest, both in natural order of names (file2 before file10). */
type Folder = { readonly entries: readonly FolderEntry[]; readonly readAt: Date };

type Kept = { readonly folder: Promise<Folder>; readonly expiresAt: number; size: number };

const ttlMs = 60_000;
/** Entries of all cached folders together, about 50 MB. */
const maxEntries = 250_000;
const maxFolders = 2_000;
const collator = new Intl.Collator('en', { numeric: true });
const keptFolders = () => processSingleton('cache/mounted-folders', () => new Map<string, Kept>());

/**
 * Reads a folder; the caller has checked that the place belongs to the tenant. The folder is read whole, because Storware
 * does not page (STORWARE_API.md 6), and cached for a minute, so that paging and searching cost one call. Throws
 * `not_found` for a folder that does not exist.
 */
export function readFolder(
  { mount, machine, place }: Pick<OwnedPlace, 'mount' | 'machine' | 'place'>,
  path: string,
): Promise<Folder> {
  const all = keptFolders();
  const key = JSON.stringify([place.mountGuid, mount.readyAt?.getTime() ?? 0, place.fileSystemGuid, path]);
  const known = all.get(key);
  if (known && known.expiresAt > Date.now()) return known.folder;
  const folder = fetchFolder({ machine, place }, path);
  const entry: Kept = { folder, expiresAt: Date.now() + ttlMs, size: 0 };
  const forget = (): void => {
    if (all.get(key) === entry) all.delete(key);
  };
  all.delete(key);
  all.set(key, entry);
  folder.then(({ entries }) => {
    entry.size = entries.length;
    evictOldest(all, key);
    setTimeout(forget, ttlMs).unref();
  }, forget);
  return folder;
}

/** Evicts the oldest folders first; the newest stays, whatever its size. */
function evictOldest(all: Map<string, Kept>, newest: string): void {
  let total = [...all.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [key, { size }] of all) {
    if (total <= maxEntries && all.size <= maxFolders) return;
    if (key === newest) continue;
    all.delete(key);
    total -= size;
  }
}

async function fetchFolder({ machine, place }: Pick<OwnedPlace, 'machine' | 'place'>, path: string): Promise<Folder> {
  const readAt = new Date();
  const { items } = await listFolder(machine.handle, place, path).catch(async (error: unknown) => {
    if (!isAppError(error) || error.code !== 'upstream_rejected') throw error;
    // Storware rejects a path that is a file, and every path once the mount has ended; a sync finds out which it was.
    await requestSync(db(), { kind: 'mounts' });
    throw new AppError('not_found', { cause: error, meta: { kind: 'folder', reason: 'refused' } });
  });
  const entries = items.map(({ name, sizeBytes, modifiedAt, owner, group, type, permissions }): FolderEntry => ({
    name,
    sizeBytes,
    modifiedAt,
    owner,
    group,
    type,
    permissions: permissionText(permissions),
  }));
  entries.sort(
    (a, b) =>
      Number(b.type === 'DIRECTORY') - Number(a.type === 'DIRECTORY') ||
      collator.compare(a.name, b.name) ||
      (a.name < b.name ? -1 : 1),
  );
  return { entries, readAt };
}

/** Normalises a path: no doubled or trailing slashes. Throws `validation_failed` at `field` for a path with `.` or `..`. */
export function canonicalPath(path: string, field: string): string {
  const names = path.split('/').filter((name) => name !== '');
  if (!path.startsWith('/') || path.includes('\0') || names.some((name) => name === '.' || name === '..')) {
    throw new AppError('validation_failed', {
      errors: [fieldFault(field, 'field.pathNotAbsolute')],
    });
  }
  return `/${names.join('/')}`;
}

/** The path of `name` in the folder `path`. */
export function childOf(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** Parent folder and last name of a path; null for the root. */
export function splitPath(path: string): { folder: string; name: string } | null {
  if (path === '/') return null;
  const at = path.lastIndexOf('/');
  return { folder: at === 0 ? '/' : path.slice(0, at), name: path.slice(at + 1) };
}

const letters = [
  ['OWNER_READ', 'r'],
  ['OWNER_WRITE', 'w'],
  ['OWNER_EXECUTE', 'x'],
  ['GROUP_READ', 'r'],
  ['GROUP_WRITE', 'w'],
  ['GROUP_EXECUTE', 'x'],
  ['OTHERS_READ', 'r'],
  ['OTHERS_WRITE', 'w'],
  ['OTHERS_EXECUTE', 'x'],
] as const;
/** A cache: there are only 512 combinations, but tens of thousands of entries in a folder. */
const texts = new Map<string, string>();

/** Permissions as `ls -l` prints them (rwxr-xr-x); null when Storware sends none. */
export function permissionText(permissions: readonly string[]): string | null {
  if (permissions.length === 0) return null;
  const key = permissions.join();
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = letters.map(([name, letter]) => (permissions.includes(name) ? letter : '-')).join('');
  if (texts.size < 1_000) texts.set(key, text);
  return text;
}
