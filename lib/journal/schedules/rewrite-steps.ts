import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { refusal } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { asField, say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { lateArrivalMs } from '@/lib/journal/sagas/run-saga';
import type { SagaSteps } from '@/lib/journal/sagas/run-saga';
import { SagaFailed } from '@/lib/journal/sagas/saga';
import { heldSchedule, runsAlike, scheduleChange, scheduleInput } from './schedule-part';
import type { WrittenSchedule } from './schedule-part';
import { mintAuthorizedPolicy, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import * as policies from '@/lib/storware/authorized/policies';
import type { CallOptions } from '@/lib/storware/storware';
import { findRuleUnscoped, listSchedulesNamedUnscoped } from '@/lib/storware/unscoped';
import { nextRewrite } from '@/lib/time/schedule-rewrite';
import { storedIntent } from '@/lib/time/schedule-intent';
import type { RewriteRun } from './rewrite-plan';
import { ConditionNews, describeDifference, noteCondition } from './schedule-condition';

/** How a call ended. `wait`: not reached, or no response; its effect is read later. `stop`: the condition to record. */
type Progress = 'done' | 'wait' | { readonly stop: ConditionNews };

/**
 * A call got no response: the re-sync is postponed until the request can no longer arrive, and then continues by
 * reading.
 */
export class RewriteWaits extends Error {
  constructor() {
    super('a call of a rewrite was not answered');
    this.name = 'RewriteWaits';
  }
}

const goneNews: ConditionNews = {
  kind: 'GONE',
  ...asField('detail', say('schedule.news.gone')),
};

/**
 * The steps of a re-sync, in an order in which no run is lost or doubled if it stops midway: new schedules are created
 * first and run only with the rule; old ones leave the rule in that same write. Each step may have been done before.
 */
export function rewriteSteps(
  { plan }: RewriteRun,
  tenantExternalId: string | null,
  call: CallOptions,
): SagaSteps<RewriteRun> {
  const created: string[] = [];
  return {
    apply: [
      ...plan.creations.map(({ name, to }) => async (run: RewriteRun) => {
        await run.record();
        created.push(await create(name, to, tenantExternalId, call));
      }),
      ...plan.changes.map(({ guid, from, to }) => async (run: RewriteRun) => {
        await run.record();
        requireDone(await write(guid, from, to, call));
        await notePartWritten(guid, to);
      }),
      ...(plan.creations.length > 0 || plan.removals.length > 0
        ? [
            async (run: RewriteRun) => {
              await run.record();
              requireDone(await regroup(run, created, call));
              await notePartsOfRule(run, created);
            },
          ]
        : []),
      ...plan.removals.map((guid) => async (run: RewriteRun) => {
        await run.record();
        if (!(await remove(guid, call))) throw new RewriteWaits();
        await notePartRemoved(guid);
      }),
      finishRewrite,
    ],
    // Anything that the portal did not write itself stays.
    rollback: () => [
      ...plan.changes.map(({ guid, from, to }) => async () => {
        const progress = await write(guid, to, from, call);
        if (progress === 'done') await notePartWritten(guid, from);
        return progress !== 'wait';
      }),
      ...plan.creations.map(({ name }) => async () => {
        const { items, complete } = await listSchedulesNamedUnscoped(name, call);
        for (const { guid } of items) if (!(await remove(guid, call))) return false;
        return complete;
      }),
    ],
    endRolledBack,
    onTakeOver: 'apply',
    failureOf: () => null,
    retryAt: () => new Date(Date.now() + lateArrivalMs),
  };
}

function requireDone(progress: Progress): void {
  if (progress === 'wait') throw new RewriteWaits();
  if (progress !== 'done') throw new SagaFailed(new Error('a rewrite must not go on'), progress.stop);
}

/** Reported only after the rollback. */
async function endRolledBack(run: RewriteRun): Promise<void> {
  await db().$transaction(async (tx) => {
    const { failure } = await tx.saga.findUniqueOrThrow({ where: { id: run.id }, select: { failure: true } });
    await run.put(tx, { state: 'UNDONE', endedAt: new Date(), leaseToken: null });
    const schedule = await tx.schedule.findUnique({ where: { guid: run.plan.schedule } });
    if (schedule) await noteCondition(tx, schedule, ConditionNews.parse(failure));
  });
}

/**
 * Storware has the wanted schedules: writes the history, the audit trail and the feed, with the time of the next
 * re-sync. One transaction.
 */
async function finishRewrite(run: RewriteRun): Promise<void> {
  const { plan } = run;
  const { tenantId } = run.row;
  const policyGuid = policyOf(run);
  await db().$transaction(async (tx) => {
    await run.put(tx, { state: 'DONE', endedAt: new Date(), leaseToken: null });
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
        conditionDetailRef: Prisma.DbNull,
      },
    });
    await tx.scheduleEvent.create({
      data: {
        scheduleGuid: schedule.guid,
        kind: 'REWRITTEN',
        detail: plan.detail,
        detailRef: plan.detailRef ?? Prisma.DbNull,
      },
    });
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

function policyOf({ row }: RewriteRun): string {
  return row.policyGuid ?? '';
}

/** A taken name is ours: nobody else uses it, so a call without a response has created it. */
async function create(name: string, to: WrittenSchedule, tenantId: string | null, call: CallOptions): Promise<string> {
  const outcome = await policies.createSchedule(scheduleInput(to, { name, tenantId }), call);
  if (outcome.kind === 'rejected') requireDone({ stop: refusedNews(outcome.message) });
  if (outcome.kind === 'not_sent' || outcome.kind === 'unknown') throw new RewriteWaits();
  const made = outcome.kind === 'accepted' ? outcome.value : null;
  const { guid } = made ?? (await listSchedulesNamedUnscoped(name, call)).items[0] ?? {};
  if (guid === undefined) throw new RewriteWaits();
  return guid;
}

async function write(guid: string, from: WrittenSchedule, to: WrittenSchedule, call: CallOptions): Promise<Progress> {
  const outcome = await policies
    .updateSchedule(mintAuthorizedSchedule(guid), scheduleChange(to), call, (current) =>
      runsAlike(heldSchedule(current), from),
    )
    .catch((error: unknown) => {
      if (isAppError(error) && error.code === 'not_found') return null;
      throw error;
    });
  if (outcome === null) return { stop: goneNews };
  switch (outcome.kind) {
    case 'accepted':
      return 'done';
    case 'changed': {
      const held = outcome.current === null ? from : heldSchedule(outcome.current);
      return runsAlike(held, to)
        ? 'done'
        : { stop: { kind: 'CHANGED_ELSEWHERE', ...asField('detail', describeDifference(from, held)) } };
    }
    case 'rejected':
      return { stop: refusedNews(outcome.message) };
    case 'name_taken':
    case 'not_sent':
    case 'unknown':
      return 'wait';
  }
}

/** Adds new schedules to the rule and removes old ones in one write; schedules of others in it stay. */
async function regroup(run: RewriteRun, created: readonly string[], call: CallOptions): Promise<Progress> {
  const { plan } = run;
  const policyGuid = policyOf(run);
  const ruleGuid = await ruleOf(policyGuid, plan.schedule, call);
  const rule = ruleGuid === null ? null : await findRuleUnscoped(ruleGuid, call);
  if (rule === null)
    return {
      stop: {
        kind: 'GONE',
        ...asField('detail', say('schedule.news.unused')),
      },
    };
  const before = rule.schedules.map(({ guid }) => guid);
  const after = [
    ...before.filter((guid) => !plan.removals.includes(guid)),
    ...created.filter((guid) => !before.includes(guid)),
  ];
  if (after.join() === before.join()) return 'done';
  const outcome = await policies.updateRule(
    mintAuthorizedPolicy(policyGuid),
    rule.guid,
    { schedules: after.map(mintAuthorizedSchedule) },
    call,
  );
  if (outcome.kind === 'accepted') return 'done';
  return outcome.kind === 'rejected' ? { stop: refusedNews(outcome.message) } : 'wait';
}

async function ruleOf(policyGuid: string, scheduleGuid: string, call: CallOptions): Promise<string | null> {
  const stored = await db().policy.findUnique({ where: { guid: policyGuid }, select: { ruleGuid: true } });
  if (stored?.ruleGuid) return stored.ruleGuid;
  const policy = await policies.findPolicy(mintAuthorizedPolicy(policyGuid), call);
  return policy?.rules.find((rule) => rule.schedules.some(({ guid }) => guid === scheduleGuid))?.guid ?? null;
}

/**
 * False: not known to be deleted yet. A schedule without a rule never runs, so a server that refuses to delete it may
 * keep it.
 */
async function remove(guid: string, call: CallOptions): Promise<boolean> {
  const outcome = await policies.deleteSchedule(mintAuthorizedSchedule(guid), call);
  if (outcome.kind !== 'rejected') return outcome.kind === 'accepted';
  log.error(
    { module: 'journal', schedule: guid, status: outcome.status },
    'a schedule that is no longer used could not be deleted',
  );
  return true;
}

function refusedNews(message: string): ConditionNews {
  const { cause, causeRef, detail } = refusal({ kind: 'OTHER', origin: 'OTHER' }, message);
  const why = { cause: causeRef ?? cause };
  return {
    kind: 'REFUSED',
    ...asField(
      'detail',
      detail === null || detail === ''
        ? say('schedule.news.refused', why)
        : say('schedule.news.refusedSaying', { ...why, detail }),
    ),
  };
}

/** Records the result; the mirror has it at once, and data read before is outdated. */
async function notePartWritten(guid: string, written: WrittenSchedule): Promise<void> {
  const { active, backupType, ...times } = written;
  await db().$transaction([
    db().schedulePart.updateMany({ where: { guid }, data: { written } }),
    db().mirrorSchedule.updateMany({ where: { guid }, data: { active, backupType, ...times, writtenAt: new Date() } }),
  ]);
}

/**
 * The rule has them now: they belong to the tenant and to the schedule. `created` is in the order of the plan's
 * creations.
 */
async function notePartsOfRule({ row, plan }: RewriteRun, created: readonly string[]): Promise<void> {
  const { tenantId } = row;
  const parts = plan.creations.flatMap(({ to }, index) => {
    const guid = created[index];
    return guid === undefined ? [] : [{ guid, scheduleGuid: plan.schedule, written: to }];
  });
  await db().$transaction([
    db().schedulePart.createMany({ data: parts, skipDuplicates: true }),
    db().ownership.createMany({
      data: parts.map(({ guid }) => ({ kind: 'SCHEDULE' as const, guid, tenantId, source: 'CREATED' as const })),
      skipDuplicates: true,
    }),
  ]);
}

async function notePartRemoved(guid: string): Promise<void> {
  await db().$transaction([
    db().schedulePart.deleteMany({ where: { guid } }),
    db().ownership.deleteMany({ where: { kind: 'SCHEDULE', guid } }),
  ]);
}
