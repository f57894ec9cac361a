import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Failure, Warning, timeParts } from './operation';
import { Instant, MaybeNamedRef, Ref, Sentence } from './scalar';
import { TextRef } from './server-text';

export const recoveryPointStatuses = ['SUCCESS', 'PARTIAL', 'FAILED', 'RUNNING', 'REMOVED', 'UNKNOWN'] as const;
export const recoveryPointTypes = ['FULL', 'INCREMENTAL'] as const;

/** UNKNOWN: the portal does not know Storware's value, see `statusText`. */
export const RecoveryPointStatus = z.enum(recoveryPointStatuses);
export type RecoveryPointStatus = z.infer<typeof RecoveryPointStatus>;

/** A copy in a deleted destination is REMOVED. `stateText` is Storware's value where the state is UNKNOWN. */
export const Copy = z.object({
  destination: MaybeNamedRef,
  role: z.string(),
  state: z.enum(['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED', 'UNKNOWN']),
  stateText: Sentence.nullable(),
});
export type Copy = z.infer<typeof Copy>;

export const RecoveryPoint = z.object({
  guid: z.string(),
  machine: Ref,
  type: z.enum([...recoveryPointTypes, 'UNKNOWN']),
  status: RecoveryPointStatus,
  /** Storware's values for status and type where the portal does not know them. */
  statusText: Sentence.nullable(),
  typeText: Sentence.nullable(),
  /** Null until it has begun, and where Storware gives an impossible time. */
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  sizeBytes: z.number().nullable(),
  durationMs: z.number().nullable(),
  origin: z.enum(['USER', 'SCHEDULE', 'SYSTEM']),
  copies: z.array(Copy),
  expiresAt: Instant.nullable(),
  /** When the portal noticed that Storware no longer lists it: it is history then, and can't be restored. */
  goneAt: Instant.nullable(),
  restorable: z.boolean(),
  /** Why it is not restorable, why it failed, or why its time is not known; null when nothing needs explaining. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
  /** Why the backup failed, who acts and what to do next; null when it did not. */
  failure: Failure.nullable(),
  warnings: z.array(Warning),
  ...timeParts,
  note: z.string().nullable(),
});
export type RecoveryPoint = z.infer<typeof RecoveryPoint>;

export const RecoveryPointFile = z.object({ path: z.string(), sizeBytes: z.number().nullable() });

export const RecoveryPointDetail = RecoveryPoint.extend({
  /** Null: not known, see `filesReason`. */
  files: z.array(RecoveryPointFile).nullable(),
  filesReason: z.string().nullable(),
  filesReasonRef: TextRef.nullish(),
  parent: Ref.nullable(),
  durations: z.object({
    queuedExportMs: z.number().nullable(),
    exportMs: z.number().nullable(),
    queuedStoreMs: z.number().nullable(),
    storeMs: z.number().nullable(),
  }),
});
export type RecoveryPointDetail = z.infer<typeof RecoveryPointDetail>;

export const RecoveryPointList = ListOf(RecoveryPoint);
export type RecoveryPointList = z.infer<typeof RecoveryPointList>;

export const RecoveryPointListQuery = ListQuery(
  ['startedAt', 'sizeBytes', 'durationMs', 'status', 'type'],
  '-startedAt',
).extend({
  status: manyOf(recoveryPointStatuses).optional(),
  type: manyOf(recoveryPointTypes).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type RecoveryPointListQuery = z.output<typeof RecoveryPointListQuery>;
