import 'server-only';
import type { Download, DownloadBody } from '@/lib/contracts/mount';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import type { Tx } from '@/lib/db/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { linkLifeMs, newToken } from './download-link';
import { expectedFileName } from './file-name';
import type { Selection } from './file-name';
import { canonicalPath, splitPath } from './file-path';
import { entityTagOf } from './entity-tag';
import { readFolder } from './folder';
import type { FolderEntry } from './folder';
import { requirePlace } from './mounted-place';
import type { OwnedPlace } from './mounted-place';
import { presentDownload, silentMs } from './present-download';

/** One person's downloads at a time: each holds one of few connections to Storware for as long as it lasts. */
export const maxDownloads = 4;
/** Links of one person that live. */
const maxLinks = 200;
const maxFolders = 20;
const pathsInAudit = 20;

/**
 * Makes a link to files of a mount of the tenant: it works for this session, for an hour. Throws `not_found` for
 * a file that is not there (or not the tenant's), `conflict` for a mount that is not ready, `rate_limited` when this
 * person has too many downloads under way.
 */
export async function startDownload(scope: TenantScope, guid: string, body: DownloadBody): Promise<Download> {
  const paths = [...new Set(body.paths.map((path, index) => canonicalPath(path, `paths.${index}`)))];
  const owned = await requirePlace(scope, guid, body.fileSystem);
  const { selection, sizeBytes, entityTag } = await select(owned, paths);
  const { token, tokenHash } = newToken();
  const row = await db().$transaction(async (tx) => {
    await demandRoom(tx, scope.actor.userId);
    const made = await tx.download.create({
      data: {
        tokenHash,
        tenantId: scope.tenant.id,
        userId: scope.actor.userId,
        sessionId: scope.actor.sessionId,
        mountGuid: guid,
        fileSystemGuid: owned.place.fileSystemGuid,
        paths,
        fileName: expectedFileName(selection),
        state: 'WAITING',
        sizeBytes,
        entityTag,
        expiresAt: new Date(Date.now() + linkLifeMs),
      },
    });
    const { guid: machineGuid, name } = owned.machine.row;
    await audit(tx, {
      tenantId: scope.tenant.id,
      actor: { id: scope.actor.userId, name: scope.actor.name },
      action: 'mount.download',
      object: { kind: 'machine', id: machineGuid, name },
      outcome: 'REQUESTED',
      detail: {
        mount: guid,
        recoveryPoint: owned.mount.backupGuid,
        fileSystem: owned.fileSystem.name,
        files: paths.length,
        paths: paths.slice(0, pathsInAudit),
      },
      requestId: scope.requestId,
    });
    return made;
  });
  return presentDownload(row, `/api/v1/downloads/${token}`);
}

/** Counts within the person's own lock, so that several requests at once do not each find room. */
async function demandRoom(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.download}::int, hashtext(${userId}))`;
  const now = Date.now();
  const running = await tx.download.count({
    where: { userId, state: 'RUNNING', movedAt: { gt: new Date(now - silentMs) } },
  });
  if (running >= maxDownloads)
    throw new AppError('rate_limited', {
      detail: `You have ${maxDownloads} downloads under way. Wait for one to end, or cancel one.`,
      retryAfterSeconds: 10,
    });
  const links = await tx.download.count({
    where: { userId, cancelRequestedAt: null, expiresAt: { gt: new Date(now) } },
  });
  if (links >= maxLinks)
    throw new AppError('rate_limited', {
      detail: `You have made ${maxLinks} downloads within the last hour. Wait a while, or choose several files at once.`,
      retryAfterSeconds: 60,
    });
}

/** What the paths name. Each is looked up in its folder, which whoever chose it has just been shown and is still kept. */
async function select(
  owned: OwnedPlace,
  paths: readonly string[],
): Promise<{ selection: Selection; sizeBytes: bigint | null; entityTag: string | null }> {
  const folders = new Set(paths.flatMap((path) => splitPath(path)?.folder ?? []));
  if (folders.size > maxFolders)
    throw new AppError('validation_failed', {
      errors: [{ path: 'paths', message: `choose from at most ${maxFolders} folders` }],
    });
  const chosen: (FolderEntry | null)[] = [];
  for (const path of paths) chosen.push(await entryAt(owned, path));
  const [only] = chosen;
  const whole = (kind: Selection['kind'], baseName: string) => ({
    selection: { kind, baseName },
    sizeBytes: null,
    entityTag: null,
  });
  if (chosen.length > 1 || only === undefined) return whole('archive', `${owned.machine.row.name} files`);
  if (only === null) return whole('archive', `${owned.machine.row.name} ${owned.fileSystem.name}`);
  if (only.type === 'DIRECTORY') return whole('archive', only.name);
  if (only.type !== 'REGULAR_FILE') return whole('link', only.name);
  const { sizeBytes } = only;
  return {
    selection: { kind: 'file', baseName: only.name },
    sizeBytes: sizeBytes === null ? null : BigInt(sizeBytes),
    entityTag: entityTagOf(owned, paths[0] ?? '', only),
  };
}

/** The entry that a path names; null for the root, which is in no folder. */
async function entryAt(owned: OwnedPlace, path: string): Promise<FolderEntry | null> {
  const at = splitPath(path);
  if (at === null) return null;
  const entry = (await readFolder(owned, at.folder)).entries.find(({ name }) => name === at.name);
  if (!entry) throw new AppError('not_found', { meta: { kind: 'file', reason: 'not in its folder' } });
  if (entry.type === 'BROKEN_SYMLINK')
    throw new AppError('conflict', { detail: `${entry.name} is a link to nothing: there is no file to download.` });
  return entry;
}
