import * as z from 'zod';
import { scheduleIntent } from './schedule-intent';
import type { ScheduleIntent } from './schedule-intent';

const Stored = z.object({
  timeZone: z.string(),
  execution: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('TIME'), at: z.string() }),
    z.object({ kind: z.literal('INTERVAL'), from: z.string(), to: z.string(), everyMinutes: z.number() }),
  ]),
  daysOfWeek: z.array(z.string()),
  months: z.array(z.string()),
  occurrences: z.array(z.string()),
  startWindowMinutes: z.number().nullable(),
});

/** An intent as it was stored: plain JSON of a `ScheduleIntent`. Throws for what was never one, or for a zone that is no longer known. */
export function storedIntent(json: unknown): ScheduleIntent {
  const made = scheduleIntent(Stored.parse(json));
  if (!made.ok)
    throw new Error(
      `a stored schedule is no longer valid: ${made.faults.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
    );
  return made.intent;
}
