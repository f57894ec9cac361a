import 'server-only';
import { log } from '@/lib/core/log';
import { feedKeptMs } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long what nobody needs any more is kept. */
export const keepMs = {
  changeEvents: feedKeptMs,
  idempotencyRecords: 7 * dayMs,
  signInThrottles: dayMs,
  endedSessions: 30 * dayMs,
  observedOperations: 180 * dayMs,
  endedMounts: 30 * dayMs,
  downloads: dayMs,
  endedSagas: 90 * dayMs,
  /** Of sign-ins that failed or were refused, which anybody can cause. */
  failedSignIns: 90 * dayMs,
  /** The audit trail otherwise: a year, and time to look back at it. */
  auditEntries: 400 * dayMs,
  keptRuns: 32 * dayMs,
  /** What a timeline shows as gaps. */
  otherRuns: 92 * dayMs,
} as const;

/** Removes what is past its keep; each kind on its own, so that one that fails does not keep the others. */
export async function keepHouse(now: Date = new Date()): Promise<void> {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const sessionLimit = before(keepMs.endedSessions);
  const throttleLimit = before(keepMs.signInThrottles);
  const chores: Record<string, () => Promise<{ count: number }>> = {
    changeEvents: () => db().changeEvent.deleteMany({ where: { at: { lt: before(keepMs.changeEvents) } } }),
    idempotencyRecords: () => db().idempotencyRecord.deleteMany({ where: { createdAt: { lt: before(keepMs.idempotencyRecords) } } }),
    signInThrottles: () =>
      db().signInThrottle.deleteMany({ where: { lastAt: { lt: throttleLimit }, OR: [{ blockedUntil: null }, { blockedUntil: { lt: now } }] } }),
    // A session that nobody has used for so long has ended as well, whether or not it was noted.
    sessions: () => db().session.deleteMany({ where: { OR: [{ endedAt: { lt: sessionLimit } }, { lastUsedAt: { lt: sessionLimit } }] } }),
    endedMounts: () => db().mirrorMount.deleteMany({ where: { endedAt: { lt: before(keepMs.endedMounts) } } }),
    // One may run for longer than a day; one that stands still ended with its process.
    downloads: () =>
      db().download.deleteMany({ where: { createdAt: { lt: before(keepMs.downloads) }, OR: [{ movedAt: null }, { movedAt: { lt: before(hourMs) } }] } }),
    endedSagas: () => db().saga.deleteMany({ where: { endedAt: { lt: before(keepMs.endedSagas) } } }),
    failedSignIns: () => db().auditEntry.deleteMany({ where: { action: 'session.sign-in', outcome: { in: ['FAILED', 'REFUSED'] }, at: { lt: before(keepMs.failedSignIns) } } }),
    auditEntries: () => db().auditEntry.deleteMany({ where: { at: { lt: before(keepMs.auditEntries) } } }),
    expectedRuns: () =>
      db().expectedRun.deleteMany({ where: { OR: [{ dueAt: { lt: before(keepMs.otherRuns) } }, { dueAt: { lt: before(keepMs.keptRuns) }, state: { in: ['KEPT', 'OPEN'] } }] } }),
    silences: () => db().silence.deleteMany({ where: { toAt: { lt: before(keepMs.keptRuns) } } }),
    // Work that was merely seen; what tenants asked for stays.
    observedOperations: () =>
      db().operation.deleteMany({ where: { submission: 'OBSERVED', requestedAt: { lt: before(keepMs.observedOperations) }, finishedAt: { not: null } } }),
  };
  for (const [chore, run] of Object.entries(chores)) {
    try {
      const { count } = await run();
      if (count > 0) log.debug({ room: 'worker', chore, count }, 'cleared away');
    } catch (error) {
      log.error({ room: 'worker', chore, err: error }, 'could not clear away');
    }
  }
}
