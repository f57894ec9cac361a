import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { connectionLossOf, wasNeverSent } from './connection-loss';
import type { PrismaClient } from './generated/client';

/** Pauses before something is done again, in milliseconds: a server that ended our connections takes new ones at once. */
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
 * The client, with what was lost together with its connection done again: a transaction as a whole as long as its COMMIT was not
 * sent, a single statement when it was certainly not done or changes nothing. What can't be done again, or still fails, is thrown
 * as AppError `unavailable`; so is what found no connection in time. A transaction's function may therefore run more than once.
 */
export function doingAgain(client: PrismaClient): PrismaClient {
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
    return transact(async (tx: unknown) => {
      const result = await (work as Interactive)(tx);
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
      log.debug({ room: 'db', loss, attempt }, 'a connection to the database was lost: doing it again');
      await pause(pauseMs);
    }
  }
}

/** Prisma tells its extensions of the transaction that a statement is a part of, if any. */
function isInTransaction(call: object): boolean {
  const internal = (call as { __internalParams?: { transaction?: unknown } }).__internalParams;
  return internal?.transaction !== undefined;
}

/** Whether a raw statement only reads. One that takes a lock or notifies is no reading. */
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
