import * as z from 'zod';
import { Score } from './expected-run';
import { fault } from './faults';
import { ListOf, ListQuery, guidsOf } from './list';
import { Failure } from './operation';
import { Guid, Instant, MaybeNamedRef, Ref, Sentence, ThingName } from './scalar';
import { Schedule, ScheduleBody } from './schedule';
import { TextRef } from './server-text';

/** A backup is removed when either limit is exceeded: count or age (STORWARE_API.md 14.11). */
export const RetentionPart = z.strictObject({
  keepLast: z.number().int().min(1, fault('keepOne')).max(9999),
  /** Usually whole days; a value that was set in Storware may be any part of a day, and is returned unchanged. */
  keepDays: z
    .number()
    .min(1 / 1_440, fault('keepMinute'))
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
  .min(1, fault('nameMissing'))
  .max(100, fault('charactersMost', { max: 100 }))
  .regex(/^[^\p{Cc}]*$/u, fault('controlCharacters'));

const machineGuids = z
  .array(Guid)
  .max(5_000)
  .refine((guids) => new Set(guids).size === guids.length, fault('machineTwice'));

/** A policy is written as a whole, with rule and schedules: all of it or nothing. */
export const PolicyBody = z.strictObject({
  name: PolicyName,
  active: z.boolean().default(true),
  priority: z.number().int().min(0).max(100).default(50),
  machines: machineGuids.default([]),
  /** Those of `machines` that leave another policy for this one: each has to be listed. */
  moveMachines: machineGuids.default([]),
  autoRemoveNonPresent: z.boolean().default(false),
  destination: Guid,
  secondaryDestination: Guid.nullable().default(null),
  retention: Retention.default(defaultRetention),
  schedules: z.array(ScheduleBody).max(50).default([]),
  /** The version that was read; another one means that somebody else has saved since (409). */
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
  destination: MaybeNamedRef.nullable(),
  secondaryDestination: MaybeNamedRef.nullable(),
  retention: z.object({
    full: z.object({ keepLast: z.number().nullable(), keepDays: z.number().nullable() }),
    incremental: z.object({ keepLast: z.number().nullable(), keepDays: z.number().nullable() }),
  }),
  schedules: z.array(Schedule),
  autoRemoveNonPresent: z.boolean(),
  version: z.number().int(),
  /** Made by the provider: shown, but read-only. */
  readOnly: z.boolean(),
  condition: z.enum(policyConditions),
  /** Why it can't run, who acts and what to do; null when it can. Its machines are not protected meanwhile. */
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

/**
 * The machines that the person knows will lose their protection: when there are others, nothing is deleted. A list, or
 * separated by commas.
 */
export const DeletePolicyQuery = z.object({ machines: guidsOf.optional() });

/** The machines that no longer have a policy. */
export const DeletePolicyAnswer = z.object({ released: z.array(Ref) });
export type DeletePolicyAnswer = z.infer<typeof DeletePolicyAnswer>;

/** The choices for a policy. `machines` are all of the tenant's present machines, with the policy of each. */
export const PolicyOptions = z.object({
  destinations: z.array(MaybeNamedRef.extend({ default: z.boolean() })),
  destinationsReason: z.string().nullable(),
  destinationsReasonRef: TextRef.nullish(),
  timeZone: z.string(),
  retention: Retention,
});
export type PolicyOptions = z.infer<typeof PolicyOptions>;

/** Assigns a policy to machines, or removes it (`policy: null`). Those of `move` may leave their present policy. */
export const AssignPolicyBody = z.strictObject({
  policy: Guid.nullable(),
  machines: machineGuids.min(1, fault('chooseMachine')).max(200, fault('machinesMost', { max: 200 })),
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
