import * as z from 'zod';
import { Score } from './expected-run';
import { Machine } from './machine';
import { Operation } from './operation';
import { Instant, Ref } from './scalar';

/** "Can I restore right now?": the state of all machines of the tenant. */
export const Overview = z.object({
  machines: z.object({ total: z.number().int(), present: z.number().int(), removed: z.number().int() }),
  protection: z.object({
    PROTECTED: z.number().int(),
    LATE: z.number().int(),
    FAILING: z.number().int(),
    UNPROTECTED: z.number().int(),
    UNKNOWN: z.number().int(),
  }),
  /** How many of the runs that should have happened did. */
  scores: z.object({ days7: Score, days30: Score }),
  /** The policies of which runs were missed or failed in the last 7 days, worst first, at most 5. */
  worstPolicies: z.array(z.object({ policy: Ref, days7: Score })),
  /** Machines with at least one recovery point that can be restored now. */
  restorable: z.number().int(),
  /** Work that failed in the last 24 h, newest first, at most 20; `failuresTotal` counts all. */
  failures: z.array(Operation),
  failuresTotal: z.number().int(),
  running: z.array(Operation),
  /** The machines that need attention first, at most 8. */
  attention: z.array(Machine),
  nextRuns: z.array(z.object({ at: Instant, policy: Ref, machines: z.number().int() })),
  asOf: Instant.nullable(),
});
export type Overview = z.infer<typeof Overview>;
