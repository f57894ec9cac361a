import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { processSingleton } from '@/lib/core/process-state';
import { announceFreshness } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import { takeNotUnderstood } from '@/lib/storware/wire/known-values';
import { storableJson } from './mirror-write';

type SyncFigures = { readonly count: number; readonly broken: number };

/** Records that a kind was read; its data is as of when the read began. */
async function recordSync(kind: SyncKind, begunAt: Date, { count, broken }: SyncFigures): Promise<void> {
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

/**
 * Records that a kind could not be read. `error` is an error code and never upstream text: the rows stay as they are.
 */
async function recordSyncFailure(kind: SyncKind, attemptedAt: Date, cause: unknown): Promise<void> {
  const error = isAppError(cause) ? cause.code : 'internal';
  const row = { attemptedAt, durationMs: Date.now() - attemptedAt.getTime(), error };
  await db().mirrorSync.upsert({ where: { kind }, create: { kind, ...row }, update: row });
  await announceFreshness(db());
}

/** Runs the read of a kind and records its age, whether it succeeds or not; rethrows errors. */
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
      { module: 'mirror', kind, count: result.count, broken: result.broken, ms: Date.now() - begunAt.getTime() },
      'synced',
    );
    return result;
  } catch (error) {
    if (!signal?.aborted) await recordSyncFailure(kind, begunAt, error);
    throw error;
  } finally {
    await storeNotUnderstood().catch((error: unknown) =>
      log.warn({ module: 'mirror', error }, 'what was not understood could not be stored'),
    );
  }
}

/** The lock that the one sync worker holds; as PostgreSQL's two halves of an advisory key. */
export const leaderLock = { space: lockSpaces.leader, key: 1 } as const;

const namePrefix = 'portal-leader ';
const local = (): { since: Date | null } => processSingleton('leader-status', () => ({ since: null }));

/** The application name of the leader's connection, from which every process can see since when it leads. */
export function leaderApplicationName(since: Date): string {
  return `${namePrefix}${since.toISOString()}`;
}

/** Records for this process since when it leads, or that it no longer does. */
export function noteLeadership(since: Date | null): void {
  local().since = since;
}

/** Since when some process leads (null: none does), and whether it is this one. */
export async function readLeader(): Promise<{ since: Date | null; here: boolean }> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${leaderLock.space}::int::oid AND l.objid = ${leaderLock.key}::int::oid AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const here = local().since !== null;
  const name = rows[0]?.name;
  const since = name?.startsWith(namePrefix) ? new Date(name.slice(namePrefix.length)) : null;
  return { since: since !== null && !Number.isNaN(since.getTime()) ? since : null, here: here && rows.length > 0 };
}

type SyncKind = 'tasks' | 'machines' | 'backups' | 'policies' | 'schedules' | 'infrastructure' | 'mounts';

/** When this kind of data was last read from Storware; null before the first time. */
export async function asOf(kind: SyncKind): Promise<Date | null> {
  const row = await db().mirrorSync.findUnique({ where: { kind }, select: { asOf: true } });
  return row?.asOf ?? null;
}

/** The number of kept values, most recent first. */
const mostKept = 200;

/** Stores the unknown values that this process found in Storware's responses since the last call. */
export async function storeNotUnderstood(now: Date = new Date()): Promise<void> {
  const taken = takeNotUnderstood();
  if (taken.length === 0) return;
  await db().$executeRaw`
    INSERT INTO "NotUnderstood" AS n (kind, value, "firstSeenAt", "lastSeenAt", count)
    SELECT DISTINCT ON (r.kind, r.value) r.kind, r.value, ${now}, ${now}, r.count
    FROM jsonb_to_recordset(${storableJson(taken)}::jsonb) AS r(kind text, value text, count int) ORDER BY r.kind, r.value
    ON CONFLICT (kind, value) DO UPDATE SET "lastSeenAt" = EXCLUDED."lastSeenAt", count = LEAST(n.count::bigint + EXCLUDED.count, 2000000000)::int`;
  await db().$executeRaw`
    DELETE FROM "NotUnderstood" WHERE (kind, value) IN (SELECT kind, value FROM "NotUnderstood" ORDER BY "lastSeenAt" DESC, kind, value OFFSET ${mostKept})`;
}
