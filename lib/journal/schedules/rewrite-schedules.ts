import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { asField } from '@/lib/core/say';
import { Prisma } from '@/lib/db/generated/client';
import { lockPolicy, openSagaOf } from '@/lib/journal/locks';
import { applySaga, resumeSaga, takeOver } from '@/lib/journal/sagas/run-saga';
import { insertSaga, LeaseLost, SagaFailed, sagaOf, withHeartbeat } from '@/lib/journal/sagas/saga';
import { upstreamScheduleName, withSuffix } from '@/lib/journal/policies/upstream-name';
import { plannedSchedule, WrittenSchedule } from './schedule-part';
import { nextRewrite, upstreamFor } from '@/lib/time/schedule-rewrite';
import { storedIntent } from '@/lib/time/schedule-intent';
import { changeParts, describeRewrite, rewriteDueBy, rewriteFormat } from './rewrite-plan';
import type { RewritePlan, RewriteRun } from './rewrite-plan';
import { rewriteSteps, RewriteWaits } from './rewrite-steps';
import { noteCondition } from './schedule-condition';

type RewriteRound = {
  /** Schedules that were re-synced. */
  readonly rewritten: number;
  /** Those that could not be re-synced now: no response from Storware, or their policy was being changed. */
  readonly waiting: number;
  /** When the next one is due; null when none is known. */
  readonly nextAt: Date | null;
};

const rewriteKind = 'REWRITE';
/** Per round. */
const maxTakenOver = 1_000;

/** Written at the same time: zones change their clocks for many schedules at once. */
const atOnce = 4;

/**
 * Re-syncs each schedule that is due (lib/time/schedule-rewrite): at most once each, also after a crash. Changes that
 * somebody made in Storware are not overwritten but recorded as the schedule's condition. For the leader only. Never
 * throws errors of Storware's; what could not be reached is `waiting`.
 */
