import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Failure, Warning, timeParts } from './operation';
import { Instant, Ref, Sentence } from './scalar';
import { TextRef } from './server-text';

export const recoveryPointStatuses = ['SUCCESS', 'PARTIAL', 'FAILED', 'RUNNING', 'REMOVED', 'UNKNOWN'] as const;
export const recoveryPointTypes = ['FULL', 'INCREMENTAL'] as const;

/** UNKNOWN: the backup system calls it by a word that the portal has no meaning for, see `statusText`. */
export const RecoveryPointStatus = z.enum(recoveryPointStatuses);
export type RecoveryPointStatus = z.infer<typeof RecoveryPointStatus>;

/** A copy in a destination that is gone is REMOVED. `stateText` is the backup system's own word where the state is UNKNOWN. */
export const Copy = z.object({
  destination: Ref,
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
  /** The backup system's own words for status and type where the portal does not understand them. */
  statusText: Sentence.nullable(),
  typeText: Sentence.nullable(),
  /** Null while it has not begun, and where the backup system gives a time that can't be. */
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  sizeBytes: z.number().nullable(),
  durationMs: z.number().nullable(),
  origin: z.enum(['USER', 'SCHEDULE', 'SYSTEM']),
  copies: z.array(Copy),
  expiresAt: Instant.nullable(),
  /** When the portal noticed that the backup system no longer names it: it is history then, and can't be restored. */
  goneAt: Instant.nullable(),
  restorable: z.boolean(),
  /** Why it is not restorable, why it failed, or why its time is not known; null when there is nothing to explain. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
  /** Why the backup failed, who acts and what comes next; null when it did not. */
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
