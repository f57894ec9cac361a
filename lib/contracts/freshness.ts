import * as z from 'zod';
import { Instant } from './scalar';

/** `LIVE`: data is as new as it should be; `LATE`: older than it should be; `DOWN`: Storware can't be reached. */
export const Freshness = z.object({
  state: z.enum(['LIVE', 'LATE', 'DOWN']),
  /** The oldest of what is shown: when the portal last heard tasks and machines. */
  asOf: Instant.nullable(),
  /** Why it is late or down, in a tenant's words. */
  reason: z.string().nullable(),
});
export type Freshness = z.infer<typeof Freshness>;
