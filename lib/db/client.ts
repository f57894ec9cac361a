import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-singleton';
import { doingAgain } from './doing-again';
import { PrismaClient } from './generated/client';
import type { Prisma } from './generated/client';

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

/** Makes a client for `url`; password hashes never leave the database unless asked for by name. What a lost connection cost is done again where that is safe. */
export function createDb(url: string, poolMax = 10): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max: poolMax, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 60_000, Client: QuietClient });
  return doingAgain(new PrismaClient({ adapter, omit: { user: { passwordHash: true } } }) as unknown as PrismaClient);
}

/** The one client, and so the one pool, of this process. */
export function db(): PrismaClient {
  return processSingleton('db', () => createDb(env().databaseUrl));
}
