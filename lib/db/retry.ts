import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { AppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import type { PrismaClient } from './generated/client';
import { withLastActs } from './last-acts';

/** Pauses between retries, in milliseconds: a server that closed our connections accepts new ones at once. */
const pausesMs = [20, 150, 600];
const retryAfterSeconds = 2;

const reading: ReadonlySet<string> = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
]);

/**
 * The client with retries after a lost connection: a transaction as a whole as long as its COMMIT was not sent, a
 * single statement when it was certainly not executed or changes nothing. Otherwise, and when the retry fails, AppError
 * `unavailable` is thrown; also when no connection was free in time. A transaction's function may therefore run more
 * than once.
 */
export function withRetries(client: PrismaClient): PrismaClient {
  const single = client.$extends({
    query: {
      $allOperations: (call) => {
        const { operation, query } = call;
        const args: unknown = call.args;
        // A statement inside a transaction is lost with all of it.
        if (isInTransaction(call)) return query(args);
        const isReading = reading.has(operation) || (operation === '$queryRaw' && readsOnly(args));
        return again(
          () => query(args),
          (loss) => loss === 'not_done' || isReading,
        );
      },
    },
  }) as unknown as PrismaClient;
  return new Proxy(single, {
    get: (target, key) =>
      key === '$transaction'
        ? (work: unknown, options: unknown) => transaction(target, work, options)
        : (Reflect.get(target, key, target) as unknown),
  });
}

type Transact = (work: unknown, options?: unknown) => Promise<unknown>;
type Interactive = (tx: unknown) => Promise<unknown>;

function transaction(client: PrismaClient, work: unknown, options: unknown): Promise<unknown> {
  const transact = client.$transaction.bind(client) as Transact;
  if (typeof work !== 'function')
    return again(
      () => transact(work, options),
      () => false,
    );
  let isCommitting = false;
  const once = (): Promise<unknown> => {
    isCommitting = false;
    return transact(async (tx: object) => {
      const result = await withLastActs(tx, () => (work as Interactive)(tx));
      isCommitting = true;
      return result;
    }, options);
  };
  return again(once, (_loss, error) => !isCommitting || wasNeverSent(error));
}

async function again<T>(
  work: () => Promise<T>,
  mayRepeat: (loss: 'not_done' | 'unknown', error: unknown) => boolean,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const loss = connectionLossOf(error);
      if (loss === null) throw error;
      const pauseMs = pausesMs[attempt];
      if (loss === 'busy' || pauseMs === undefined || !mayRepeat(loss, error))
        throw new AppError('unavailable', { cause: error, meta: { loss, attempts: attempt + 1 }, retryAfterSeconds });
      log.debug({ module: 'db', loss, attempt }, 'a connection to the database was lost: doing it again');
      await pause(pauseMs);
    }
  }
}

/** Prisma passes its extensions the transaction of a statement, if any. */
function isInTransaction(call: object): boolean {
  const internal = (call as { __internalParams?: { transaction?: unknown } }).__internalParams;
  return internal?.transaction !== undefined;
}

/** Whether a raw statement only reads. One that takes a lock or notifies does not. */
function readsOnly(args: unknown): boolean {
  const text = textOf(args);
  return (
    /^\s*(?:SELECT|WITH)\b/i.test(text) && !/\b(?:INSERT|UPDATE|DELETE|pg_advisory\w*|pg_notify|nextval)\b/i.test(text)
  );
}

function textOf(args: unknown): string {
  const statement: unknown = Array.isArray(args) ? args[0] : args;
  if (typeof statement === 'string') return statement;
  if (Array.isArray(statement)) return statement.join(' ');
  return statement !== null &&
    typeof statement === 'object' &&
    'strings' in statement &&
    Array.isArray(statement.strings)
    ? statement.strings.join(' ')
    : '';
}

/**
 * What a failed call to the database says about the request. - `not_done`: certainly not executed (never sent, or
 * rolled back by the server): it may be repeated. - `unknown`: it may have been executed, since the response was lost.
 * Only reads may be repeated. - `busy`: certainly not executed; there was no connection or a time-out, and repeating at
 * once would not help.
 */
type ConnectionLoss = 'not_done' | 'unknown' | 'busy';

/**
 * The server rolls back when it closes a connection: FATAL errors of its own (PostgreSQL, appendix A, class 57P and 08,
 * 53300).
 */
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
/**
 * No connection or a time-out (Prisma), no lock in time (PostgreSQL), and the error of our own pool, wrapped by Prisma.
 */
const busy: ReadonlySet<string> = new Set(['P2024', 'P2028', '55P03', 'unavailable']);
const notReachedKinds: ReadonlySet<string> = new Set(['DatabaseNotReachable', 'TooManyConnections']);
const answerLostKinds: ReadonlySet<string> = new Set(['ConnectionClosed', 'SocketTimeout']);

/** Connection errors of `pg` without a code: with the first nothing was sent, with the second there was no response. */
const neverSent = /is not queryable|timeout exceeded when trying to connect|due to connection timeout/i;
const noAnswer = /^Connection terminated|ECONNRESET|EPIPE|socket hang up/i;

const Cause = z.object({
  originalCode: z.string().optional(),
  code: z.string().optional(),
  kind: z.string().optional(),
});
/** As Prisma reports it, and as it comes from the driver when a transaction begins or ends. */
const DriverError = z.union([
  z
    .object({ meta: z.object({ driverAdapterError: z.object({ cause: Cause }) }) })
    .transform(({ meta }) => meta.driverAdapterError.cause),
  z.object({ name: z.literal('DriverAdapterError'), cause: Cause }).transform(({ cause }) => cause),
]);
const Coded = z.object({ code: z.string() });

/** The state of a call that failed with `error`; null when that is not about the connection. Pure. */
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

/** Whether a failed `COMMIT` certainly never reached the server. Pure. */
function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && neverSent.test(error.message);
}
