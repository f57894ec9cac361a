import 'server-only';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { log } from '@/lib/core/log';
import { syncWishChannel } from '@/lib/db/sync-wish';
import { leaderApplicationName, leaderLock, noteLeadership } from '@/lib/mirror/leader-status';

export type LeadershipOptions = {
  databaseUrl: string;
  /** Ends the candidacy. */
  signal: AbortSignal;
  /** The leader's work; it must end soon after its signal. */
  lead: (signal: AbortSignal) => Promise<void>;
  /** The text of a wish, while leading. */
  onWish: (payload: string) => void;
  /** How often a follower asks for the lock, and the leader for a sign of life. */
  pollMs?: number;
};

/**
 * Stands for leader until the signal ends it. Leading is holding a session-level advisory lock: PostgreSQL gives it to one
 * connection and takes it back when that dies. `lead` is aborted at once when the connection is lost, and elected anew.
 */
export async function standForLeader(options: LeadershipOptions): Promise<void> {
  const pollMs = options.pollMs ?? 2_000;
  while (!options.signal.aborted) {
    try {
      await holdOneTerm(options, pollMs);
    } catch (error) {
      log.warn({ room: 'worker', reason: error instanceof Error ? error.message : 'unknown' }, 'connection of the sync worker lost');
    }
    await sleep(pollMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** One connection: waits for the lock, leads while the connection lives. Returns when it is lost or the candidacy ends. */
async function holdOneTerm({ databaseUrl, signal, lead, onWish }: LeadershipOptions, pollMs: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 5_000, keepAlive: true, application_name: 'portal-candidate' });
  const term = new AbortController();
  // Every request under way listens to it.
  setMaxListeners(0, term.signal);
  const end = (): void => {
    term.abort();
  };
  client.on('error', end);
  client.on('end', end);
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    if (!(await waitForLock(client, term.signal, pollMs))) return;
    const since = new Date();
    client.on('notification', ({ channel, payload }) => {
      if (channel === syncWishChannel && payload !== undefined) onWish(payload);
    });
    await client.query(`LISTEN ${syncWishChannel}`);
    await client.query("SELECT set_config('application_name', $1, false)", [leaderApplicationName(since)]);
    noteLeadership(since);
    log.info({ room: 'worker' }, 'this process is the sync worker now');
    const alive = keepAlive(client, term, pollMs);
    await lead(term.signal);
    term.abort();
    await alive;
  } finally {
    noteLeadership(null);
    term.abort();
    signal.removeEventListener('abort', end);
    await client.end().catch(() => undefined);
  }
}

async function waitForLock(client: Client, signal: AbortSignal, pollMs: number): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1::int, $2::int) AS got', [leaderLock.space, leaderLock.key]);
    if (rows[0]?.got) return true;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** A connection that died without a word still looks open here, while the server may have given the lock away. */
async function keepAlive(client: Client, term: AbortController, pollMs: number): Promise<void> {
  while (!term.signal.aborted) {
    await sleep(pollMs, undefined, { signal: term.signal }).catch(() => undefined);
    if (term.signal.aborted) return;
    try {
      await client.query('SELECT 1');
    } catch {
      term.abort();
    }
  }
}
