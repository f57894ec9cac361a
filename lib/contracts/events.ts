import * as z from 'zod';
import { Machine } from './machine';
import { Mount } from './mount';
import { Operation } from './operation';
import { Instant } from './scalar';
import { TextRef } from './server-text';

/** `LIVE`: data is up to date; `LATE`: data is older than expected; `DOWN`: Storware can't be reached. */
export const Freshness = z.object({
  state: z.enum(['LIVE', 'LATE', 'DOWN']),
  /** The oldest time of the data shown: when the portal last read tasks and machines. */
  asOf: Instant.nullable(),
  /** Why it is late or down, as text for a tenant. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
});
export type Freshness = z.infer<typeof Freshness>;

/** Says that the tenant may no longer see an object. */
const Gone = z.object({ kind: z.enum(['machine', 'operation', 'policy']), id: z.string() });

/** The stream sends a heartbeat at least this often. */
export const heartbeatMs = 15_000;

/**
 * Names and payloads of the event stream. `heartbeat` carries the portal's time; with an `id`, everything up to that
 * change has been sent. `resync` asks the page to read everything again (a gap, or a change of rights).
 */
export const streamEvents = {
  operation: Operation,
  machine: Machine,
  policy: z.object({ guid: z.string() }),
  mount: Mount,
  /** Entries were added to the tenant's audit trail; only for those who may read it. */
  audit: z.object({}),
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
