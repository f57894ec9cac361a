import 'server-only';
import { createHash } from 'node:crypto';
import { isAppError } from '@/lib/core/app-error';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { DownloadRow } from './downloads';
import { readFolder, splitPath } from './files';
import type { FolderEntry } from './files';
import { requirePlace } from './read-mounts';
import type { OwnedPlace } from './read-mounts';

/**
 * The strong entity tag of one file of a mount, made of what tells that its bytes are the same: the mount, where the file
 * is, its length and when it was changed. Null for what has no length, and so no part that could be asked for.
 */
export function entityTagOf(
  { mount, place }: Pick<OwnedPlace, 'mount' | 'place'>,
  path: string,
  { type, sizeBytes, modifiedAt }: FolderEntry,
): string | null {
  if (type !== 'REGULAR_FILE' || sizeBytes === null) return null;
  const facts = [mount.guid, mount.readyAt?.getTime() ?? 0, place.fileSystemGuid, path, sizeBytes, modifiedAt];
  return `"${createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 27)}"`;
}

/** The tag and length that the file of a link has now; null when it can't be had in parts, or is not what it was. */
export async function currentVersion(
  scope: TenantScope,
  row: DownloadRow,
): Promise<{ entityTag: string; sizeBytes: number } | null> {
  const [path, ...more] = row.paths;
  const at = path === undefined ? null : splitPath(path);
  if (row.entityTag === null || path === undefined || at === null || more.length > 0) return null;
  try {
    const owned = await requirePlace(scope, row.mountGuid, row.fileSystemGuid);
    const entry = (await readFolder(owned, at.folder)).entries.find(({ name }) => name === at.name);
    const entityTag = entry ? entityTagOf(owned, path, entry) : null;
    return entry?.sizeBytes != null && entityTag === row.entityTag && entityTag !== null
      ? { entityTag, sizeBytes: entry.sizeBytes }
      : null;
  } catch (error) {
    // What can't be compared is sent whole.
    if (isAppError(error)) return null;
    throw error;
  }
}
