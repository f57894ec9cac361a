import 'server-only';
import type * as z from 'zod';

/** The portal's time: what a page shows relative to now is reckoned from it, and not from the clock of the browser. */
export const serverTimeHeader = 'x-server-time';
/** The id of the newest event of `/events` whose change the answer surely shows. */
export const lastEventIdHeader = 'x-last-event-id';

/**
 * A successful answer. It is parsed once more with its contract, so that nothing leaves that was not promised; one that
 * does not fit is our fault and throws. `shows` is the newest event that was told before the data was read.
 */
export function jsonAnswer(schema: z.ZodType, value: unknown, status = 200, shows: string | null = null): Response {
  return Response.json(schema.parse(value), {
    status,
    headers: {
      'Cache-Control': 'private, no-store',
      [serverTimeHeader]: new Date().toISOString(),
      ...(shows === null ? {} : { [lastEventIdHeader]: shows }),
    },
  });
}
