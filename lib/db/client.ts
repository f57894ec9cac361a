import 'server-only';
import type { ClientBase, PoolClient, PoolConfig } from 'pg';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { currentClaimant, isRound } from '@/lib/core/call-context';
import { createFairPool, PoolRefusal } from '@/lib/core/fair-pool';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';
import { doingAgain } from './doing-again';
import type { Prisma } from './generated/client';
import { PrismaClient } from './generated/client';

type Done = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (destroy?: boolean | Error) => void,
) => void;

/** How long one may wait for a connection. Longer than a page should take, shorter than people wait for a page. */
const waitMs = 5_000;
const retryAfterSeconds = 2;

/**
 * Connections to the database, with a fair share of them for each tenant and person. Who gets none in time is answered
 * `unavailable`. The pool's own queue stays empty: it knows no tenants.
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
 * A connection that ends while it changes hands, when neither the pool nor Prisma listens, would end the process otherwise. Whoever
 * uses it next learns of its end from the failing query.
 */
class ErrorTolerantClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

type PoolName = 'web' | 'worker' | 'locks';
/** Connections of each. Their sum is what one process of the portal takes of PostgreSQL's `max_connections`, with three more for listening. */
const poolSizes: Readonly<Record<PoolName, number>> = { web: 10, worker: 6, locks: 6 };
/** A statement that waits for a lock longer than this fails, and its caller gets `unavailable`, before its transaction runs out. */
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
    Client: ErrorTolerantClient,
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
