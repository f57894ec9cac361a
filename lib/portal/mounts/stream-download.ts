import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { downloadFiles } from '@/lib/storware/authorized/mounts';
import { hashOf } from './download-link';
import type { DownloadRow } from './download-link';
import { finalFileName } from './file-name';
import { accountedStream } from './accounted-stream';

export type FileStream = { readonly fileName: string; readonly sizeBytes: number | null; readonly stream: ReadableStream<Uint8Array> };

export type StreamDownloadOptions = {
  /** Aborts when the browser goes away. */
  readonly signal: AbortSignal;
  /** Whether the one who asked may still have it; asked now and then while bytes flow. */
  readonly stillAllowed: () => Promise<boolean>;
};

/**
 * Uses up a link and begins to send what it is for. It works once, for the session that asked, within its minute, and
 * only while the mount's machine is the tenant's; every other token is `not_found`. Throws `upstream_*` when Storware
 * does not give the files; then the link is used up as well. What breaks later breaks the stream.
 */
export async function streamDownload(scope: TenantScope, token: string, { signal, stillAllowed }: StreamDownloadOptions): Promise<FileStream> {
  const row = await claim(scope, token);
  const end = new AbortController();
  const leave = (): void => end.abort();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const isMine = async (): Promise<boolean> => (await stillAllowed()) && (await isOwned(scope, row.mountGuid));
  try {
    const { machine } = await requireMount(scope, row.mountGuid);
    const files = await downloadFiles(machine.handle, { mountGuid: row.mountGuid, fileSystemGuid: row.fileSystemGuid }, row.paths, { signal: end.signal });
    const fileName = finalFileName(row.fileName, files.fileName);
    await db().download.updateMany({ where: { id: row.id }, data: { fileName, sizeBytes: files.sizeBytes === null ? null : BigInt(files.sizeBytes), movedAt: new Date() } });
    const stream = accountedStream(files, { id: row.id, end, isMine, onEnd: () => signal.removeEventListener('abort', leave) });
    return { fileName, sizeBytes: files.sizeBytes, stream };
  } catch (error) {
    signal.removeEventListener('abort', leave);
    const state = end.signal.aborted ? 'CANCELLED' : 'FAILED';
    await db().download.updateMany({ where: { id: row.id, state: 'RUNNING' }, data: { state, finishedAt: new Date() } });
    if (state === 'FAILED') log.warn({ room: 'portal', download: row.id, ...(isAppError(error) ? { code: error.code } : { err: error }) }, 'a download did not begin');
    throw error;
  }
}

/** What is known of the files behind a link, which stays as it is. Throws `not_found` as `streamDownload`. */
export async function lookAtDownload(scope: TenantScope, token: string): Promise<Omit<FileStream, 'stream'>> {
  const { row } = await findLink(scope, token, new Date());
  return { fileName: row.fileName, sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes) };
}

/** Takes the link, of two at once for one of them only. */
async function claim(scope: TenantScope, token: string): Promise<DownloadRow> {
  const now = new Date();
  const { row, link } = await findLink(scope, token, now);
  const { count } = await db().download.updateMany({ where: link, data: { state: 'RUNNING', startedAt: now, movedAt: now } });
  if (count === 0) throw new AppError('not_found', { meta: { kind: 'download', reason: 'used up meanwhile' } });
  return row;
}

async function findLink(scope: TenantScope, token: string, now: Date): Promise<{ row: DownloadRow; link: Prisma.DownloadWhereInput }> {
  const link = { tokenHash: hashOf(token), tenantId: scope.tenant.id, userId: scope.actor.userId, sessionId: scope.actor.sessionId, state: 'WAITING', expiresAt: { gt: now } } as const;
  const row = await db().download.findFirst({ where: link });
  if (!row) throw new AppError('not_found', { meta: { kind: 'download', reason: 'no such link for this session now' } });
  await requireMount(scope, row.mountGuid);
  return { row, link };
}

async function isOwned(scope: TenantScope, mountGuid: string): Promise<boolean> {
  try {
    await requireMount(scope, mountGuid);
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return false;
    throw error;
  }
}
