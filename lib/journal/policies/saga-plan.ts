import 'server-only';
import * as z from 'zod';
import type { AuditAction } from '@/lib/contracts/audit';
import { TextRef } from '@/lib/contracts/server-text';
import type { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { SagaFailed } from '@/lib/journal/sagas/saga';
import type { Saga, SagaFormat } from '@/lib/journal/sagas/saga';
import { WrittenSchedule } from '@/lib/journal/schedules/schedule-part';

const Retention = z.object({
  keepLastFull: z.number(),
  keepFullNewerThanMs: z.number(),
  keepLastIncremental: z.number(),
  keepIncrementalNewerThanMs: z.number(),
});
export const PlannedDestination = z.object({
  role: z.enum(['PRIMARY', 'SECONDARY']),
  destinationGuid: z.string(),
  active: z.boolean(),
  retention: Retention,
});
export type PlannedDestination = z.infer<typeof PlannedDestination>;

/**
 * One schedule in Storware: to be created under `name` (`guid` null), or to be changed from `before`; then `name` is
 * empty unless it is to be renamed from `heldName`. `spareName` is used when `name` is taken.
 */
const PlannedPart = z.object({
  name: z.string(),
  spareName: z.string().default(''),
  guid: z.string().nullable(),
  wanted: WrittenSchedule,
  before: WrittenSchedule.nullable(),
  heldName: z.string().nullable().default(null),
});
export type PlannedPart = z.infer<typeof PlannedPart>;

/** A schedule definition of the tenant, with its Storware schedules. */
export const PlannedSchedule = z.object({
  /** Null for a new one. */
  guid: z.string().nullable(),
  name: z.string(),
  active: z.boolean(),
  backupType: z.enum(['FULL', 'INCREMENTAL']),
  intent: z.record(z.string(), z.json()),
  rewriteAt: z.iso.datetime().nullable(),
  rewriteBefore: z.iso.datetime().nullable(),
  parts: z.array(PlannedPart).min(1),
  /** Somebody changed it in Storware, and it stays so: only its name changes. */
  isKept: z.boolean(),
  /** The entry for its history; null when nothing changes. */
  event: z
    .object({ kind: z.enum(['CREATED', 'CHANGED']), detail: z.string(), detailRef: TextRef.nullish() })
    .nullable(),
});
export type PlannedSchedule = z.infer<typeof PlannedSchedule>;

const PolicyFields = z.object({ active: z.boolean(), priority: z.number(), autoRemoveNonPresent: z.boolean() });
export type PolicyFields = z.infer<typeof PolicyFields>;

/** A machine that moves from the policy `from` to this one. */
const Move = z.object({ machine: z.string(), from: z.string() });
export type Move = z.infer<typeof Move>;

export const CreatePlan = z.object({
  kind: z.literal('CREATE'),
  upstreamName: z.string(),
  /** Used when that name is taken. */
  spareName: z.string().default(''),
  name: z.string(),
  tenantTag: z.string().nullable(),
  fields: PolicyFields,
  machines: z.array(z.string()),
  moves: z.array(Move),
  destinations: z.array(PlannedDestination),
  schedules: z.array(PlannedSchedule),
});
export type CreatePlan = z.infer<typeof CreatePlan>;

export const ChangePlan = z.object({
  kind: z.literal('CHANGE'),
  policyGuid: z.string(),
  name: z.string(),
  /** The new names of policy and rule in Storware; null when they have them already. */
  upstreamName: z.string().nullable().default(null),
  spareName: z.string().default(''),
  ruleName: z.string().nullable().default(null),
  tenantTag: z.string().nullable(),
  fields: PolicyFields,
  ruleGuid: z.string(),
  add: z.array(z.string()),
  remove: z.array(z.string()),
  moves: z.array(Move),
  destinations: z.array(PlannedDestination),
  schedules: z.array(PlannedSchedule),
  /** Schedules that somebody else added to the rule: they stay in it. */
  foreignSchedules: z.array(z.string()),
  /**
   * Schedules of the tenant to be deleted, and all Storware schedules to be deleted: theirs, and those that changed
   * ones no longer need.
   */
  dropSchedules: z.array(z.string()),
  dropParts: z.array(z.string()),
  before: z.object({
    fields: PolicyFields,
    destinations: z.array(PlannedDestination),
    scheduleGuids: z.array(z.string()),
    name: z.string().nullable().default(null),
    ruleName: z.string().nullable().default(null),
  }),
});
export type ChangePlan = z.infer<typeof ChangePlan>;

export const DeletePlan = z.object({
  kind: z.literal('DELETE'),
  policyGuid: z.string(),
  name: z.string(),
  parts: z.array(z.string()),
});
export type DeletePlan = z.infer<typeof DeletePlan>;

/** A machine to be assigned: with its policy by the mirror, and whether it may leave that. */
const AssignmentOrder = z.object({
  guid: z.string(),
  name: z.string(),
  from: z.string().nullable(),
  mayMove: z.boolean(),
});
export type AssignmentOrder = z.infer<typeof AssignmentOrder>;

/**
 * Assigns the policy to machines, or none (null), one by one, each with its own outcome: such a saga never rolls back.
 */
export const AssignPlan = z.object({
  kind: z.literal('ASSIGN'),
  policyGuid: z.string().nullable(),
  name: z.string(),
  machines: z.array(AssignmentOrder).default([]),
  /** The tenant's names of the former policies of its machines, of those that it could see. */
  formerNames: z.record(z.string(), z.string()).default({}),
});
export type AssignPlan = z.infer<typeof AssignPlan>;

const AssignmentResult = z.object({
  outcome: z.enum(['ASSIGNED', 'MOVED', 'REMOVED', 'UNCHANGED', 'HAS_ANOTHER', 'FAILED', 'UNKNOWN']),
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
  former: z.string().nullable(),
});
export type AssignmentResult = z.infer<typeof AssignmentResult>;

export const SagaPlan = z.discriminatedUnion('kind', [CreatePlan, ChangePlan, DeletePlan, AssignPlan]);
export type SagaPlan = z.infer<typeof SagaPlan>;

/** The progress of a saga, recorded before each call and after each response. */
export const SagaProgress = z.object({
  /** What a call may have changed: `schedule <name or guid>`, `rule`, `policy`. */
  touched: z.array(z.string()).default([]),
  /** Guids that Storware returned, by planned name. */
  made: z.record(z.string(), z.string()).default({}),
  /** The name under which the policy was created; null: the planned one. */
  policyName: z.string().nullable().default(null),
  ruleGuid: z.string().nullable().default(null),
  /** The machines that really had another policy. */
  moves: z.array(Move).nullable().default(null),
  /** Of an assignment: the outcome of each machine, by guid. */
  outcomes: z.record(z.string(), AssignmentResult).default({}),
  /** When a call last got no response and had no visible effect: it may still arrive for a while. */
  uncertainAt: z.iso.datetime().nullable().default(null),
});
export type SagaProgress = z.infer<typeof SagaProgress>;

/** The format of `Saga.plan`. */
export const StoredSaga = z.object({ plan: SagaPlan, progress: SagaProgress });

export const policySagaFormat: SagaFormat<SagaPlan, SagaProgress> = {
  parse: (stored) => StoredSaga.parse(stored),
  serialize: (plan, progress) => ({ plan, progress }),
};

/** A saga that writes a policy, held by this process. */
export type SagaRun = Saga<SagaPlan, SagaProgress>;

/** A step failed for a reason that the waiting user is shown. `isUncertain`: its call may still arrive. */
export function stepFailed(error: AppError, isUncertain = false): SagaFailed {
  return new SagaFailed(error, failureOf(error), isUncertain);
}

/** The format of an error in the saga's row. */
export function failureOf(error: AppError): SagaFailed['failure'] {
  const { code, detail = null, detailRef = null } = error;
  return { code, detail, detailRef };
}

const actions: Readonly<Record<SagaPlan['kind'], AuditAction>> = {
  CREATE: 'policy.create',
  CHANGE: 'policy.change',
  DELETE: 'policy.delete',
  ASSIGN: 'policy.assign',
};

/** The audit entry for the outcome of a saga. `policyGuid` null: there is no such policy (any more). */
export function auditSaga(
  tx: Tx,
  { row, plan }: Pick<SagaRun, 'row' | 'plan'>,
  outcome: AuditInput['outcome'],
  policyGuid: string | null,
  said: Pick<AuditInput, 'before' | 'after' | 'detail'> = {},
): Promise<void> {
  return audit(tx, {
    tenantId: row.tenantId,
    actor: { id: row.requestedById, name: row.requestedByName ?? 'System' },
    action: actions[plan.kind],
    object:
      plan.kind === 'ASSIGN' && policyGuid === null
        ? null
        : { kind: 'policy', id: policyGuid ?? row.id, name: plan.name },
    outcome,
    ...said,
    requestId: row.requestId ?? undefined,
  });
}