export async function rewriteDueSchedules(now: Date, signal?: AbortSignal): Promise<RewriteRound> {
  let [rewritten, waiting] = [0, 0];
  const count = (outcome: Outcome): void => {
    if (outcome === 'rewritten') rewritten += 1;
    if (outcome === 'waiting') waiting += 1;
  };
  const ofRewrites = { now: () => new Date(), limit: maxTakenOver, signal };
  for await (const { row, takenAt, leftAt } of takeOver([rewriteKind], ofRewrites)) {
    const run = sagaOf(rewriteFormat, row, takenAt);
    count(await attempt(run.plan.schedule, signal, () => drive(run, signal, leftAt)));
  }
  const due = await db().schedule.findMany({
    where: { rewriteAt: { lte: now }, condition: { in: ['OK', 'REFUSED'] } },
    orderBy: { rewriteBefore: 'asc' },
    ...withParts,
  });
  const worker = async (): Promise<void> => {
    for (let schedule = due.shift(); schedule; schedule = due.shift()) {
      const one = schedule;
      count(await attempt(one.guid, signal, () => rewrite(one, now, signal)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const next = await db().schedule.aggregate({
    _min: { rewriteAt: true },
    where: { rewriteAt: { gt: now }, condition: { in: ['OK', 'REFUSED'] } },
  });
  return { rewritten, waiting, nextAt: next._min.rewriteAt };
}

type Outcome = 'rewritten' | 'unchanged' | 'noted' | 'waiting';

const withParts = {
  include: { parts: true, policy: { include: { tenant: { select: { slug: true, externalId: true } } } } },
} as const;
type Due = Prisma.ScheduleGetPayload<typeof withParts>;

/** A failure does not delay the others. */
async function attempt(guid: string, signal: AbortSignal | undefined, work: () => Promise<Outcome>): Promise<Outcome> {
  signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    log[isAppError(error) ? 'warn' : 'error'](
      { module: 'journal', schedule: guid, err: error },
      'a schedule could not be written anew',
    );
    return 'waiting';
  }
}

async function rewrite(schedule: Due, now: Date, signal: AbortSignal | undefined): Promise<Outcome> {
  const intent = storedIntent(schedule.intent);
  const wanted = upstreamFor(intent, now);
  if (wanted.kind === 'refused') {
    await db().$transaction((tx) =>
      noteCondition(tx, concernedBy(schedule), { kind: 'REFUSED', ...asField('detail', wanted.reason) }),
    );
    await setNextRewrite(schedule.guid, nextRewrite(intent, now));
    return 'noted';
  }
  const parts = schedule.parts
    .map(({ guid, written }) => ({ guid, written: WrittenSchedule.parse(written) }))
    .sort((one) => (one.guid === schedule.guid ? -1 : 1));
  const { changes, creations, removals } = changeParts(
    parts,
    wanted.schedules.map((upstream) => plannedSchedule(upstream, schedule)),
  );
  if (changes.length + creations.length + removals.length === 0) {
    await setNextRewrite(schedule.guid, nextRewrite(intent, now));
    if (schedule.condition === 'REFUSED')
      await db().schedule.update({
        where: { guid: schedule.guid },
        data: { condition: 'OK', conditionDetail: null, conditionDetailRef: Prisma.DbNull },
      });
    return 'unchanged';
  }
  const due = rewriteDueBy(intent, schedule.rewriteAt ?? now, now);
  const plan: RewritePlan = {
    schedule: schedule.guid,
    at: now.toISOString(),
    changes,
    creations: creations.map((to) => ({
      name: withSuffix(upstreamScheduleName(schedule.policy.tenant.slug, schedule.policy.name, schedule.name)),
      to,
    })),
    removals,
    ...asField(
      'detail',
      describeRewrite(intent, due, schedule.rewriteBefore !== null && schedule.rewriteBefore <= now),
    ),
  };
  const run = await beginRewrite(schedule, plan);
  return run === null ? 'waiting' : drive(run, signal);
}

/** Records the plan; null when the policy is being written, or the schedule has changed since the plan was made. */
function beginRewrite(schedule: Due, plan: RewritePlan): Promise<RewriteRun | null> {
  const { guid, tenantId, policyGuid } = schedule;
  return db().$transaction(async (tx) => {
    await lockPolicy(tx, policyGuid);
    if (await openSagaOf(tx, policyGuid)) return null;
    const current = await tx.schedule.findUnique({ where: { guid }, ...withParts });
    if (markOf(current) !== markOf(schedule)) return null;
    return insertSaga(tx, rewriteFormat, {
      tenantId,
      policyGuid,
      kind: rewriteKind,
      plan,
      progress: { uncertainAt: null },
      requestedByName: 'System',
    });
  });
}

/** Continues from wherever an earlier attempt left it at `leftAt`. */
async function drive(run: RewriteRun, signal: AbortSignal | undefined, leftAt?: Date): Promise<Outcome> {
  const tenant = await db().tenant.findUnique({ where: { id: run.row.tenantId }, select: { externalId: true } });
  const steps = rewriteSteps(run, tenant?.externalId ?? null, { signal });
  try {
    await (leftAt === undefined ? withHeartbeat(run, () => applySaga(run, steps)) : resumeSaga(run, steps, leftAt));
  } catch (error) {
    if (!(error instanceof SagaFailed) && !(error instanceof LeaseLost) && !(error instanceof RewriteWaits))
      throw error;
  }
  if (run.state === 'DONE') return 'rewritten';
  return run.state === 'UNDONE' ? 'noted' : 'waiting';
}

/** Everything that a plan depends on. */
function markOf(schedule: Due | null): string | null {
  if (schedule === null) return null;
  const { intent, active, backupType, rewriteAt, condition, parts } = schedule;
  return JSON.stringify([
    intent,
    active,
    backupType,
    rewriteAt,
    condition,
    parts.map(({ guid, written }) => [guid, written]).sort(),
  ]);
}

function concernedBy(schedule: Due) {
  const { guid, name, tenantId, policyGuid, condition, conditionDetail } = schedule;
  return { guid, name, tenantId, policyGuid, condition, conditionDetail };
}

async function setNextRewrite(guid: string, next: { at: Date; before: Date } | null): Promise<void> {
  await db().schedule.update({
    where: { guid },
    data: { rewriteAt: next?.at ?? null, rewriteBefore: next?.before ?? null },
  });
}
