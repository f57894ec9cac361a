import 'server-only';
import { changeOf } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ChangePlan, CreatePlan, PlannedDestination, PolicyFields } from './saga-plan';

/** More than this many names would make an entry of the audit trail that nobody reads. */
const namedAtMost = 50;

type AuditedSchedule = { name: string; active: boolean; backupType: string; intent: unknown };
type Audited = Pick<AuditInput, 'before' | 'after' | 'detail'>;

/** The schedules of a policy before a change, as the audit trail shows them. Read it before the rows are changed. */
export async function schedulesInTrail(tx: Tx, policyGuid: string): Promise<AuditedSchedule[]> {
  return tx.schedule.findMany({
    where: { policyGuid },
    select: { name: true, active: true, backupType: true, intent: true },
    orderBy: { position: 'asc' },
  });
}

/** What a change of a policy replaces, and by what. */
export async function changeInTrail(
  tx: Tx,
  plan: ChangePlan,
  held: { name: string; schedules: readonly AuditedSchedule[] },
): Promise<Audited> {
  const names = await namesOf(tx, [...plan.before.destinations, ...plan.destinations]);
  return {
    ...changeOf(
      stateOf(held.name, plan.before.fields, plan.before.destinations, held.schedules, names),
      stateOf(plan.name, plan.fields, plan.destinations, plan.schedules, names),
    ),
    detail: {
      ...(await machinesIn(tx, 'added', plan.add)),
      ...(await machinesIn(tx, 'removed', plan.remove)),
      schedules: plan.schedules.length,
    },
  };
}

/** What a new policy is. */
export async function creationInTrail(tx: Tx, plan: CreatePlan): Promise<Audited> {
  const names = await namesOf(tx, plan.destinations);
  return {
    after: stateOf(plan.name, plan.fields, plan.destinations, plan.schedules, names),
    detail: { ...(await machinesIn(tx, 'machines', plan.machines)), schedules: plan.schedules.length },
  };
}

/** One member for each schedule, so that only those that differ are told. */
function stateOf(
  name: string,
  fields: PolicyFields,
  destinations: readonly PlannedDestination[],
  schedules: readonly AuditedSchedule[],
  names: ReadonlyMap<string, string>,
): Prisma.InputJsonObject {
  const state: Record<string, Prisma.InputJsonValue> = { name, ...fields };
  for (const { role, destinationGuid, active, retention } of destinations)
    state[role === 'PRIMARY' ? 'destination' : 'secondaryDestination'] = {
      name: names.get(destinationGuid) ?? destinationGuid,
      active,
      ...retention,
    };
  for (const { name: schedule, active, backupType, intent } of schedules)
    state[`schedule ${schedule}`] = { active, backupType, ...(intent as Prisma.InputJsonObject) };
  return state;
}

async function namesOf(tx: Tx, destinations: readonly PlannedDestination[]): Promise<Map<string, string>> {
  const rows = await tx.mirrorInfrastructure.findMany({
    where: { kind: 'DESTINATION', guid: { in: destinations.map(({ destinationGuid }) => destinationGuid) } },
    select: { guid: true, name: true },
  });
  return new Map(rows.map((row) => [row.guid, row.name]));
}

async function machinesIn(tx: Tx, key: string, guids: readonly string[]): Promise<Prisma.InputJsonObject> {
  if (guids.length === 0) return {};
  const rows = await tx.mirrorMachine.findMany({
    where: { guid: { in: guids.slice(0, namedAtMost) } },
    select: { name: true },
    orderBy: { name: 'asc' },
  });
  return { [key]: rows.map(({ name }) => name), [`${key}Count`]: guids.length };
}
