import 'server-only';
import pg from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import { currentClaimant } from '@/lib/core/call-context';
import { createFairPool, PoolRefusal } from '@/lib/core/fair-pool';
import { AppError } from '@/lib/core/app-error';

type Done = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (destroy?: boolean | Error) => void,
) => void;

/** How long one may wait for a connection. Longer than a page should take, shorter than a person's patience. */
const waitMs = 5_000;
const retryAfterSeconds = 2;

/**
 * Connections to the database, with a fair share of them for each tenant and person. Who gets none in time is told
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
