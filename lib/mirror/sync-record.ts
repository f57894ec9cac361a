import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { announceFreshness } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { storeNotUnderstood } from './not-understood';
import type { SyncKind } from './queries/as-of';

export type SyncFigures = { readonly count: number; readonly broken: number };

/** Notes that a kind was read; its data is as of when the read began. */
export async function recordSync(kind: SyncKind, begunAt: Date, { count, broken }: SyncFigures): Promise<void> {
  const row = {
    asOf: begunAt,
    attemptedAt: begunAt,
    durationMs: Date.now() - begunAt.getTime(),
    count,
    broken,
    error: null,
  };
  await db().mirrorSync.upsert({ where: { kind }, create: { kind, ...row }, update: row });
  await announceFreshness(db());
}

/** Notes that a kind could not be read. `error` is an error code and never upstream text: the rows stay as they are. */
export async function recordSyncFailure(kind: SyncKind, attemptedAt: Date, cause: unknown): Promise<void> {
  const error = isAppError(cause) ? cause.code : 'internal';
  const row = { attemptedAt, durationMs: Date.now() - attemptedAt.getTime(), error };
  await db().mirrorSync.upsert({ where: { kind }, create: { kind, ...row }, update: row });
  await announceFreshness(db());
}

/** Runs the read of a kind and keeps its age, whether it succeeds or not; rethrows what went wrong. */
export async function recordingSync<T extends SyncFigures>(
  kind: SyncKind,
  signal: AbortSignal | undefined,
  read: (begunAt: Date) => Promise<T>,
): Promise<T> {
  const begunAt = new Date();
  try {
    const result = await read(begunAt);
    await recordSync(kind, begunAt, result);
    log.debug(
      { room: 'mirror', kind, count: result.count, broken: result.broken, ms: Date.now() - begunAt.getTime() },
      'synced',
    );
    return result;
  } catch (error) {
    if (!signal?.aborted) await recordSyncFailure(kind, begunAt, error);
    throw error;
  } finally {
    await storeNotUnderstood().catch((error: unknown) =>
      log.warn({ room: 'mirror', error }, 'what was not understood could not be stored'),
    );
  }
}
