import 'server-only';
import type { Freshness } from '@/lib/contracts/events';
import { asField, say } from '@/lib/core/say';
import { expiringCache } from '@/lib/core/process-state';
import { db } from '@/lib/db/client';

/** Tasks are read at least every 15 s, machines every 60 s: older data is late. */
export const tasksLateMs = 60_000;
export const machinesLateMs = 180_000;

/** What is known of the reads of one kind of data. */
export type Reading = { readonly asOf: Date | null; readonly attemptedAt: Date | null; readonly error: string | null };

const shared = expiringCache<Freshness>('freshness', { ttlMs: 250, max: 1 });

/** The age of the data that pages show; the same for everybody. */
export function readFreshness(): Promise<Freshness> {
  return shared('all', async () => {
    const rows = await db().mirrorSync.findMany({ where: { kind: { in: ['tasks', 'machines'] } } });
    const reading = (kind: string): Reading =>
      rows.find((row) => row.kind === kind) ?? { asOf: null, attemptedAt: null, error: null };
    return freshnessOf(reading('tasks'), reading('machines'), new Date());
  });
}

/** The rule: down when the newest attempts could not reach Storware, late when a read is overdue. */
export function freshnessOf(tasks: Reading, machines: Reading, now: Date): Freshness {
  const asOf = oldest(tasks.asOf, machines.asOf);
  const answer = { asOf: asOf?.toISOString() ?? null };
  if (isUnreachable(tasks) || isUnreachable(machines)) {
    return {
      ...answer,
      state: 'DOWN',
      ...asField('reason', say('freshness.down')),
    };
  }
  if (asOf === null) return { ...answer, state: 'LATE', ...asField('reason', say('freshness.first')) };
  if (isOverdue(tasks, tasksLateMs, now) || isOverdue(machines, machinesLateMs, now)) {
    const isUnexpected = (tasks.error ?? machines.error) !== null;
    return {
      ...answer,
      state: 'LATE',
      ...asField('reason', say(isUnexpected ? 'freshness.unexpected' : 'freshness.slow')),
    };
  }
  return { ...answer, state: 'LIVE', reason: null };
}

function isUnreachable({ asOf, attemptedAt, error }: Reading): boolean {
  const isNewest = attemptedAt !== null && (asOf === null || attemptedAt > asOf);
  return isNewest && (error === 'upstream_unavailable' || error === 'upstream_timeout');
}

function isOverdue({ asOf }: Reading, lateMs: number, now: Date): boolean {
  return asOf === null || now.getTime() - asOf.getTime() > lateMs;
}

function oldest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return null;
  return a < b ? a : b;
}
