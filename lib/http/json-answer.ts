import 'server-only';
import type * as z from 'zod';

/**
 * A successful answer. It is parsed once more with its contract, so that nothing leaves that was not promised; one that
 * does not fit is our fault and throws.
 */
export function jsonAnswer(schema: z.ZodType, value: unknown, status = 200): Response {
  return Response.json(schema.parse(value), { status, headers: { 'Cache-Control': 'private, no-store' } });
}
