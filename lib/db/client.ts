import 'server-only';
import type { ClientBase, PoolClient, PoolConfig } from 'pg';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { currentClaimant, isRound } from '@/lib/core/call-context';
import { createFairPool, PoolRefusal } from '@/lib/core/fair-pool';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';
import { withRetries } from './retry';
import type { Prisma } from './generated/client';
import { PrismaClient } from './generated/client';

type Done = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (destroy?: boolean | Error) => void,
) => void;

/** How long to wait for a connection: longer than a page should take, shorter than people wait for a page. */
const waitMs = 5_000;
const retryAfterSeconds = 2;

/**
 * Connections to the database, with a fair share for each tenant and person. A caller without one in time gets
 * `unavailable`. The pool's own queue stays empty, because it knows no tenants.
 */
export class FairPgPool extends pg.Pool {
  private readonly places;

  constructor(config: PoolConfig & { max: number }) {
    super(config);
    this.places = createFairPool({ size: config.max });
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Done): void;
  override connect(callback?: Done): Promise<PoolClient> | void {
    const connected = this.connectInTurn();
    if (!callback) return connected;
    connected.then(
      (client) => callback(undefined, client, (destroy) => client.release(destroy)),
      (error: unknown) => callback(error as Error, undefined, () => undefined),
    );
  }

  private async connectInTurn(): Promise<PoolClient> {
    const giveBack = await this.places.acquire(currentClaimant(), { timeoutMs: waitMs }).catch((error: unknown) => {
      throw error instanceof PoolRefusal
        ? new AppError('unavailable', {
            retryAfterSeconds,
            cause: error,
            meta: { pool: 'database', reason: error.reason },
          })
        : error;
    });
    try {
      const client = await super.connect();
      const release = client.release.bind(client);
      client.release = (destroy) => {
        release(destroy);
        giveBack();
      };
      return client;
    } catch (error) {
      giveBack();
      throw error;
    }
  }
}

/** A client inside or outside a transaction. */
export type Tx = Prisma.TransactionClient;
export type Db = PrismaClient;

/**
 * A connection that ends while neither the pool nor Prisma listens would end the process. The next query on it fails.
 */
class ErrorTolerantClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

type PoolName = 'web' | 'worker' | 'locks';
/**
 * Connections of each. Their sum is what one process of the portal takes of PostgreSQL's `max_connections`, with three
 * more for listening.
 */
const poolSizes: Readonly<Record<PoolName, number>> = { web: 10, worker: 6, locks: 6 };
/**
 * A statement that waits longer for a lock fails, and its caller gets `unavailable`, before its transaction times out.
 */
const lockTimeoutMs = 8_000;
const transactionOptions = { maxWait: 10_000, timeout: 20_000 } as const;

/**
 * A statement of its own: poolers refuse unknown parameters of a connection. The pool hands a connection out after it.
 */
function limitLockWaits(client: ClientBase): unknown {
  return client.query(`SET lock_timeout = ${lockTimeoutMs}`);
}

/**
 * Creates a client for `url`; password hashes are selected only when named. Statements are repeated after a lost
 * connection where that is safe.
 */
export function createDb(url: string, poolMax = poolSizes.web): PrismaClient {
  const pool = new FairPgPool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    Client: ErrorTolerantClient,
    onConnect: limitLockWaits,
  });
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  return withRetries(
    new PrismaClient({
      adapter,
      transactionOptions,
      omit: { user: { passwordHash: true } },
    }) as unknown as PrismaClient,
  );
}

const clientOf = (name: PoolName): PrismaClient =>
  processSingleton(`db/${name}`, () => createDb(env().databaseUrl, poolSizes[name]));

/**
 * The clients of this process and their pools: one for requests, and one for the rounds of the sync worker, which do
 * not wait for each other.
 */
export function db(): PrismaClient {
  return clientOf(isRound() ? 'worker' : 'web');
}

/**
 * Runs `work` in a transaction that waits for a lock first. Its connections come from a pool of their own, so that
 * waiting does not block others. Throws `unavailable` after a time-out.
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
