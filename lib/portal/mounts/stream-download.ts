import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { downloadFiles } from '@/lib/storware/authorized/mounts';
import type { StorwareDownload } from '@/lib/storware/model/mount';
import { beginUse, endUse, noteProgress } from './download-account';
import type { UseEnding } from './download-account';
import { finalFileName, hashOf } from './downloads';
import type { DownloadRow } from './downloads';
import { currentVersion } from './entity-tag';

/** What is known of the files behind a link. `sizeBytes` is that of the whole, `entityTag` null for what can't be had in parts. */
type FileFacts = {
  readonly fileName: string;
  readonly sizeBytes: number | null;
  readonly entityTag: string | null;
};
export type FileStream = FileFacts & { readonly range: Part | null; readonly stream: ReadableStream<Uint8Array> };

type StreamDownloadOptions = {
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
        { module: 'portal', download: row.id, ...(isAppError(error) ? { code: error.code } : { err: error }) },
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

type AccountOptions = {
  /** The Download that is being sent. */
  readonly id: string;
  /** Where in the file its first byte is, and whether its last byte is the file's. */
  readonly from: number;
  readonly isWhole: boolean;
  /** Aborts what is still to come from Storware; aborted by whoever wants an end. */
  readonly end: AbortController;
  /** Whether the one who gets it may still have it. */
  readonly isMine: () => Promise<boolean>;
  /** Called once, however it ends. */
  readonly onEnd: () => void;
};

const noteEveryMs = 1_000;
/** So many notes apart: rights change seldom, and a check costs some queries. */
const checkEvery = 5;
/** After so many notes, one of which nobody has asked for a byte has no reader. */
const unreadNotes = 10;

/**
 * The same bytes, taken from `download` only when the reader asks for them and kept account of about once a second,
 * where a wish to cancel is seen too. One that ends before its announced length, is cancelled or breaks off errors, so
 * that no reader takes it for complete.
 */
function accountedStream(
  { stream, sizeBytes }: StorwareDownload,
  { id, from, isWhole, end, isMine, onEnd }: AccountOptions,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let sentBytes = 0;
  let ending: Promise<void> | null = null;
  let isNoting = false;
  let notes = 0;
  let wasRead = false;

  const finish = (ended: UseEnding): Promise<void> => {
    ending ??= (async () => {
      clearInterval(timer);
      onEnd();
      await endUse(id, ended, from + sentBytes).catch((error: unknown) =>
        log.warn({ module: 'portal', download: id, err: error }, 'the end of a download could not be noted'),
      );
    })();
    return ending;
  };

  const note = async (): Promise<void> => {
    if (isNoting || ending !== null) return;
    isNoting = true;
    try {
      notes += 1;
      const isAbandoned = notes >= unreadNotes && !wasRead;
      if (!(await noteProgress(id, from + sentBytes)) || isAbandoned || (notes % checkEvery === 0 && !(await isMine())))
        end.abort();
    } catch (error) {
      // The database did not answer: nobody asked for an end, and the next note tries again.
      log.warn({ module: 'portal', download: id, err: error }, 'a download could not be noted');
    } finally {
      isNoting = false;
    }
  };
  const timer = setInterval(() => void note(), noteEveryMs);
  timer.unref();
  // A reader that went away before its first byte never asks for one: its end shows here alone.
  end.signal.addEventListener('abort', () => void finish('CANCELLED'), { once: true });
  reader.closed.catch(() => finish(end.signal.aborted ? 'CANCELLED' : 'FAILED'));

  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        wasRead = true;
        try {
          const { value, done } = await reader.read();
          if (!done) {
            sentBytes += value.byteLength;
            controller.enqueue(value);
            return;
          }
          if (sizeBytes !== null && sentBytes !== sizeBytes)
            throw new Error('the download ended before its announced length');
          await finish(isWhole ? 'FINISHED' : 'WAITING');
          controller.close();
        } catch (error) {
          const isWanted = end.signal.aborted;
          if (!isWanted) log.warn({ module: 'portal', download: id, err: error }, 'a download broke off');
          await finish(isWanted ? 'CANCELLED' : 'FAILED');
          controller.error(error);
        }
      },
      cancel: async () => {
        end.abort();
        await reader.cancel().catch(() => undefined);
        await finish('CANCELLED');
      },
    },
    { highWaterMark: 0 },
  );
}

/** A part of a file, both ends included. */
type Part = { readonly from: number; readonly to: number };

/**
 * The bytes of `part`, out of the whole file: Storware knows no ranges (STORWARE_API.md 6), so what comes before is read
 * and dropped, and what comes after is not asked for.
 */
export function partOf({ stream, ...facts }: StorwareDownload, { from, to }: Part): StorwareDownload {
  const reader = stream.getReader();
  let at = 0;
  const part = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) {
            controller.close();
            return;
          }
          const [begin, end] = [Math.max(from - at, 0), Math.min(to + 1 - at, value.byteLength)];
          at += value.byteLength;
          const isLast = at > to;
          if (end > begin) controller.enqueue(value.subarray(begin, end));
          if (isLast) {
            controller.close();
            await reader.cancel().catch(() => undefined);
          }
          if (isLast || end > begin) return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { ...facts, stream: part, sizeBytes: to - from + 1 };
}
