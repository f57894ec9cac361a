import * as z from 'zod';
import { Machine } from './machine';
import { Mount } from './mount';
import { Operation } from './operation';
import { Instant } from './scalar';
import { TextRef } from './server-text';

/** `LIVE`: data is as new as it should be; `LATE`: older than it should be; `DOWN`: Storware can't be reached. */
export const Freshness = z.object({
  state: z.enum(['LIVE', 'LATE', 'DOWN']),
  /** The oldest of what is shown: when the portal last read tasks and machines. */
  asOf: Instant.nullable(),
  /** Why it is late or down, in a tenant's words. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
});
export type Freshness = z.infer<typeof Freshness>;

/** Says that an object is no longer the tenant's to see. */
const Gone = z.object({ kind: z.enum(['machine', 'operation', 'policy']), id: z.string() });

/** The stream shows a sign of life at least this often. */
export const heartbeatMs = 15_000;

/**
 * Names and payloads of the event stream; `heartbeat` is the sign of life that a script can see (comments it can't), with the
 * portal's time, and where its `id` is given everything up to that change has been sent; `resync` asks the page to read everything again (a gap, or a change of rights).
 */
export const streamEvents = {
  operation: Operation,
  machine: Machine,
  policy: z.object({ guid: z.string() }),
  mount: Mount,
  freshness: Freshness,
  heartbeat: z.object({ at: Instant }),
  gone: Gone,
  resync: z.object({ reason: z.string() }),
  end: z.object({ reason: z.string() }),
} as const;

export type StreamEventName = keyof typeof streamEvents;
export type StreamEvent = {
  [N in StreamEventName]: { id: string | null; event: N; data: z.infer<(typeof streamEvents)[N]> };
}[StreamEventName];
