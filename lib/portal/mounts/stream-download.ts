import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { downloadFiles } from '@/lib/storware/authorized/mounts';
import { accountedStream } from './accounted-stream';
import { beginUse, endUse } from './download-account';
import { hashOf } from './download-link';
import type { DownloadRow } from './download-link';
import { currentVersion } from './entity-tag';
import { finalFileName } from './file-name';
import { partOf } from './part-of';
import type { Part } from './part-of';

/** What is known of the files behind a link. `sizeBytes` is that of the whole, `entityTag` null for what can't be had in parts. */
export type FileFacts = {
  readonly fileName: string;
  readonly sizeBytes: number | null;
  readonly entityTag: string | null;
};
export type FileStream = FileFacts & { readonly range: Part | null; readonly stream: ReadableStream<Uint8Array> };

export type StreamDownloadOptions = {
  /** Aborts when the browser goes away. */
  readonly signal: AbortSignal;
  /** The part that is asked for of a file of this length and tag; null for the whole. */
  readonly rangeOf: (file: { readonly sizeBytes: number; readonly entityTag: string }) => Part | null;
  /** Whether the one who asked may still have it; asked now and then while bytes flow. */
  readonly stillAllowed: () => Promise<boolean>;
};

/**
 * Begins to send what a link is for, or a part of it. The link works for the session that asked, until it expires or is
 * cancelled, and only while the mount's machine is the tenant's; every other token is `not_found`. Throws `upstream_*`
 * when Storware does not give the files, `rate_limited` when tenant or person have their share under way. What breaks
 * later breaks the stream, and the link can be used again.
 */
export async function streamDownload(
  scope: TenantScope,
  token: string,
  { signal, rangeOf, stillAllowed }: StreamDownloadOptions,
): Promise<FileStream> {
  const row = await findLink(scope, token);
  const version = row.entityTag === null ? null : await currentVersion(scope, row);
  const range = version && rangeOf(version);
  await beginUse(row.id, range?.from ?? 0);
  const end = new AbortController();
  const leave = (): void => end.abort();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const isMine = async (): Promise<boolean> => (await stillAllowed()) && (await isOwned(scope, row.mountGuid));
  try {
    const { machine } = await requireMount(scope, row.mountGuid);
    const files = await downloadFiles(
      machine.handle,
      { mountGuid: row.mountGuid, fileSystemGuid: row.fileSystemGuid },
      row.paths,
      { signal: end.signal },
    );
    const sizeBytes = files.sizeBytes ?? version?.sizeBytes ?? null;
    const isSame = version !== null && sizeBytes === version.sizeBytes;
    const part = isSame ? range : null;
    const fileName = finalFileName(row.fileName, files.fileName);
    await db().download.updateMany({
      where: { id: row.id },
      data: { fileName, sizeBytes: sizeBytes === null ? null : BigInt(sizeBytes), movedAt: new Date() },
    });
    const sent = part ? partOf(files, part) : { ...files, sizeBytes };
    const isWhole = part === null || part.to + 1 === sizeBytes;
    const stream = accountedStream(sent, {
      id: row.id,
      from: part?.from ?? 0,
      isWhole,
      end,
      isMine,
      onEnd: () => signal.removeEventListener('abort', leave),
    });
    return { fileName, sizeBytes, entityTag: isSame ? version.entityTag : null, range: part, stream };
  } catch (error) {
    signal.removeEventListener('abort', leave);
    const state = end.signal.aborted ? 'CANCELLED' : 'FAILED';
    await endUse(row.id, state, 0);
    if (state === 'FAILED')
      log.warn(
        { room: 'portal', download: row.id, ...(isAppError(error) ? { code: error.code } : { err: error }) },
        'a download did not begin',
      );
    throw error;
  }
}

/** What is known of the files behind a link. Asks nobody, and leaves the link as it is. Throws `not_found` as `streamDownload`. */
export async function lookAtDownload(scope: TenantScope, token: string): Promise<FileFacts> {
  const { fileName, sizeBytes, entityTag } = await findLink(scope, token);
  return { fileName, sizeBytes: sizeBytes === null ? null : Number(sizeBytes), entityTag };
}

async function findLink(scope: TenantScope, token: string): Promise<DownloadRow> {
  const row = await db().download.findFirst({
    where: {
      tokenHash: hashOf(token),
      tenantId: scope.tenant.id,
      userId: scope.actor.userId,
      sessionId: scope.actor.sessionId,
      cancelRequestedAt: null,
      expiresAt: { gt: new Date() },
    },
  });
  if (!row)
    throw new AppError('not_found', { meta: { kind: 'download', reason: 'no such link for this session now' } });
  await requireMount(scope, row.mountGuid);
  return row;
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
