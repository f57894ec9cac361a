import * as z from 'zod';
import { Score } from './expected-run';
import { ListOf, ListQuery, guidsOf } from './list';
import { Failure } from './operation';
import { Guid, Instant, Ref, Sentence, ThingName } from './scalar';
import { Schedule, ScheduleBody } from './schedule';
import { TextRef } from './server-text';

/** A backup goes when either is exceeded: so many, or so old (STORWARE_API.md 14.11). */
export const RetentionPart = z.strictObject({
  keepLast: z.number().int().min(1, 'keep at least one').max(9999),
  /** Mostly whole; what somebody set in the backup system itself may be any part of a day, and comes back as it was. */
  keepDays: z
    .number()
    .min(1 / 1_440, 'at least a minute')
    .max(36_500),
});
export const Retention = z.strictObject({ full: RetentionPart, incremental: RetentionPart });
export type Retention = z.infer<typeof Retention>;
export const defaultRetention: Retention = {
  full: { keepLast: 4, keepDays: 30 },
  incremental: { keepLast: 30, keepDays: 30 },
};

const PolicyName = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(100, 'at most 100 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not have control characters');

const machineGuids = z
  .array(Guid)
  .max(5_000)
  .refine((guids) => new Set(guids).size === guids.length, 'names a machine twice');

/** A policy is written whole, rule and schedules included; it happens altogether or not at all. */
export const PolicyBody = z.strictObject({
  name: PolicyName,
  active: z.boolean().default(true),
  priority: z.number().int().min(0).max(100).default(50),
  machines: machineGuids.default([]),
  /** Those of `machines` that leave another policy for this one: each has to be named. */
  moveMachines: machineGuids.default([]),
  autoRemoveNonPresent: z.boolean().default(false),
  destination: Guid,
  secondaryDestination: Guid.nullable().default(null),
  retention: Retention.default(defaultRetention),
  schedules: z.array(ScheduleBody).max(50).default([]),
  /** Of the policy as it was when it was read; another one means that somebody else has saved since (409). */
  version: z.number().int().optional(),
});
export type PolicyBody = z.output<typeof PolicyBody>;

/** CANNOT_RUN: none of its backups can be stored, see `obstacle`. */
export const policyConditions = ['OK', 'SAVING', 'DELETING', 'CHANGED_ELSEWHERE', 'CANNOT_RUN'] as const;

export const Policy = z.object({
  guid: z.string(),
  name: ThingName,
  active: z.boolean(),
  priority: z.number().int(),
  machines: z.array(Ref),
  destination: Ref.nullable(),
  secondaryDestination: Ref.nullable(),
  retention: z.object({
    full: z.object({ keepLast: z.number().nullable(), keepDays: z.number().nullable() }),
    incremental: z.object({ keepLast: z.number().nullable(), keepDays: z.number().nullable() }),
  }),
  schedules: z.array(Schedule),
  autoRemoveNonPresent: z.boolean(),
  version: z.number().int(),
  /** Made by the provider: shown, not changed. */
  readOnly: z.boolean(),
  condition: z.enum(policyConditions),
  /** Why it can’t run, who acts and what is to be done; null when it can. Its machines are not protected by it meanwhile. */
  obstacle: z
    .object({
      reason: Sentence,
      reasonRef: TextRef.nullish(),
      owner: Failure.shape.owner,
      nextStep: z.string(),
      nextStepRef: TextRef.nullish(),
    })
    .nullable(),
  nextRunAt: Instant.nullable(),
  /** Of the newest run that has ended. */
  lastResult: z.object({ at: Instant, kept: z.number().int(), failed: z.number().int() }).nullable(),
  scores: z.object({ days7: Score, days30: Score }),
});
export type Policy = z.infer<typeof Policy>;

export const PolicyList = ListOf(Policy);
export type PolicyList = z.infer<typeof PolicyList>;
export const PolicyListQuery = ListQuery(['name', 'nextRunAt', 'machines'], 'name');
export type PolicyListQuery = z.output<typeof PolicyListQuery>;

/** The machines that somebody has seen to lose their protection: when others would too, nothing is deleted. A list, or separated by commas. */
export const DeletePolicyQuery = z.object({ machines: guidsOf.optional() });

/** The machines that have no policy any more. */
export const DeletePolicyAnswer = z.object({ released: z.array(Ref) });
export type DeletePolicyAnswer = z.infer<typeof DeletePolicyAnswer>;

/** What may be chosen for a policy. `machines` are all that the tenant owns and that are still there, with the policy that each has. */
export const PolicyOptions = z.object({
  destinations: z.array(Ref.extend({ default: z.boolean() })),
  destinationsReason: z.string().nullable(),
  destinationsReasonRef: TextRef.nullish(),
  timeZone: z.string(),
  retention: Retention,
});
export type PolicyOptions = z.infer<typeof PolicyOptions>;

/** Gives machines a policy, or takes theirs (`policy: null`). Those of `move` may leave the one that they have. */
export const AssignPolicyBody = z.strictObject({
  policy: Guid.nullable(),
  machines: machineGuids.min(1, 'choose at least one machine').max(200, 'at most 200 machines at once'),
  move: machineGuids.default([]),
});
export type AssignPolicyBody = z.output<typeof AssignPolicyBody>;
export const assignmentOutcomes = [
  'PENDING',
  'ASSIGNED',
  'MOVED',
  'REMOVED',
  'UNCHANGED',
  'HAS_ANOTHER',
  'FAILED',
  'UNKNOWN',
] as const;
/** While it is `RUNNING` some outcomes are `PENDING`. */
export const AssignPolicyAnswer = z.object({
  id: z.string(),
  state: z.enum(['RUNNING', 'ENDED']),
  results: z.array(
    z.object({
      machine: Ref,
      outcome: z.enum(assignmentOutcomes),
      reason: z.string().nullable(),
      reasonRef: TextRef.nullish(),
      former: Ref.nullable(),
    }),
  ),
});
export type AssignPolicyAnswer = z.infer<typeof AssignPolicyAnswer>;
