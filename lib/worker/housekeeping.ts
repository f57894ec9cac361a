import 'server-only';
import { log } from '@/lib/core/log';
import { historyKeptDays } from '@/lib/contracts/operation';
import { env } from '@/lib/core/env';
import { removeOldEntries } from '@/lib/db/audit';
import { closeTallies } from '@/lib/db/audit-tally';
import { feedKeptMs } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { recordTenantCounts } from '@/lib/mirror/queries/tenant-counts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long data is kept that nobody needs any more. */
export const keepMs = {
  changeEvents: feedKeptMs,
  idempotencyRecords: 7 * dayMs,
  signInThrottles: dayMs,
  endedSessions: 30 * dayMs,
  /** Invitations and tokens that have expired: until then their people see that. */
  expiredAccess: 30 * dayMs,
  /** Ended operations, and recovery points that Storware no longer lists: the interface names this time. */
  history: historyKeptDays * dayMs,
  endedMounts: 30 * dayMs,
  downloads: dayMs,
  endedSagas: 90 * dayMs,
  keptRuns: 32 * dayMs,
  /** What a timeline shows as gaps. */
  otherRuns: 92 * dayMs,
} as const;

const batchSize = 1_000;
const mostBatches = 50;

/** Deletes in small statements with short locks; the rest waits for the next round. */
async function inBatches(deleteSome: () => Promise<number>): Promise<{ count: number }> {
  let count = 0;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const deleted = await deleteSome();
    count += deleted;
    if (deleted < batchSize) break;
  }
  return { count };
}

/** Removes outdated data; each kind independently of failures of others. */
export async function runHousekeeping(now: Date = new Date()): Promise<void> {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const sessionLimit = before(keepMs.endedSessions);
  const throttleLimit = before(keepMs.signInThrottles);
  const cleanups: Record<string, () => Promise<{ count: number }>> = {
    changeEvents: () => db().changeEvent.deleteMany({ where: { at: { lt: before(keepMs.changeEvents) } } }),
    idempotencyRecords: () =>
      db().idempotencyRecord.deleteMany({ where: { createdAt: { lt: before(keepMs.idempotencyRecords) } } }),
    signInThrottles: () =>
      db().signInThrottle.deleteMany({
        where: { lastAt: { lt: throttleLimit }, OR: [{ blockedUntil: null }, { blockedUntil: { lt: now } }] },
      }),
    // A session that was not used for so long has ended as well, recorded or not.
    sessions: () =>
      db().session.deleteMany({
        where: { OR: [{ endedAt: { lt: sessionLimit } }, { lastUsedAt: { lt: sessionLimit } }] },
      }),
    invitations: () => db().invitation.deleteMany({ where: { expiresAt: { lt: before(keepMs.expiredAccess) } } }),
    tokens: () => db().apiToken.deleteMany({ where: { expiresAt: { lt: before(keepMs.expiredAccess) } } }),
    passwordResets: () => db().passwordReset.deleteMany({ where: { expiresAt: { lt: now } } }),
    endedMounts: () => db().mirrorMount.deleteMany({ where: { endedAt: { lt: before(keepMs.endedMounts) } } }),
    // A download may run for longer than a day; one without progress ended with its process.
    downloads: () =>
      db().download.deleteMany({
        where: {
          createdAt: { lt: before(keepMs.downloads) },
          OR: [{ movedAt: null }, { movedAt: { lt: before(hourMs) } }],
        },
      }),
    endedSagas: () => db().saga.deleteMany({ where: { endedAt: { lt: before(keepMs.endedSagas) } } }),
    // Counted before anything is compared with it a day later.
    tenantCounts: () => recordTenantCounts(now),
    auditTallies: () => closeTallies(db(), now),
    auditEntries: () => inBatches(() => removeOldEntries(db(), before(env().auditKeepDays * dayMs), batchSize)),
    expectedRuns: () =>
      db().expectedRun.deleteMany({
        where: {
          OR: [
            { dueAt: { lt: before(keepMs.otherRuns) } },
            { dueAt: { lt: before(keepMs.keptRuns) }, state: { in: ['KEPT', 'OPEN'] } },
          ],
        },
      }),
    silences: () => db().silence.deleteMany({ where: { toAt: { lt: before(keepMs.keptRuns) } } }),
    operations: () =>
      inBatches(
        () => db().$executeRaw`
        DELETE FROM "Operation" WHERE id IN (
          SELECT id FROM "Operation" WHERE "requestedAt" < ${before(keepMs.history)} AND "finishedAt" IS NOT NULL ORDER BY "requestedAt" LIMIT ${batchSize})`,
      ),
    goneBackups: () =>
      inBatches(
        () => db().$executeRaw`
        DELETE FROM "MirrorBackup" WHERE guid IN (SELECT guid FROM "MirrorBackup" WHERE "goneAt" < ${before(keepMs.history)} ORDER BY "goneAt" LIMIT ${batchSize})`,
      ),
  };
  for (const [cleanup, run] of Object.entries(cleanups)) {
    try {
      const { count } = await run();
      if (count > 0) log.debug({ module: 'worker', cleanup, count }, 'cleared away');
    } catch (error) {
      log.error({ module: 'worker', cleanup, err: error }, 'could not clear away');
    }
  }
}
