import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { ClientBase } from 'pg';
import { isRound } from '@/lib/core/call-context';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';
import { doingAgain } from './doing-again';
import { PrismaClient } from './generated/client';
import type { Prisma } from './generated/client';
import { FairPgPool } from './fair-pg-pool';

/** A client inside or outside a transaction. */
export type Tx = Prisma.TransactionClient;
export type Db = PrismaClient;

/**
 * A connection that ends while it changes hands, when neither the pool nor Prisma listens, would end the process otherwise. Whoever
 * uses it next learns of its end from the failing query.
 */
class QuietClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

type PoolName = 'web' | 'worker' | 'locks';
/** Connections of each. Their sum is what one process of the portal takes of PostgreSQL's `max_connections`, with three more for listening. */
const poolSizes: Readonly<Record<PoolName, number>> = { web: 10, worker: 6, locks: 6 };
/** A statement that waits for a lock longer than this fails, and its caller is told `unavailable`, before its transaction runs out. */
const lockTimeoutMs = 8_000;
const transactionOptions = { maxWait: 10_000, timeout: 20_000 } as const;

/** A statement of its own: poolers refuse what they do not know among the parameters of a connection. The pool hands a connection out once this is done. */
function limitLockWaits(client: ClientBase): unknown {
  return client.query(`SET lock_timeout = ${lockTimeoutMs}`);
}

/** Makes a client for `url`; password hashes never leave the database unless asked for by name. What a lost connection cost is done again where that is safe. */
export function createDb(url: string, poolMax = poolSizes.web): PrismaClient {
  const pool = new FairPgPool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    Client: QuietClient,
    onConnect: limitLockWaits,
  });
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  return doingAgain(
    new PrismaClient({
      adapter,
      transactionOptions,
      omit: { user: { passwordHash: true } },
    }) as unknown as PrismaClient,
  );
}

const clientOf = (name: PoolName): PrismaClient =>
  processSingleton(`db/${name}`, () => createDb(env().databaseUrl, poolSizes[name]));

/** The client of this process, and so its pool: one for requests, and one for the rounds of the sync worker, which neither waits for the other. */
export function db(): PrismaClient {
  return clientOf(isRound() ? 'worker' : 'web');
}

/**
 * Runs `work` in a transaction that waits for a lock before it does anything else. What waits holds a connection of a
 * pool of its own, so that nobody who needs none of these locks waits with it. Throws `unavailable` when its turn does not come.
 */
export function lockedTransaction<T>(lock: (tx: Tx) => Promise<void>, work: (tx: Tx) => Promise<T>): Promise<T> {
  return clientOf('locks').$transaction(async (tx) => {
    await lock(tx);
    return work(tx);
  });
}

/** Closes every connection of this process; for tests. */
export async function closeDb(): Promise<void> {
  await Promise.all((['web', 'worker', 'locks'] as const).map((name) => clientOf(name).$disconnect()));
}
