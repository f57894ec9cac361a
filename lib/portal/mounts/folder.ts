import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { processSingleton } from '@/lib/core/process-singleton';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { listFolder } from '@/lib/storware/authorized/mounts';
import type { StorwareFileEntry } from '@/lib/storware/model/mounted-backup';
import type { OwnedPlace } from './mounted-place';
import { permissionText } from './permission-text';

/** An entry as it is kept: nothing that follows from the folder, which may have tens of thousands. */
export type FolderEntry = Pick<StorwareFileEntry, 'name' | 'sizeBytes' | 'modifiedAt' | 'owner' | 'group' | 'type'> & {
  readonly permissions: string | null;
};
/** A whole folder: sub-folders before the rest, each by name as people sort (file2 before file10). */
export type Folder = { readonly entries: readonly FolderEntry[]; readonly readAt: Date };

type Kept = { readonly folder: Promise<Folder>; readonly expiresAt: number; size: number };

const ttlMs = 60_000;
/** Of all folders that are kept together: some 50 MB. */
const maxEntries = 250_000;
const maxFolders = 2_000;
const collator = new Intl.Collator('en', { numeric: true });
const keptFolders = () => processSingleton('cache/mounted-folders', () => new Map<string, Kept>());

/**
 * A folder of a place that was just found to be the tenant's. It is read whole, since Storware does not page
 * (STORWARE_API.md 6), and kept for a minute, so that paging and searching cost one call. Throws `not_found` for a
 * folder that is not there.
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
    makeRoom(all, key);
    setTimeout(forget, ttlMs).unref();
  }, forget);
  return folder;
}

/** The oldest go first; the newest stays whatever its size. */
function makeRoom(all: Map<string, Kept>, newest: string): void {
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
    // A file is no folder, and what has just been unmounted has none: the next look at the mounts will tell.
    await wishSync(db(), { kind: 'mounts' });
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
