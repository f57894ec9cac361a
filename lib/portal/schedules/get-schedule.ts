import 'server-only';
import type { Schedule, ScheduleDetail } from '@/lib/contracts/schedule';
import { scheduleEventKinds } from '@/lib/contracts/schedule';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { policyFacts } from '@/lib/portal/policies/policy-facts';
import { schedulesOf } from '@/lib/portal/policies/present-policy';
import { visiblePolicies } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

const runsShown = 10;
const historyShown = 100;

/** One schedule of a policy that the tenant may see, with its history; `not_found` for any other. */
export async function getSchedule(scope: TenantScope, guid: string): Promise<ScheduleDetail> {
  const schedule = (await visibleSchedules(scope, runsShown)).find((one) => one.guid === guid);
  if (!schedule) throw new AppError('not_found', { meta: { kind: 'schedule', guid, reason: 'of no visible policy' } });
  const row = schedule.readOnly
    ? null
    : await db().schedule.findUnique({
        where: { guid },
        include: { events: { orderBy: { at: 'desc' }, take: historyShown } },
      });
  return {
    ...schedule,
    history: (row?.events ?? []).flatMap(({ at, kind: word, byName, detail }) => {
      const kind = scheduleEventKinds.find((one) => one === word);
      return kind ? [{ at: at.toISOString(), kind, by: byName, detail }] : [];
    }),
    nextRewriteAt: row?.rewriteAt?.toISOString() ?? null,
  };
}

/** All schedules of the policies that the tenant may see; one that several of them use stands for the first. */
export async function visibleSchedules(scope: TenantScope, count: number, policy?: string): Promise<Schedule[]> {
  const visible = await visiblePolicies(scope, policy === undefined ? null : [policy]);
  const facts = await policyFacts(scope, [...visible].toSorted());
  const now = new Date();
  const byGuid = new Map<string, Schedule>();
  for (const schedule of facts.flatMap((one) => schedulesOf(one, { now, count })))
    if (!byGuid.has(schedule.guid)) byGuid.set(schedule.guid, schedule);
  return [...byGuid.values()];
}
