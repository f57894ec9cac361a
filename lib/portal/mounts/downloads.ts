import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type { Download, DownloadBody, DownloadList } from '@/lib/contracts/mount';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { hashOfSecret, makeSecret } from '@/lib/core/one-time-link';
import { fieldFault, say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { entityTagOf } from './entity-tag';
import { canonicalPath, readFolder, splitPath } from './files';
import type { FolderEntry } from './files';
import { requirePlace } from './read-mounts';
import type { OwnedPlace } from './read-mounts';

/** Concurrent downloads of one user: each occupies one of the few connections to Storware until it ends. */
const maxDownloads = 4;
/** Valid links of one user. */
const maxLinks = 200;
const maxFolders = 20;
const pathsInAudit = 20;

/**
 * Creates a download link for files of a mount of the tenant; it works for this session, for an hour. Throws `not_found`
 * for a file that does not exist (or is not the tenant's), `conflict` for a mount that is not ready, `rate_limited` when
 * this user has too many downloads under way.
 */
export async function startDownload(scope: TenantScope, guid: string, body: DownloadBody): Promise<Download> {
  const paths = [...new Set(body.paths.map((path, index) => canonicalPath(path, `paths.${index}`)))];
  const owned = await requirePlace(scope, guid, body.fileSystem);
  const { selection, sizeBytes, entityTag } = await select(owned, paths);
  const { secret: token, hash: tokenHash } = makeSecret();
  const row = await db().$transaction(async (tx) => {
    await requireCapacity(tx, scope.actor.userId);
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
        expiresAt: new Date(Date.now() + linkValidityMs),
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

/** Enforces the limits under a lock of the user, so that concurrent requests can't exceed them together. */
async function requireCapacity(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.download}::int, hashtext(${userId}))`;
  const now = Date.now();
  const running = await tx.download.count({
    where: { userId, state: 'RUNNING', movedAt: { gt: new Date(now - silentMs) } },
  });
  if (running >= maxDownloads)
    throw new AppError('rate_limited', {
      detail: say('mount.downloadsFull', { max: maxDownloads }),
      retryAfterSeconds: 10,
    });
  const links = await tx.download.count({
    where: { userId, cancelRequestedAt: null, expiresAt: { gt: new Date(now) } },
  });
  if (links >= maxLinks)
    throw new AppError('rate_limited', {
      detail: say('mount.linksFull', { max: maxLinks }),
      retryAfterSeconds: 60,
    });
}

/** Looks each path up in its folder, which is usually still cached because the user has just opened it. */
async function select(
  owned: OwnedPlace,
  paths: readonly string[],
): Promise<{ selection: Selection; sizeBytes: bigint | null; entityTag: string | null }> {
  const folders = new Set(paths.flatMap((path) => splitPath(path)?.folder ?? []));
  if (folders.size > maxFolders)
    throw new AppError('validation_failed', {
      errors: [fieldFault('paths', 'field.foldersMany', { max: maxFolders })],
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

/** The entry at a path; null for the root, which has no parent folder. */
async function entryAt(owned: OwnedPlace, path: string): Promise<FolderEntry | null> {
  const at = splitPath(path);
  if (at === null) return null;
  const entry = (await readFolder(owned, at.folder)).entries.find(({ name }) => name === at.name);
  if (!entry) throw new AppError('not_found', { meta: { kind: 'file', reason: 'not in its folder' } });
  if (entry.type === 'BROKEN_SYMLINK')
    throw new AppError('conflict', { detail: say('mount.linkToNothing', { name: entry.name }) });
  return entry;
}

const shownForMs = 3_600_000;
const shown = 100;

/** The caller's own downloads of the last hour from a mount of the tenant, the newest first. */
export async function listDownloads(scope: TenantScope, guid: string): Promise<DownloadList> {
  await requireMount(scope, guid);
  const rows = await db().download.findMany({
    where: {
      userId: scope.actor.userId,
      tenantId: scope.tenant.id,
      mountGuid: guid,
      createdAt: { gt: new Date(Date.now() - shownForMs) },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: shown,
  });
  return { items: rows.map((row) => presentDownload(row, null)) };
}

/** The process that sends a download checks about once a second whether it was cancelled. */
const waitLimitMs = 3_000;
const pollMs = 100;

/**
 * Cancels one of the caller's own downloads, whichever process sends it, and returns its new state; one that has ended
 * stays as it is. Throws `not_found` for downloads of other users.
 */
export async function cancelDownload(scope: TenantScope, guid: string, id: string): Promise<Download> {
  const { machine } = await requireMount(scope, guid);
  const mine = { id, userId: scope.actor.userId, tenantId: scope.tenant.id, mountGuid: guid };
  const row = await db().download.findFirst({ where: mine });
  if (!row) throw new AppError('not_found', { meta: { kind: 'download', id, reason: 'missing or somebody else’s' } });
  const now = new Date();
  await db().$transaction(async (tx) => {
    const waiting = await tx.download.updateMany({
      where: { ...mine, state: 'WAITING' },
      data: { state: 'CANCELLED', cancelRequestedAt: now, finishedAt: now },
    });
    const running = await tx.download.updateMany({
      where: { ...mine, state: 'RUNNING', cancelRequestedAt: null },
      data: { cancelRequestedAt: now },
    });
    if (waiting.count + running.count === 0) return;
    await audit(tx, {
      tenantId: scope.tenant.id,
      actor: { id: scope.actor.userId, name: scope.actor.name },
      action: 'mount.download-cancel',
      object: { kind: 'machine', id: machine.row.guid, name: machine.row.name },
      outcome: 'SUCCEEDED',
      detail: { mount: guid, file: row.fileName },
    });
  });
  return presentDownload(await whenEnded(id, now.getTime() + waitLimitMs), null);
}

async function whenEnded(id: string, deadline: number): Promise<DownloadRow> {
  for (;;) {
    const row = await db().download.findUniqueOrThrow({ where: { id } });
    if (downloadState(row, new Date()) !== 'RUNNING' || Date.now() >= deadline) return row;
    await pause(pollMs);
  }
}

/** A running download without a record for this long died with its process. */
export const silentMs = 30_000;

/** The state of a download at `now`, which its last record may not reflect yet. */
export function downloadState(row: Pick<DownloadRow, 'state' | 'expiresAt' | 'movedAt'>, now: Date): Download['state'] {
  switch (row.state) {
    case 'WAITING':
      return row.expiresAt > now ? 'WAITING' : 'EXPIRED';
    case 'RUNNING':
      return row.movedAt !== null && now.getTime() - row.movedAt.getTime() < silentMs ? 'RUNNING' : 'FAILED';
    case 'FINISHED':
    case 'CANCELLED':
    case 'EXPIRED':
      return row.state;
    default:
      return 'FAILED';
  }
}

/** A download as its owner sees it; the link is returned only when it is created. */
function presentDownload(row: DownloadRow, url: string | null, now: Date = new Date()): Download {
  return {
    id: row.id,
    fileName: row.fileName,
    state: downloadState(row, now),
    url,
    expiresAt: row.expiresAt.toISOString(),
    sentBytes: Number(row.sentBytes),
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
  };
}

export type DownloadRow = Prisma.DownloadGetPayload<object>;

/** How long a link is valid; until then an interrupted download can be resumed. */
const linkValidityMs = 3_600_000;

/**
 * The slug of the tenant in which this session created the link; a browser that follows a link can't send one. Null when
 * the link belongs to another session, or its user is no longer a member of that tenant.
 */
export async function tenantOfLink(actor: Actor, token: string): Promise<string | null> {
  const row = await db().download.findUnique({
    where: { tokenHash: hashOfSecret(token) },
    select: { tenantId: true, userId: true, sessionId: true },
  });
  if (row?.userId !== actor.userId || row.sessionId !== actor.sessionId) return null;
  return actor.memberships.find(({ tenantId }) => tenantId === row.tenantId)?.slug ?? null;
}

const archiveEnding = /\.(?:tar|tgz|tar\.(?:gz|xz|zst|bz2)|zip)$/i;

/** What is downloaded: one file as it is, or an archive of folders or several files. For a link, only Storware's answer tells which. */
type Selection = { readonly kind: 'file' | 'archive' | 'link'; readonly baseName: string };

/** The file name before Storware has answered; an archive is assumed to be a tar until then. */
export function expectedFileName({ kind, baseName }: Selection): string {
  return kind === 'archive' ? `${baseName}.tar` : baseName;
}

/**
 * The file name once Storware has answered: a file keeps the name it has in the backup, because Storware alters names to
 * fit a header; an archive gets the extension that Storware sent.
 */
export function finalFileName(expected: string, upstream: string | null): string {
  const ending = upstream === null ? null : archiveEnding.exec(upstream)?.[0];
  if (!ending || archiveEnding.exec(expected)?.[0].toLowerCase() === ending.toLowerCase()) return expected;
  return `${expected.replace(/\.tar$/, '')}${ending}`;
}
