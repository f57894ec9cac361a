import * as z from 'zod';
import { Score } from './expected-run';
import { fault } from './faults';
import { ChoosableMachine, Machine, ProtectionState, protectionStates } from './machine';
import { Operation } from './operation';
import { Instant, Ref } from './scalar';

/** "Can I restore right now?": the state of all machines of the tenant. */
export const Overview = z.object({
  machines: z.object({ total: z.number().int(), present: z.number().int(), removed: z.number().int() }),
  /** How many machines are in each state; their sum is `machines.total`. */
  protection: z.object(
    Object.fromEntries(protectionStates.map((state) => [state, z.number().int()])) as Record<ProtectionState, z.ZodInt>,
  ),
  /** How many of the expected runs were made. */
  scores: z.object({ days7: Score, days30: Score }),
  /**
   * The outcomes of the planned backups of the last 30 calendar days in the tenant's time zone, oldest first, today
   * last. `from` is when the day begins; `missed` includes failed runs. Runs that are open or were not expected are not
   * counted.
   */
  days: z.array(
    z.object({
      date: z.iso.date(),
      from: Instant,
      onTime: z.number().int(),
      late: z.number().int(),
      missed: z.number().int(),
    }),
  ),
  /** The policies with missed or failed runs in the last 7 days, worst first, at most 5. */
  worstPolicies: z.array(z.object({ policy: Ref, days7: Score })),
  /** Machines with at least one recovery point that can be restored now. */
  restorable: z.number().int(),
  /** Work that failed in the last 24 h, newest first, at most 20; `failuresTotal` counts all. */
  failures: z.array(Operation),
  failuresTotal: z.number().int(),
  running: z.array(Operation),
  /** The machines that need attention first, at most 8; `attentionTotal` counts all, without deleted ones. */
  attention: z.array(Machine),
  attentionTotal: z.number().int(),
  nextRuns: z.array(z.object({ at: Instant, policy: Ref, machines: z.number().int() })),
  asOf: Instant.nullable(),
});
export type Overview = z.infer<typeof Overview>;

export const SearchQuery = z.object({ q: z.string().trim().min(1, fault('searchMissing')).max(200) });
export type SearchQuery = z.output<typeof SearchQuery>;

/** The tenant's objects with this name: at most 8 machines and 5 policies, each sorted by name. */
export const SearchAnswer = z.object({
  machines: z.array(ChoosableMachine.extend({ protection: ProtectionState })),
  policies: z.array(Ref.extend({ active: z.boolean(), machines: z.number().int() })),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
