import { randomUUID } from 'node:crypto';
import { db } from '@/lib/db/client';
import { plannedSchedule, scheduleInput } from '@/lib/journal/schedules/schedule-part';
import { upstreamPolicyName, upstreamScheduleName, withSuffix } from '@/lib/journal/policies/upstream-name';
import { createPolicy, createSchedule } from '@/lib/storware/authorized/policies';
import { mintAuthorizedMachine, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import { listAllDestinationsUnscoped } from '@/lib/storware/unscoped';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { nextRewrite, upstreamFor } from '@/lib/time/schedule-rewrite';

export type TestSchedule = {
  readonly policyGuid: string;
  readonly scheduleGuid: string;
  readonly partGuids: readonly string[];
  readonly machineGuid: string;
  readonly intent: ScheduleIntent;
};

const retention = {
  keepLastFull: 4,
  keepFullNewerThanMs: 2_592_000_000,
  keepLastIncremental: 30,
  keepIncrementalNewerThanMs: 2_592_000_000,
};

/** A policy of the tenant with one schedule and one machine, in Storware and in the portal's tables, at time `now`. */
export async function createTestSchedule(
  tenant: { id: string; slug: string },
  machineGuid: string,
  intent: ScheduleIntent,
  now: Date,
): Promise<TestSchedule> {
  const plan = upstreamFor(intent, now);
  if (plan.kind === 'refused') throw new Error(plan.reason.text);
  const parts = plan.schedules.map((upstream) => plannedSchedule(upstream, { active: true, backupType: 'FULL' }));
  const partGuids: string[] = [];
  const name = `Planted ${randomUUID().slice(0, 8)}`;
  for (const part of parts) {
    const made = await createSchedule(
      scheduleInput(part, { name: withSuffix(upstreamScheduleName(tenant.slug, name, name)), tenantId: null }),
    );
    if (made.kind !== 'accepted' || !made.value) throw new Error(`no schedule: ${JSON.stringify(made)}`);
    partGuids.push(made.value.guid);
  }
  const [destination] = (await listAllDestinationsUnscoped()).items;
  const policy = await createPolicy({
    name: withSuffix(upstreamPolicyName(tenant.slug, name)),
    active: true,
    priority: 50,
    autoRemoveNonPresent: false,
    machines: [mintAuthorizedMachine(machineGuid)],
    tenantId: null,
    rule: {
      name: 'Default',
      active: true,
      schedules: partGuids.map(mintAuthorizedSchedule),
      destinations: [{ role: 'PRIMARY', destinationGuid: destination?.guid ?? '', active: true, retention }],
    },
  });
  const [scheduleGuid] = partGuids;
  if (policy.kind !== 'accepted' || scheduleGuid === undefined) throw new Error(`no policy: ${JSON.stringify(policy)}`);
  const { policyGuid, ruleGuid } = policy.value;
  const next = nextRewrite(intent, now);
  await db().policy.create({
    data: { guid: policyGuid, tenantId: tenant.id, name, nameKey: name.toLowerCase(), ruleGuid },
  });
  await db().schedule.create({
    data: {
      guid: scheduleGuid,
      policyGuid,
      tenantId: tenant.id,
      name,
      active: true,
      backupType: 'FULL',
      intent: JSON.parse(JSON.stringify(intent)) as object,
      rewriteAt: next?.at ?? null,
      rewriteBefore: next?.before ?? null,
      parts: { create: parts.map((written, index) => ({ guid: partGuids[index] ?? '', written })) },
      events: { create: { kind: 'CREATED', at: now, detail: 'Made.' } },
    },
  });
  const owned = [
    { kind: 'POLICY' as const, guid: policyGuid },
    ...partGuids.map((guid) => ({ kind: 'SCHEDULE' as const, guid })),
  ];
  await db().ownership.createMany({
    data: owned.map((one) => ({ ...one, tenantId: tenant.id, source: 'CREATED' as const })),
  });
  return { policyGuid, scheduleGuid, partGuids, machineGuid, intent };
}
