import * as z from 'zod';

/**
 * What a failed call to the database says about what was asked of it.
 * - `not_done`: certainly not done (never sent, or taken back by the server): it may be done again.
 * - `unknown`: it may have been done, since the answer was lost. Only what changes nothing may be done again.
 * - `busy`: certainly not done; there was no connection or no time for it, and doing it again at once would not help.
 */
export type ConnectionLoss = 'not_done' | 'unknown' | 'busy';

/** The server takes back what it was doing when it ends a connection: FATAL errors of its own (PostgreSQL, appendix A, class 57P and 08, 53300). */
const takenBack: ReadonlySet<string> = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08001',
  '08004',
  '25P03',
  '57P05',
]);
const notReached: ReadonlySet<string> = new Set(['P1001', 'P1002']);
const answerLost: ReadonlySet<string> = new Set(['P1008', 'P1017']);
/** No connection or no time (Prisma), no lock in time (PostgreSQL), and our own pool's word, which Prisma puts into an error of its kind. */
const busy: ReadonlySet<string> = new Set(['P2024', 'P2028', '55P03', 'unavailable']);
const notReachedKinds: ReadonlySet<string> = new Set(['DatabaseNotReachable', 'TooManyConnections']);
const answerLostKinds: ReadonlySet<string> = new Set(['ConnectionClosed', 'SocketTimeout']);

/** What `pg` says of a connection without a code: the first never left this process, with the second there was no answer. */
const neverSent = /is not queryable|timeout exceeded when trying to connect|due to connection timeout/i;
const noAnswer = /^Connection terminated|ECONNRESET|EPIPE|socket hang up/i;

const Cause = z.object({
  originalCode: z.string().optional(),
  code: z.string().optional(),
  kind: z.string().optional(),
});
/** As Prisma tells of it, and as it comes from the driver when a transaction begins or ends. */
const DriverError = z.union([
  z
    .object({ meta: z.object({ driverAdapterError: z.object({ cause: Cause }) }) })
    .transform(({ meta }) => meta.driverAdapterError.cause),
  z.object({ name: z.literal('DriverAdapterError'), cause: Cause }).transform(({ cause }) => cause),
]);
const Coded = z.object({ code: z.string() });

/** What became of a call that failed with `error`; null when that is not about the connection. Pure. */
export function connectionLossOf(error: unknown): ConnectionLoss | null {
  if (!(error instanceof Error)) return null;
  const code = Coded.safeParse(error).data?.code ?? '';
  if (error.name === 'AppError') return null;
  if (busy.has(code)) return 'busy';
  if (notReached.has(code)) return 'not_done';
  const cause = DriverError.safeParse(error).data;
  const codes = [cause?.originalCode, cause?.code].filter((one) => one !== undefined);
  if (codes.some((one) => busy.has(one))) return 'busy';
  if (codes.some((one) => takenBack.has(one)) || notReachedKinds.has(cause?.kind ?? '')) return 'not_done';
  if (answerLost.has(code) || answerLostKinds.has(cause?.kind ?? '') || codes.some((one) => one.startsWith('08')))
    return 'unknown';
  if (neverSent.test(error.message)) return error.message.includes('trying to connect') ? 'busy' : 'not_done';
  return noAnswer.test(error.message) ? 'unknown' : null;
}

/** Whether a `COMMIT` that failed with this certainly never reached the server. Pure. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && neverSent.test(error.message);
}
