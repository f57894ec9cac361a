import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Download, DownloadBody, DownloadList } from '@/lib/contracts/mount';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { entityTagOf } from './entity-tag';
import { canonicalPath, readFolder, splitPath } from './files';
import type { FolderEntry } from './files';
import { requirePlace } from './read-mounts';
import type { OwnedPlace } from './read-mounts';

/** One person's downloads at a time: each holds one of few connections to Storware for as long as it lasts. */
const maxDownloads = 4;
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
    await requireRoom(tx, scope.actor.userId);
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
async function requireRoom(tx: Tx, userId: string): Promise<void> {
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

/** Whichever process sends it looks about once a second whether it shall go on. */
const waitLimitMs = 3_000;
const lookEveryMs = 100;

/**
 * Ends one of the caller's own downloads, wherever it is being sent, and answers what became of it; one that has ended
 * stays as it is. Throws `not_found` for anybody else's.
 */
export async function cancelDownload(scope: TenantScope, guid: string, id: string): Promise<Download> {
  await requireMount(scope, guid);
  const mine = { id, userId: scope.actor.userId, tenantId: scope.tenant.id, mountGuid: guid };
  const row = await db().download.findFirst({ where: mine });
  if (!row) throw new AppError('not_found', { meta: { kind: 'download', id, reason: 'missing or somebody else’s' } });
  const now = new Date();
  await db().download.updateMany({
    where: { ...mine, state: 'WAITING' },
    data: { state: 'CANCELLED', cancelRequestedAt: now, finishedAt: now },
  });
  await db().download.updateMany({
    where: { ...mine, state: 'RUNNING', cancelRequestedAt: null },
    data: { cancelRequestedAt: now },
  });
  return presentDownload(await whenEnded(id, now.getTime() + waitLimitMs), null);
}

async function whenEnded(id: string, deadline: number): Promise<DownloadRow> {
  for (;;) {
    const row = await db().download.findUniqueOrThrow({ where: { id } });
    if (downloadState(row, new Date()) !== 'RUNNING' || Date.now() >= deadline) return row;
    await pause(lookEveryMs);
  }
}

/** A download that has not been heard of for so long was cut off with its process. */
export const silentMs = 30_000;

/** What a download is at `now`, whatever was noted of it last. */
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

/** A download as the one who asked for it sees it; its link is told once, when it is made. */
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

/** How long a link lives: what breaks off can go on until then. */
const linkLifeMs = 3_600_000;

/** A new token: 256 bits of chance. Only its hash is kept. */
function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashOf(token) };
}

/** What is kept of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The tenant in which this session made the link, by slug: a browser that follows it can't name one. Null when the link
 * is not this session's, or its user is no member of that tenant any more.
 */
export async function tenantOfLink(actor: Actor, token: string): Promise<string | null> {
  const row = await db().download.findUnique({
    where: { tokenHash: hashOf(token) },
    select: { tenantId: true, userId: true, sessionId: true },
  });
  if (row?.userId !== actor.userId || row.sessionId !== actor.sessionId) return null;
  return actor.memberships.find(({ tenantId }) => tenantId === row.tenantId)?.slug ?? null;
}

const archiveEnding = /\.(?:tar|tgz|tar\.(?:gz|xz|zst|bz2)|zip)$/i;

/** What is downloaded: one file as it is, or folders and several as an archive. Of a link only the answer tells. */
type Selection = { readonly kind: 'file' | 'archive' | 'link'; readonly baseName: string };

/** What the download is called before Storware has answered: an archive of a kind that is only known then is taken for a tar. */
export function expectedFileName({ kind, baseName }: Selection): string {
  return kind === 'archive' ? `${baseName}.tar` : baseName;
}

/**
 * What it is called once Storware has answered: the tenant's own name of a file, which Storware may have bent to fit a
 * header, and for an archive the ending that Storware gave it.
 */
export function finalFileName(expected: string, upstream: string | null): string {
  const ending = upstream === null ? null : archiveEnding.exec(upstream)?.[0];
  if (!ending || archiveEnding.exec(expected)?.[0].toLowerCase() === ending.toLowerCase()) return expected;
  return `${expected.replace(/\.tar$/, '')}${ending}`;
}
