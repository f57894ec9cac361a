import 'server-only';
import { scheduleEventKinds } from '@/lib/contracts/schedule';
import type {
  Preview,
  PreviewBody,
  Schedule,
  ScheduleDetail,
  ScheduleList,
  ScheduleListQuery,
} from '@/lib/contracts/schedule';
import { AppError } from '@/lib/core/app-error';
import { asField, say, storedRef } from '@/lib/core/say';
import type { ServerText } from '@/lib/contracts/server-text';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/sync-record';
import { policyFacts, schedulesOf } from '@/lib/portal/policies/present-policy';
import { visiblePolicies } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { localMoment, previewRuns } from '@/lib/time/intended-runs';
import { upstreamFor } from '@/lib/time/schedule-rewrite';
import { startsOverThreshold, incrementalWithoutFull, overlappingWindows } from '@/lib/time/schedule-warnings';
import type { PlannedSchedule } from '@/lib/time/schedule-warnings';
import { intentOf } from './plan-schedules';
import { presentRun } from './present-schedule';

const runsInList = 3;

/** One page of the schedules that the tenant may see; empty for a policy that it may not see. */
export async function listSchedules(
  scope: TenantScope,
  { page, pageSize, sort, search, policy }: ScheduleListQuery,
): Promise<ScheduleList> {
  const wanted = search.toLowerCase();
  const found = (await visibleSchedules(scope, runsInList, policy)).filter(({ name }) =>
    name.toLowerCase().includes(wanted),
  );
  const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const direction = sort.descending ? -1 : 1;
  const sorted = found.toSorted((one, other) => {
    const first =
      direction *
      (sort.key === 'policy'
        ? byName.compare(one.policy?.name ?? '', other.policy?.name ?? '')
        : byName.compare(one.name, other.name));
    return first || byName.compare(one.name, other.name) || (one.guid < other.guid ? -1 : 1);
  });
  const lastRead = await asOf('schedules');
  return {
    items: sorted.slice((page - 1) * pageSize, page * pageSize),
    page,
    pageSize,
    total: sorted.length,
    asOf: lastRead?.toISOString() ?? null,
  };
}

const runsOfOne = 10;
const historyShown = 100;

/** One schedule of a policy that the tenant may see, with its history; `not_found` for any other. */
export async function getSchedule(scope: TenantScope, guid: string): Promise<ScheduleDetail> {
  const schedule = (await visibleSchedules(scope, runsOfOne)).find((one) => one.guid === guid);
  if (!schedule) throw new AppError('not_found', { meta: { kind: 'schedule', guid, reason: 'of no visible policy' } });
  const row = schedule.readOnly
    ? null
    : await db().schedule.findUnique({
        where: { guid },
        include: { events: { orderBy: { at: 'desc' }, take: historyShown } },
      });
  return {
    ...schedule,
    history: (row?.events ?? []).flatMap(({ at, kind: word, byName, detail, detailRef }) => {
      const kind = scheduleEventKinds.find((one) => one === word);
      return kind ? [{ at: at.toISOString(), kind, by: byName, detail, detailRef: storedRef(detailRef) }] : [];
    }),
    nextRewriteAt: row?.rewriteAt?.toISOString() ?? null,
  };
}

/** All schedules of the policies that the tenant may see; one that several of them use belongs to the first. */
async function visibleSchedules(scope: TenantScope, count: number, policy?: string): Promise<Schedule[]> {
  const visible = await visiblePolicies(scope, policy === undefined ? null : [policy]);
  const facts = await policyFacts(scope, [...visible].toSorted());
  const now = new Date();
  const byGuid = new Map<string, Schedule>();
  for (const schedule of facts.flatMap((one) => schedulesOf(one, { now, count })))
    if (!byGuid.has(schedule.guid)) byGuid.set(schedule.guid, schedule);
  return [...byGuid.values()];
}

/** With more machines than this at once, they wait for each other on most servers. */
const concurrencyThreshold = 50;

/**
 * The runs of a schedule and its warnings, before it is saved. Nothing is stored. Throws `validation_failed` for an
 * invalid schedule.
 */
export function previewSchedule({ others, machines, ...body }: PreviewBody, now = new Date()): Preview {
  const result = intentOf(body);
  if (!result.ok) throw new AppError('validation_failed', { errors: result.faults });
  const plan = upstreamFor(result.intent, now);
  const planned = [body, ...others].flatMap((one): PlannedSchedule[] => {
    const { ok, ...rest } = intentOf(one);
    return ok && 'intent' in rest
      ? [{ name: one.name, backupType: one.backupType, active: one.active, intent: rest.intent }]
      : [];
  });
  const warnings = warningsOf(planned, body.name, machines, now);
  return {
    nextRuns: previewRuns(result.intent, now, runsOfOne).map(presentRun),
    warnings: warnings.map(({ text }) => text),
    warningRefs: warnings.map(({ ref }) => ref),
    ...asField('refused', plan.kind === 'refused' ? plan.reason : null),
    upstreamSchedules: plan.kind === 'refused' ? 0 : plan.schedules.length,
  };
}

function warningsOf(planned: readonly PlannedSchedule[], name: string, machines: number, now: Date): ServerText[] {
  const warnings: ServerText[] = [];
  if (incrementalWithoutFull(planned)) warnings.push(say('schedule.warning.noFull'));
  for (const { first, second, at } of overlappingWindows(planned, now)) {
    if (first !== name && second !== name) continue;
    const zone = planned.find((one) => one.name === name)?.intent.timeZone ?? 'UTC';
    const { date, time } = localMoment(zone, at);
    warnings.push(say('schedule.warning.overlap', { first, second, date, time }));
  }
  const peak = startsOverThreshold(
    planned.map((one) => ({ ...one, machines })),
    now,
    { limit: concurrencyThreshold },
  );
  if (peak) warnings.push(say('schedule.warning.peak', { count: String(peak.machines) }));
  return warnings;
}
