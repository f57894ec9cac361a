import 'server-only';
import type { Download, DownloadBody } from '@/lib/contracts/mount';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { linkLifeMs, newToken } from './download-link';
import { expectedFileName } from './file-name';
import type { Selection } from './file-name';
import { canonicalPath, splitPath } from './file-path';
import { readFolder } from './folder';
import type { FolderEntry } from './folder';
import { requirePlace } from './mounted-place';
import type { OwnedPlace } from './mounted-place';
import { presentDownload, silentMs } from './present-download';

/** One person's downloads at a time: each holds one of few connections to Storware for as long as it lasts. */
export const maxDownloads = 4;
const maxFolders = 20;
const lockSpace = 7_430_004;
const pathsInAudit = 20;

/**
 * Makes a link to files of a mount of the tenant: it works once, for this session, for a minute. Throws `not_found` for
 * a file that is not there (or not the tenant's), `conflict` for a mount that is not ready, `rate_limited` when this
 * person has too many downloads under way.
 */
export async function startDownload(scope: TenantScope, guid: string, body: DownloadBody): Promise<Download> {
  const paths = [...new Set(body.paths.map((path, index) => canonicalPath(path, `paths.${index}`)))];
  const owned = await requirePlace(scope, guid, body.fileSystem);
  const { selection, sizeBytes } = await select(owned, paths);
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
      detail: { mount: guid, recoveryPoint: owned.mount.backupGuid, fileSystem: owned.fileSystem.name, files: paths.length, paths: paths.slice(0, pathsInAudit) },
      requestId: scope.requestId,
    });
    return made;
  });
  return presentDownload(row, `/api/v1/downloads/${token}`);
}

/** Counts within the person's own lock, so that several requests at once do not each find room. */
async function demandRoom(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpace}::int, hashtext(${userId}))`;
  const now = Date.now();
  const count = await tx.download.count({
    where: {
      userId,
      OR: [
        { state: 'WAITING', expiresAt: { gt: new Date(now) } },
        { state: 'RUNNING', movedAt: { gt: new Date(now - silentMs) } },
      ],
    },
  });
  if (count < maxDownloads) return;
  throw new AppError('rate_limited', { detail: `You have ${maxDownloads} downloads under way. Wait for one to end, or cancel one.`, retryAfterSeconds: 10 });
}

/** What the paths name. Each is looked up in its folder, which whoever chose it has just been shown and is still kept. */
async function select(owned: OwnedPlace, paths: readonly string[]): Promise<{ selection: Selection; sizeBytes: bigint | null }> {
  const folders = new Set(paths.flatMap((path) => splitPath(path)?.folder ?? []));
  if (folders.size > maxFolders) throw new AppError('validation_failed', { errors: [{ path: 'paths', message: `choose from at most ${maxFolders} folders` }] });
  const chosen: (FolderEntry | null)[] = [];
  for (const path of paths) chosen.push(await entryAt(owned, path));
  const [only] = chosen;
  if (chosen.length > 1 || only === undefined) return { selection: { kind: 'archive', baseName: `${owned.machine.row.name} files` }, sizeBytes: null };
  if (only === null) return { selection: { kind: 'archive', baseName: `${owned.machine.row.name} ${owned.fileSystem.name}` }, sizeBytes: null };
  if (only.type === 'DIRECTORY') return { selection: { kind: 'archive', baseName: only.name }, sizeBytes: null };
  if (only.type === 'REGULAR_FILE') return { selection: { kind: 'file', baseName: only.name }, sizeBytes: only.sizeBytes === null ? null : BigInt(only.sizeBytes) };
  return { selection: { kind: 'link', baseName: only.name }, sizeBytes: null };
}

/** The entry that a path names; null for the root, which is in no folder. */
async function entryAt(owned: OwnedPlace, path: string): Promise<FolderEntry | null> {
  const at = splitPath(path);
  if (at === null) return null;
  const entry = (await readFolder(owned, at.folder)).entries.find(({ name }) => name === at.name);
  if (!entry) throw new AppError('not_found', { meta: { kind: 'file', reason: 'not in its folder' } });
  if (entry.type === 'BROKEN_SYMLINK') throw new AppError('conflict', { detail: `${entry.name} is a link to nothing: there is no file to download.` });
  return entry;
}
