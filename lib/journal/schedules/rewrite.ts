import 'server-only';
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { lockPolicy, openSagaOf, openSagaStates } from '@/lib/journal/locks';
import { ConditionNews } from './schedule-condition';
import { runsAlike, WrittenSchedule } from './schedule-part';
import { localMoment } from '@/lib/time/intended-runs';
import { storedIntent } from '@/lib/time/schedule-intent';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { nextRewrite } from '@/lib/time/schedule-rewrite';
import type { ScheduleRewrite } from '@/lib/time/schedule-rewrite';

/** A rewrite that this process is at. Nobody else is as long as the lease is renewed. */
export type RewriteSaga = {
  readonly id: string;
  readonly tenantId: string;
  readonly policyGuid: string;
  readonly token: string;
  readonly plan: RewritePlan;
  /** Why it is being taken back; null while it goes forward. */
  readonly found: ConditionNews | null;
};

const rewriteKind = 'REWRITE';
/** Longer than any one call takes. */
const leaseMs = 60_000;
/** What was sent and not answered may still arrive within this. */
const lateArrivalMs = 12_000;

/** Records what will be done; null when somebody else is changing the policy, or has since the plan was made (`isCurrent`, asked under the policy's lock). */
export function beginRewrite(
  tenantId: string,
  policyGuid: string,
  plan: RewritePlan,
  isCurrent: (tx: Tx) => Promise<boolean>,
): Promise<RewriteSaga | null> {
  return db().$transaction(async (tx) => {
    await lockPolicy(tx, policyGuid);
    if ((await openSagaOf(tx, policyGuid)) || !(await isCurrent(tx))) return null;
    const token = randomUUID();
    const { id } = await tx.saga.create({
      data: {
        tenantId,
        policyGuid,
        kind: rewriteKind,
        plan,
        leaseToken: token,
        leaseUntil: inFuture(leaseMs),
        requestedByName: 'System',
      },
    });
    return { id, tenantId, policyGuid, token, plan, found: null };
  });
}

/** Rewrites that were begun and not ended, and that nobody is at. */
export async function takeOverRewrites(): Promise<RewriteSaga[]> {
  const rows = await db().saga.findMany({
    where: { kind: rewriteKind, state: { in: [...openSagaStates] }, leaseUntil: { lt: new Date() } },
    orderBy: { createdAt: 'asc' },
  });
  const taken: RewriteSaga[] = [];
  for (const { id, tenantId, policyGuid, plan, leaseUntil, state, failure } of rows) {
    const token = randomUUID();
    const { count } = await db().saga.updateMany({
      where: { id, leaseUntil, state },
      data: { leaseToken: token, leaseUntil: inFuture(leaseMs), attempts: { increment: 1 } },
    });
    if (count === 1)
      taken.push({
        id,
        tenantId,
        policyGuid: policyGuid ?? '',
        token,
        plan: RewritePlan.parse(plan),
        found: state === 'UNDOING' ? ConditionNews.parse(failure) : null,
      });
  }
  return taken;
}

/** Keeps the lease. False: another process has taken over, and nothing more may be sent. */
export async function renewLease({ id, token }: RewriteSaga): Promise<boolean> {
  const { count } = await db().saga.updateMany({
    where: { id, leaseToken: token, state: { in: [...openSagaStates] } },
    data: { leaseUntil: inFuture(leaseMs) },
  });
  return count === 1;
}

/** Lets it be for as long as a lost request may still arrive; then whoever leads goes on with it. */
export async function postpone({ id, token }: RewriteSaga): Promise<void> {
  await db().saga.updateMany({ where: { id, leaseToken: token }, data: { leaseUntil: inFuture(lateArrivalMs) } });
}

/** From now on what was done is taken back, whoever goes on. */
export async function turnBack({ id, token }: RewriteSaga, found: ConditionNews): Promise<void> {
  await db().saga.updateMany({ where: { id, leaseToken: token }, data: { state: 'UNDOING', failure: found } });
}

export async function endRewrite(tx: Tx, { id, token }: RewriteSaga, state: 'DONE' | 'UNDONE'): Promise<void> {
  await tx.saga.updateMany({ where: { id, leaseToken: token }, data: { state, endedAt: new Date() } });
}

/** Whether somebody is changing the policy, or has since. */
export async function isBeingChanged(tx: Tx, policyGuid: string, since: Date): Promise<boolean> {
  return (
    (await tx.saga.count({
      where: { policyGuid, OR: [{ state: { in: [...openSagaStates] } }, { endedAt: { gte: since } }] },
    })) > 0
  );
}

function inFuture(ms: number): Date {
  return new Date(Date.now() + ms);
}

/** What one rewrite does, as its saga keeps it: enough to go on after a crash. Names are recorded before anything is made under them. */
export const RewritePlan = z.object({
  schedule: z.string(),
  /** For which moment it was worked out. */
  at: z.iso.datetime(),
  changes: z.array(z.object({ guid: z.string(), from: WrittenSchedule, to: WrittenSchedule })),
  creations: z.array(z.object({ name: z.string(), to: WrittenSchedule })),
  removals: z.array(z.string()),
  /** For the schedule's history. */
  detail: z.string(),
});
export type RewritePlan = z.infer<typeof RewritePlan>;

