import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Guid, Instant, Ref } from './scalar';
import { TextRef } from './server-text';

export const expectedRunStates = ['KEPT', 'LATE', 'MISSED', 'FAILED', 'SKIPPED', 'OPEN'] as const;
/**
 * KEPT: a backup was made in its window. LATE: made after it. FAILED: every attempt failed. MISSED: there was no
 * attempt. SKIPPED: not expected (the machine was deleted, the backup system down). OPEN: its window has not ended.
 */
export const ExpectedRunState = z.enum(expectedRunStates);
export type ExpectedRunState = z.infer<typeof ExpectedRunState>;

export const ExpectedRun = z.object({
  at: Instant,
  windowEndsAt: Instant,
  machine: Ref,
  policy: Ref,
  schedule: Ref,
  state: ExpectedRunState,
  /** Why there was no backup in the window, as text for a person. */
  cause: z.string().nullable(),
  causeRef: TextRef.nullish(),
  /** The recovery point that the run made, or that its attempt left. */
  recoveryPoint: z.string().nullable(),
  happenedAt: Instant.nullable(),
});
export type ExpectedRun = z.infer<typeof ExpectedRun>;

export const ExpectedRunList = ListOf(ExpectedRun);
export type ExpectedRunList = z.infer<typeof ExpectedRunList>;
export const ExpectedRunListQuery = ListQuery(['at', 'machine'], '-at').extend({
  state: manyOf(expectedRunStates).optional(),
  machine: Guid.optional(),
  policy: Guid.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type ExpectedRunListQuery = z.output<typeof ExpectedRunListQuery>;

/** How many of the expected runs were made; `percent` is null when none was expected. SKIPPED and OPEN don't count. */
export const Score = z.object({ expected: z.number().int(), kept: z.number().int(), percent: z.number().nullable() });
export type Score = z.infer<typeof Score>;
