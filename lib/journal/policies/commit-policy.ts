import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { fieldFault, say } from '@/lib/core/say';
import type { AuditInput } from '@/lib/db/audit';
import { recordChanges, recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { changeInTrail, creationInTrail, schedulesInTrail } from './audited-policy';
import { lockMachineRows, mirrorAssignments, mirrorPolicy } from './mirror-at-once';
import { auditSaga, stepFailed } from './saga-plan';
import type { ChangePlan, CreatePlan, DeletePlan, PlannedPart, PlannedSchedule, SagaRun } from './saga-plan';

/** Maximum number of machines of a policy. */
const timeoutMs = 60_000;

/** The guid of a part in Storware: known before, or created by this saga. */
function guidOfPart({ progress }: Pick<SagaRun, 'progress'>, { guid, name }: PlannedPart): string {
  const known = guid ?? progress.made[name];
  if (known === undefined) throw new Error('a schedule was not made yet');
  return known;
}

/** The guids of all parts, in order. */
export function partGuids(run: SagaRun, schedules: readonly PlannedSchedule[]): string[] {
  return schedules.flatMap(({ parts }) => parts).map((part) => guidOfPart(run, part));
}

/**
 * Stores the result in one transaction: policy, schedules, owners, mirror, audit, change events and the end of the
 * saga.
 */
export async function commitCreation(run: SagaRun, plan: CreatePlan): Promise<void> {
  const guid = run.progress.made[plan.upstreamName];
  if (guid === undefined) throw new Error('the policy was not made yet');
  const { tenantId, requestedById, requestedByName } = run.row;
  await inTransaction(async (tx, now) => {
    await run.put(tx, { state: 'DONE', endedAt: now, policyGuid: guid, leaseToken: null });
    await tx.policy.create({
      data: {
        guid,
        tenantId,
        name: plan.name,
        nameKey: nameKey(plan.name),
        ruleGuid: run.progress.ruleGuid,
        autoRemoveNonPresent: plan.fields.autoRemoveNonPresent,
        createdById: requestedById,
        createdByName: requestedByName,
      },
    });
    await own(tx, run, 'POLICY', [guid]);
    await writeSchedules(tx, run, guid, plan.schedules);
    const held = {
      guid,
      name: plan.name,
      fields: plan.fields,
      ruleGuid: run.progress.ruleGuid,
      ruleName: plan.upstreamName,
      destinations: plan.destinations,
      schedules: plan.schedules,
      scheduleGuids: partGuids(run, plan.schedules),
    };
    await mirrorPolicy(tx, held, (part) => guidOfPart(run, part), now);
    await mirrorAssignments(tx, plan.machines, { guid, name: plan.name }, now);
    await touchFormer(tx, run.progress.moves ?? plan.moves, now);
    await recordOutcome(tx, run, guid, plan.machines, await creationInTrail(tx, plan));
  });
}

/**
 * The same for a change. Parts that are no longer wanted still exist in Storware: the saga continues to delete them, if
 * there are any.
 */
export async function commitChange(run: SagaRun, plan: ChangePlan): Promise<void> {
  const { policyGuid: guid } = plan;
  await inTransaction(async (tx, now) => {
    await run.put(
      tx,
      plan.dropParts.length === 0
        ? { state: 'DONE', endedAt: now, leaseToken: null }
        : { state: 'FINISHING', attempts: 0 },
    );
    const { name } = await tx.policy.findUniqueOrThrow({ where: { guid }, select: { name: true } });
    const change = await changeInTrail(tx, plan, { name, schedules: await schedulesInTrail(tx, guid) });
    await tx.policy.update({
      where: { guid },
      data: {
        name: plan.name,
        nameKey: nameKey(plan.name),
        ruleGuid: plan.ruleGuid,
        autoRemoveNonPresent: plan.fields.autoRemoveNonPresent,
        version: { increment: 1 },
        changedAt: now,
      },
    });
    await lockMachineRows(tx, [...plan.add, ...plan.remove], [guid]);
    await tx.mirrorMachine.updateMany({
      where: { policyGuid: guid, policyName: { not: plan.name } },
      data: { policyName: plan.name, contentHash: '' },
    });
    await tx.schedule.deleteMany({ where: { guid: { in: plan.dropSchedules } } });
    await tx.schedulePart.deleteMany({ where: { guid: { in: plan.dropParts } } });
    await tx.ownership.deleteMany({ where: { kind: 'SCHEDULE', guid: { in: plan.dropParts } } });
    await writeSchedules(tx, run, guid, plan.schedules);
    const scheduleGuids = [...partGuids(run, plan.schedules), ...plan.foreignSchedules];
    await mirrorPolicy(
      tx,
      {
        guid,
        name: plan.name,
        fields: plan.fields,
        ruleGuid: plan.ruleGuid,
        ruleName: plan.ruleName ?? plan.before.ruleName,
        destinations: plan.destinations,
        schedules: plan.schedules,
        scheduleGuids,
      },
      (part) => guidOfPart(run, part),
      now,
    );
    await mirrorAssignments(tx, plan.add, { guid, name: plan.name }, now);
    await mirrorAssignments(tx, plan.remove, { from: guid }, now);
    await touchFormer(tx, run.progress.moves ?? plan.moves, now);
    const members = await tx.mirrorMachine.findMany({
      where: { policyGuid: guid, deletedAt: null },
      select: { guid: true },
    });
    await recordOutcome(tx, run, guid, [...plan.remove, ...members.map((machine) => machine.guid)], change);
  });
}

/** Nothing of the policy is left in Storware: it is deleted here, with its schedules. */
export async function commitDeletion(run: SagaRun, { policyGuid, name, parts }: DeletePlan): Promise<void> {
  await db().$transaction(
    async (tx) => {
      const now = new Date();
      await run.put(tx, { state: 'DONE', endedAt: now, leaseToken: null });
      const machines = (await tx.mirrorMachine.findMany({ where: { policyGuid }, select: { guid: true } })).map(
        ({ guid }) => guid,
      );
      const schedules = await schedulesInTrail(tx, policyGuid);
      await tx.policy.deleteMany({ where: { guid: policyGuid } });
      await tx.ownership.deleteMany({
        where: {
          OR: [
            { kind: 'POLICY', guid: policyGuid },
            { kind: 'SCHEDULE', guid: { in: parts } },
          ],
        },
      });
      await tx.mirrorPolicy.deleteMany({ where: { guid: policyGuid } });
      await tx.mirrorSchedule.deleteMany({ where: { guid: { in: parts } } });
      await mirrorAssignments(tx, machines, { from: policyGuid }, now);
      await auditSaga(tx, run, 'SUCCEEDED', policyGuid, {
        before: { name, schedules: schedules.map((schedule) => schedule.name) },
        detail: { machinesCount: machines.length },
      });
      await requestSync(tx, { kind: 'policies' });
      await recordChanges(
        tx,
        machines.map((guid) => ({ kind: 'machine', objectId: guid, machineGuid: guid })),
      );
      await recordTenantChanges(tx, [{ tenantId: run.row.tenantId, kind: 'policy', objectId: policyGuid }]);
    },
    { maxWait: 15_000, timeout: 60_000 },
  );
}

async function inTransaction(work: (tx: Tx, now: Date) => Promise<void>): Promise<void> {
  try {
    await db().$transaction((tx) => work(tx, new Date()), { maxWait: 15_000, timeout: timeoutMs });
  } catch (error) {
    if (isNameTaken(error)) throw stepFailed(nameInUse());
    throw error;
  }
}

function isNameTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002' && error.message.includes('nameKey');
}