type WrittenPart = { readonly guid: string; readonly written: WrittenSchedule };

/** How the parts that there are become those that are wanted. */
type PartsChange = { changes: RewritePlan['changes']; creations: WrittenSchedule[]; removals: string[] };

/**
 * With as few writes as can be: a part that is wanted as it is stays. The first part always stays, since the portal knows
 * the schedule by it. Pure.
 */
export function changeParts(parts: readonly WrittenPart[], wanted: readonly WrittenSchedule[]): PartsChange {
  const left = [...wanted];
  const rest: WrittenPart[] = [];
  for (const part of parts) {
    const same = left.findIndex((one) => runsAlike(one, part.written));
    if (same >= 0) left.splice(same, 1);
    else rest.push(part);
  }
  const [first] = parts;
  if (first !== undefined && rest[0]?.guid === first.guid && left.length === 0)
    return swapFirst(first, parts.slice(1), wanted, rest.slice(1));
  const changes = rest.slice(0, left.length).flatMap(({ guid, written }, index) => {
    const to = left[index];
    return to === undefined ? [] : [{ guid, from: written, to }];
  });
  return { changes, creations: left.slice(rest.length), removals: rest.slice(left.length).map(({ guid }) => guid) };
}

/** Everything wanted is there, but not in the first part: it takes over what another one has, and that one goes. */
function swapFirst(
  first: WrittenPart,
  others: readonly WrittenPart[],
  wanted: readonly WrittenSchedule[],
  unwanted: readonly WrittenPart[],
): PartsChange {
  const spare = others.find(({ written }) => wanted.some((one) => runsAlike(one, written)));
  if (spare === undefined) return { changes: [], creations: [], removals: unwanted.map(({ guid }) => guid) };
  return {
    changes: [{ guid: first.guid, from: first.written, to: spare.written }],
    creations: [],
    removals: [...unwanted, spare].map(({ guid }) => guid),
  };
}

/** Storware holds what it must: into the history, the audit trail and the feed, with the time of the next rewrite. One transaction. */
export async function finishRewrite(saga: RewriteSaga): Promise<void> {
  const { plan, tenantId, policyGuid } = saga;
  await db().$transaction(async (tx) => {
    await endRewrite(tx, saga, 'DONE');
    const schedule = await tx.schedule.findUnique({ where: { guid: plan.schedule } });
    if (!schedule) return;
    // One that took long may be due again already: then the next round finds it.
    const next = nextRewrite(storedIntent(schedule.intent), new Date(plan.at));
    await tx.schedule.update({
      where: { guid: schedule.guid },
      data: {
        rewriteAt: next?.at ?? null,
        rewriteBefore: next?.before ?? null,
        condition: 'OK',
        conditionDetail: null,
      },
    });
    await tx.scheduleEvent.create({ data: { scheduleGuid: schedule.guid, kind: 'REWRITTEN', detail: plan.detail } });
    await audit(tx, {
      tenantId,
      actor: { id: null, name: 'System' },
      action: 'schedule.rewrite',
      object: { kind: 'schedule', id: schedule.guid, name: schedule.name },
      outcome: 'SUCCEEDED',
      detail: { policy: policyGuid, detail: plan.detail },
    });
    await requestSync(tx, { kind: 'policies' });
    await recordTenantChanges(tx, [{ tenantId, kind: 'policy', objectId: policyGuid }]);
  });
}

/** The latest rewrite that was due from `since` on and up to `now`; null when there was none. */
export function rewriteDueBy(intent: ScheduleIntent, since: Date, now: Date): ScheduleRewrite | null {
  let due: ScheduleRewrite | null = null;
  for (
    let next = nextRewrite(intent, new Date(since.getTime() - 1));
    next !== null && next.at <= now;
    next = nextRewrite(intent, next.at)
  )
    due = next;
  return due;
}

/** Why a schedule was written anew, for its history. `isLate`: done when the time for it was over. */
export function describeRewrite(intent: ScheduleIntent, due: ScheduleRewrite | null, isLate: boolean): string {
  const late = isLate
    ? ' This was done later than planned: a run around the change may have been left out, or have come at the old time.'
    : '';
  return `${causeOf(intent, due)} It goes on running at the times of ${intent.timeZone} that were chosen.${late}`;
}

function causeOf({ timeZone }: ScheduleIntent, due: ScheduleRewrite | null): string {
  if (due?.cause === 'OFFSET') {
    const { before, after } = due.offsetMinutes;
    const { date } = localMoment(timeZone, due.changesAt);
    return `Written anew in the backup system because the clocks of ${timeZone} change from ${utcOffset(before)} to ${utcOffset(after)} on ${date}.`;
  }
  if (due?.cause === 'CALENDAR')
    return 'Written anew in the backup system, which has to be told its days some months ahead.';
  return 'Written anew in the backup system.';
}

function utcOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (minutes === 0) return 'UTC';
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
