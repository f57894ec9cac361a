import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { withinCall } from '@/lib/core/call-context';
import { log } from '@/lib/core/log';
import { hashOfSecret } from '@/lib/core/one-time-link';
import { watchAccess } from '@/lib/core/open-streams';
import { db } from '@/lib/db/client';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { downloadFiles } from '@/lib/storware/authorized/mounts';
import type { StorwareDownload } from '@/lib/storware/model/mount';
import { beginUse, endUse, noteProgress } from './download-account';
import type { UseEnding } from './download-account';
import { finalFileName } from './downloads';
import type { DownloadRow } from './downloads';
import { currentVersion } from './entity-tag';

/** Name, size and version of the files of a link. `sizeBytes` is the size of the whole; `entityTag` is null when ranges are not possible. */
type FileFacts = {
  readonly fileName: string;
  readonly sizeBytes: number | null;
  readonly entityTag: string | null;
};
export type FileStream = FileFacts & { readonly range: Part | null; readonly stream: ReadableStream<Uint8Array> };

type StreamDownloadOptions = {
  /** Aborts when the browser goes away. */
  readonly signal: AbortSignal;
  /** The requested range of a file with this length and tag; null for the whole file. */
  readonly rangeOf: (file: { readonly sizeBytes: number; readonly entityTag: string }) => Part | null;
  /** Whether the user still has access; checked regularly while bytes are sent. */
  readonly stillAllowed: () => Promise<boolean>;
};

/**
 * Starts to send the files of a link, or a range of one file. A link works only for the session that created it, until it
 * expires or is cancelled, and while the tenant owns the machine; every other token is `not_found`. Throws `upstream_*` when
 * Storware does not deliver the files, `rate_limited` when the tenant or user has too many downloads under way. A later
 * failure errors the stream, and the link can be used again.
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
      userId: scope.actor.userId,
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

/** Describes the files of a link without calling Storware or changing the link. Throws `not_found` as `streamDownload`. */
export async function readDownloadFacts(scope: TenantScope, token: string): Promise<FileFacts> {
  const { fileName, sizeBytes, entityTag } = await findLink(scope, token);
  return { fileName, sizeBytes: sizeBytes === null ? null : Number(sizeBytes), entityTag };
}

async function findLink(scope: TenantScope, token: string): Promise<DownloadRow> {
  const row = await db().download.findFirst({
    where: {
      tokenHash: hashOfSecret(token),
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
  /** Id of the download that is being sent. */
  readonly id: string;
  /** Offset of its first byte in the file, and whether it ends with the last byte of the file. */
  readonly from: number;
  readonly isWhole: boolean;
  /** Stops the download: aborting it cancels what Storware has not sent yet. */
  readonly end: AbortController;
  readonly userId: string;
  /** Whether the user still has access. */
  readonly isMine: () => Promise<boolean>;
  /** Called once, on success and on failure. */
  readonly onEnd: () => void;
};

const noteEveryMs = 1_000;
/** Progress records between two checks of the access rights, in case that a change was missed: a check costs some queries. */
const checkEvery = 5;
/** A stream from which nothing was read for this many progress records has lost its reader. */
const unreadNotes = 10;

/**
 * Passes the bytes of `download` on as the reader asks for them. About once a second it records the progress and checks
 * whether the download was cancelled. A stream that ends early, is cancelled or fails ends with an error, so that no reader
 * takes it for complete.
 */
function accountedStream(
  { stream, sizeBytes }: StorwareDownload,
  { id, from, isWhole, end, userId, isMine, onEnd }: AccountOptions,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let sentBytes = 0;
  let ending: Promise<void> | null = null;
  let isNoting = false;
  let notes = 0;
  let wasRead = false;

  // Its entry in the audit trail names the address of this request.
  const endHere = withinCall(endUse);
  const finish = (ended: UseEnding): Promise<void> => {
    ending ??= (async () => {
      clearInterval(timer);
      stopWatching();
      onEnd();
      await endHere(id, ended, from + sentBytes).catch((error: unknown) =>
        log.warn({ module: 'portal', download: id, err: error }, 'the end of a download could not be noted'),
      );
    })();
    return ending;
  };

  const check = async (): Promise<void> => {
    try {
      if (!(await isMine())) end.abort();
    } catch (error) {
      // The database did not answer; sending goes on, and the next check tries again.
      log.warn({ module: 'portal', download: id, err: error }, 'a download could not check its access');
    }
  };

  const note = async (): Promise<void> => {
    if (isNoting || ending !== null) return;
    isNoting = true;
    try {
      notes += 1;
      const isAbandoned = notes >= unreadNotes && !wasRead;
      if (!(await noteProgress(id, from + sentBytes)) || isAbandoned) end.abort();
      else if (notes % checkEvery === 0) await check();
    } catch (error) {
      // The database did not answer; sending goes on, and the next record tries again.
      log.warn({ module: 'portal', download: id, err: error }, 'a download could not be noted');
    } finally {
      isNoting = false;
    }
  };
  const timer = setInterval(() => void note(), noteEveryMs);
  timer.unref();
  const stopWatching = watchAccess(userId, () => void check());
  // A reader that disconnects before its first byte never calls `pull`, so its end is seen only here.
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

/** A byte range of a file, both ends included. */
type Part = { readonly from: number; readonly to: number };

/**
 * The bytes of `part`, cut out of the whole file: Storware does not support ranges (STORWARE_API.md 6), so the bytes before
 * it are read and discarded, and reading stops after it.
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
