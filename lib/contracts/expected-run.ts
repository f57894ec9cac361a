import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Guid, Instant, Ref } from './scalar';
import { TextRef } from './server-text';

export const expectedRunStates = ['KEPT', 'LATE', 'MISSED', 'FAILED', 'SKIPPED', 'OPEN'] as const;
/**
 * KEPT: a backup was made in its window. LATE: made, but after it. FAILED: tried in vain. MISSED: nothing happened. SKIPPED: not to be expected
 * (the machine was gone, the backup system down). OPEN: its window has not ended.
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
  /** Why it was not kept, as text for a person. */
  cause: z.string().nullable(),
  causeRef: TextRef.nullish(),
  /** The recovery point that came of it, or of the attempt. */
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

/** How many of the runs that should have happened did; `percent` is null when none was to be expected. SKIPPED and OPEN don't count. */
export const Score = z.object({ expected: z.number().int(), kept: z.number().int(), percent: z.number().nullable() });
export type Score = z.infer<typeof Score>;
