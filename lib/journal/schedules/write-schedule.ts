import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { refusal } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { heldSchedule, runsAlike, scheduleChange, scheduleInput } from './schedule-part';
import type { WrittenSchedule } from './schedule-part';
import { mintAuthorizedPolicy, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import * as policies from '@/lib/storware/authorized/policies';
import * as schedules from '@/lib/storware/authorized/policies';
import type { CallOptions } from '@/lib/storware/storware';
import { findRuleUnscoped, listSchedulesNamedUnscoped } from '@/lib/storware/unscoped';
import { renewLease } from './rewrite';
import type { RewriteSaga } from './rewrite';
import { describeDifference } from './schedule-condition';
import type { ConditionNews } from './schedule-condition';

/**
 * How far a rewrite came. `wait`: not reached, or not answered; what was done is found out by reading, later. `stop`: it
 * must not go on, with what is to be noted. `lost`: another process is at it.
 */
type Progress = 'done' | 'wait' | 'lost' | { readonly stop: ConditionNews };

const goneNews: ConditionNews = {
  kind: 'GONE',
  detail: 'It was deleted in the backup system itself, so it does not run any more.',
};

/**
 * Does what is left of a rewrite, in an order in which a run is neither lost nor doubled if it stops midway: what is new is made first and
 * runs only with the rule; what is not wanted any more leaves the rule with that same write. Each step may have been done before.
 */
export async function carryOut(
  saga: RewriteSaga,
  tenantExternalId: string | null,
  call: CallOptions,
): Promise<Progress> {
  const created: string[] = [];
  for (const { name, to } of saga.plan.creations) {
    if (!(await renewLease(saga))) return 'lost';
    const made = await make(name, to, tenantExternalId, call);
    if (made === 'wait' || 'stop' in made) return made;
    created.push(made.guid);
  }
  for (const change of saga.plan.changes) {
    if (!(await renewLease(saga))) return 'lost';
    const progress = await write(change.guid, change.from, change.to, call);
    if (progress !== 'done') return progress;
    await notePartWritten(change.guid, change.to);
  }
  if (created.length > 0 || saga.plan.removals.length > 0) {
    if (!(await renewLease(saga))) return 'lost';
    const progress = await regroup(saga, created, call);
    if (progress !== 'done') return progress;
    await notePartsOfRule(saga, created);
  }
  for (const guid of saga.plan.removals) {
    if (!(await renewLease(saga))) return 'lost';
    if (!(await remove(guid, call))) return 'wait';
    await notePartRemoved(guid);
  }
  return 'done';
}

/** Takes back what was done: what was made goes, what was written anew is as it was. Whatever is no longer as the portal left it stays. */
export async function takeBack(saga: RewriteSaga, call: CallOptions): Promise<'done' | 'wait' | 'lost'> {
  for (const { guid, from, to } of saga.plan.changes) {
    if (!(await renewLease(saga))) return 'lost';
    const progress = await write(guid, to, from, call);
    if (progress === 'wait') return 'wait';
    if (progress === 'done') await notePartWritten(guid, from);
  }
  for (const { name } of saga.plan.creations) {
    if (!(await renewLease(saga))) return 'lost';
    const { items, complete } = await listSchedulesNamedUnscoped(name, call);
    if (!complete) return 'wait';
    for (const { guid } of items) if (!(await remove(guid, call))) return 'wait';
  }
  return 'done';
}

/** A name that is taken is ours: nobody else has it, so an answer that was lost has made it. */
async function make(
  name: string,
  to: WrittenSchedule,
  tenantId: string | null,
  call: CallOptions,
): Promise<{ guid: string } | 'wait' | { stop: ConditionNews }> {
  const outcome = await schedules.createSchedule(scheduleInput(to, { name, tenantId }), call);
  if (outcome.kind === 'rejected') return { stop: refusedNews(outcome.message) };
  if (outcome.kind === 'not_sent' || outcome.kind === 'unknown') return 'wait';
  const made = outcome.kind === 'accepted' ? outcome.value : null;
  return made ?? (await listSchedulesNamedUnscoped(name, call)).items[0] ?? 'wait';
}

async function write(
  guid: string,
  from: WrittenSchedule,
  to: WrittenSchedule,
  call: CallOptions,
): Promise<'done' | 'wait' | { stop: ConditionNews }> {
  const outcome = await schedules
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
        : { stop: { kind: 'CHANGED_ELSEWHERE', detail: describeDifference(from, held) } };
    }
    case 'rejected':
      return { stop: refusedNews(outcome.message) };
    case 'name_taken':
    case 'not_sent':
    case 'unknown':
      return 'wait';
  }
}

/** The rule gets what is new and loses what goes, in one write; schedules of others in it stay. */
async function regroup(
  { policyGuid, plan }: RewriteSaga,
  created: readonly string[],
  call: CallOptions,
): Promise<'done' | 'wait' | { stop: ConditionNews }> {
  const ruleGuid = await ruleOf(policyGuid, plan.schedule, call);
  const rule = ruleGuid === null ? null : await findRuleUnscoped(ruleGuid, call);
  if (rule === null)
    return {
      stop: {
        kind: 'GONE',
        detail: 'Its policy was changed in the backup system itself and does not use it any more.',
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

/** False: not known to be gone yet. One that no rule uses never runs, so a server that refuses to delete it may keep it. */
async function remove(guid: string, call: CallOptions): Promise<boolean> {
  const outcome = await schedules.deleteSchedule(mintAuthorizedSchedule(guid), call);
  if (outcome.kind !== 'rejected') return outcome.kind === 'accepted';
  log.error(
    { module: 'journal', schedule: guid, status: outcome.status },
    'a schedule that is no longer used could not be deleted',
  );
  return true;
}

function refusedNews(message: string): ConditionNews {
  const { cause, detail } = refusal({ kind: 'OTHER', origin: 'OTHER' }, message);
  return {
    kind: 'REFUSED',
    detail: `It could not be written anew in the backup system. ${cause}${detail === null || detail === '' ? '' : ` (${detail})`}`,
  };
}

/** Records what Storware has taken; the mirror shows it at once, and what was read before does not count any more. */
async function notePartWritten(guid: string, written: WrittenSchedule): Promise<void> {
  const { active, backupType, ...times } = written;
  await db().$transaction([
    db().schedulePart.updateMany({ where: { guid }, data: { written } }),
    db().mirrorSchedule.updateMany({ where: { guid }, data: { active, backupType, ...times, writtenAt: new Date() } }),
  ]);
}

/** The rule has them now: they are the tenant's, and parts of the schedule. `created` is in the order of the plan's creations. */
async function notePartsOfRule({ tenantId, plan }: RewriteSaga, created: readonly string[]): Promise<void> {
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
