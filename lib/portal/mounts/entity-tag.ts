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
 * The strong entity tag of one file of a mount: a hash of the mount, the path, the length and the time of the last change.
 * Null for entries without a length, which can't be requested in ranges.
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

/** The current tag and length of the file of a link; null when ranges are not possible, or the file has changed. */
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
    // Without a version to compare, the file is sent whole.
    if (isAppError(error)) return null;
    throw error;
  }
}
