import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Guid, Instant, Ref } from './scalar';
import { TextRef } from './server-text';

export const operationKinds = ['BACKUP', 'RESTORE', 'MOUNT', 'UNMOUNT', 'DELETE', 'OTHER'] as const;
export const operationStates = [
  'REQUESTED',
  'QUEUED',
  'RUNNING',
  'CANCELLING',
  'SUCCEEDED',
  'WARNING',
  'FAILED',
  'CANCELLED',
  'NOT_STARTED',
] as const;
export const operationOrigins = ['USER', 'SCHEDULE', 'OTHER'] as const;

export const OperationKind = z.enum(operationKinds);
export type OperationKind = z.infer<typeof OperationKind>;
export const OperationState = z.enum(operationStates);
export type OperationState = z.infer<typeof OperationState>;
export const OperationOrigin = z.enum(operationOrigins);
export type OperationOrigin = z.infer<typeof OperationOrigin>;

const settled: ReadonlySet<OperationState> = new Set(['SUCCEEDED', 'WARNING', 'FAILED', 'CANCELLED', 'NOT_STARTED']);
/** True when the state is final. */
export function isSettled(state: OperationState): boolean {
  return settled.has(state);
}

/** States that are not final. */
export const openStates = operationStates.filter((state) => !isSettled(state));

export const PhaseState = z.enum(['WAITING', 'QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'NOT_REACHED']);
export type PhaseState = z.infer<typeof PhaseState>;

/**
 * One step of the work, such as export or store; `WAITING` until Storware has created its task, `NOT_REACHED` when it
 * never will.
 */
export const Phase = z.object({
  type: z.string(),
  state: PhaseState,
  progress: z.number().min(0).max(100),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  message: z.string().nullable(),
  messageRef: TextRef.nullish(),
});
export type Phase = z.infer<typeof Phase>;

/**
 * Why it failed, as text for a person: the cause, who has to act, and what to do next. `detail` is for a support
 * engineer. `action` is the next step that the portal offers: RETRY repeats the request, RESTORE chooses a recovery
 * point of the machine, LOOK shows its state, TELL collects what the provider needs to know.
 */
export const Failure = z.object({
  cause: z.string(),
  causeRef: TextRef.nullish(),
  owner: z.enum(['YOU', 'PROVIDER', 'PLATFORM']),
  nextStep: z.string(),
  nextStepRef: TextRef.nullish(),
  detail: z.string().nullable(),
  action: z.enum(['RETRY', 'RESTORE', 'LOOK', 'TELL']).nullable(),
});
export type Failure = z.infer<typeof Failure>;

/** Storware's warnings about successful work, sanitized. `acknowledgedBy`: who has acknowledged them, or null. */
export const Warning = z.object({
  text: z.string(),
  textRef: TextRef.nullish(),
  acknowledgedBy: z.object({ name: z.string() }).nullable(),
});
export type Warning = z.infer<typeof Warning>;

/**
 * Waiting time and working time, in milliseconds: `workedMs` is how long the phases ran, `waitedMs` the rest of the
 * time from request to end (queues, and pauses between phases). Null while it runs, and where it is not known.
 */
export const timeParts = { waitedMs: z.number().nullable(), workedMs: z.number().nullable() };

/** The work on one machine over its whole chain of phases. `version` grows with every change of the operation. */
export const Operation = z.object({
  id: z.string(),
  version: z.number().int(),
  kind: OperationKind,
  machine: Ref,
  state: OperationState,
  progress: z.number().min(0).max(100),
  phases: z.array(Phase),
  etaAt: Instant.nullable(),
  requestedBy: z.object({ name: z.string() }).nullable(),
  origin: OperationOrigin,
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  failure: Failure.nullable(),
  warnings: z.array(Warning),
  ...timeParts,
  /** The requested type, and the type that Storware made once it is known (13.40). */
  backupType: z.object({ requested: z.string().nullable(), actual: z.string().nullable() }).nullable(),
  result: z.object({ machine: Ref.nullable(), recoveryPoint: Ref.nullable(), mount: z.string().nullable() }).nullable(),
  /** What still follows, or what was left behind; null when there is nothing to say. */
  note: z.string().nullable(),
  noteRef: TextRef.nullish(),
  /** The recovery point that a restore or mount works with. */
  source: z.object({ guid: z.string(), startedAt: Instant.nullable() }).nullable(),
});
export type Operation = z.infer<typeof Operation>;

/** How long the portal keeps ended operations, and recovery points that Storware no longer lists. */
export const historyKeptDays = 400;

/**
 * How far back the list goes. `followedSince`: when the portal first saw the machine (without a machine: the first of
 * all). `oldestAt`: the oldest entry of a machine.
 */
export const OperationHistory = z.object({
  followedSince: Instant.nullable(),
  oldestAt: Instant.nullable(),
  keptDays: z.number().int(),
});
export type OperationHistory = z.infer<typeof OperationHistory>;

export const OperationList = ListOf(Operation).extend({ history: OperationHistory });
export type OperationList = z.infer<typeof OperationList>;

export const OperationListQuery = ListQuery(['requestedAt', 'machine', 'state'], '-requestedAt').extend({
  state: manyOf(operationStates).optional(),
  kind: manyOf(operationKinds).optional(),
  origin: manyOf(operationOrigins).optional(),
  machine: Guid.optional(),
  /** With `machine`: also backups known only from Storware's own history, as operations that have ended. */
  recorded: z.enum(['true', 'false']).optional(),
});
export type OperationListQuery = z.output<typeof OperationListQuery>;

/** The response to a request that started work. */
export const OperationAnswer = z.object({ operation: Operation });
export type OperationAnswer = z.infer<typeof OperationAnswer>;