export function nameInUse(): AppError {
  return new AppError('conflict', {
    detail: say('policy.nameInUse'),
    errors: [fieldFault('name', 'field.inUse')],
  });
}

/** For comparing names without case. */
export function nameKey(name: string): string {
  return name.trim().toLowerCase();
}

async function own(tx: Tx, { row }: SagaRun, kind: 'POLICY' | 'SCHEDULE', guids: readonly string[]): Promise<void> {
  const owner = {
    tenantId: row.tenantId,
    source: 'CREATED' as const,
    assignedById: row.requestedById,
    assignedByName: row.requestedByName,
  };
  await tx.ownership.createMany({ data: guids.map((guid) => ({ kind, guid, ...owner })), skipDuplicates: true });
}

async function writeSchedules(
  tx: Tx,
  run: SagaRun,
  policyGuid: string,
  schedules: readonly PlannedSchedule[],
): Promise<void> {
  for (const [position, schedule] of schedules.entries()) {
    if (schedule.isKept && schedule.guid !== null) {
      await tx.schedule.update({ where: { guid: schedule.guid }, data: { name: schedule.name, position } });
      continue;
    }
    const parts = schedule.parts.map((part) => ({ guid: guidOfPart(run, part), written: part.wanted }));
    const guid = schedule.guid ?? parts[0]?.guid ?? '';
    const row = {
      policyGuid,
      tenantId: run.row.tenantId,
      position,
      name: schedule.name,
      active: schedule.active,
      backupType: schedule.backupType,
      intent: schedule.intent as Prisma.InputJsonObject,
      rewriteAt: schedule.rewriteAt === null ? null : new Date(schedule.rewriteAt),
      rewriteBefore: schedule.rewriteBefore === null ? null : new Date(schedule.rewriteBefore),
      condition: 'OK',
      conditionDetail: null,
      conditionDetailRef: Prisma.DbNull,
    };
    await tx.schedule.upsert({ where: { guid }, create: { guid, ...row }, update: row });
    for (const part of parts)
      await tx.schedulePart.upsert({
        where: { guid: part.guid },
        create: { ...part, scheduleGuid: guid },
        update: { written: part.written },
      });
    if (schedule.event)
      await tx.scheduleEvent.create({
        data: {
          scheduleGuid: guid,
          kind: schedule.event.kind,
          byName: run.row.requestedByName,
          detail: schedule.event.detail,
          detailRef: schedule.event.detailRef ?? Prisma.DbNull,
        },
      });
    await own(
      tx,
      run,
      'SCHEDULE',
      parts.map((part) => part.guid),
    );
  }
}

/** Somebody may be editing the policies that lost machines. */
async function touchFormer(tx: Tx, moves: readonly { from: string }[], now: Date): Promise<void> {
  // In the order of their guids, to avoid deadlocks.
  for (const guid of [...new Set(moves.map(({ from }) => from))].sort())
    await tx.policy.updateMany({ where: { guid }, data: { version: { increment: 1 }, changedAt: now } });
}

/** Last in its transaction: the feed is locked until the commit. */
async function recordOutcome(
  tx: Tx,
  run: SagaRun,
  guid: string,
  machines: readonly string[],
  audited: Pick<AuditInput, 'before' | 'after' | 'detail'>,
): Promise<void> {
  await auditSaga(tx, run, 'SUCCEEDED', guid, audited);
  await requestSync(tx, { kind: 'policies' });
  await recordChanges(
    tx,
    machines.map((machine) => ({ kind: 'machine', objectId: machine, machineGuid: machine })),
  );
  await recordTenantChanges(tx, [{ tenantId: run.row.tenantId, kind: 'policy', objectId: guid }]);
}
