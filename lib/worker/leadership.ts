import 'server-only';
import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { log } from '@/lib/core/log';
import { syncRequestChannel } from '@/lib/db/change-feed';
import { leaderApplicationName, leaderLock, noteLeadership } from '@/lib/mirror/sync-record';

/**
 * A leader whose connection was idle for this long has lost its lease: a candidate ends its session and takes the lock.
 * It has stopped by itself before that (`ownShare`). So another leads at the latest this and one poll after a host died
 * silently.
 */
export const leaderLeaseMs = 10_000;
/**
 * The share of the lease that a leader itself relies on, from the moment at which it sent its last answered heartbeat.
 */
const ownShare = 0.75;
/** How long an unresponsive connection may take for an orderly close. */
const closeTimeoutMs = 500;

export type LeadershipOptions = {
  databaseUrl: string;
  /** Ends the candidacy. */
  signal: AbortSignal;
  /** The leader's work; it must end soon after its signal. */
  lead: (signal: AbortSignal) => Promise<void>;
  /** Receives the payload of each sync request, while leading. */
  onSyncRequest: (payload: string) => void;
  /** How often a follower tries the lock, and the leader sends a heartbeat. */
  pollMs?: number;
  /** Longer than a few polls. The same for all candidates of a database. */
  leaseMs?: number;
};

type Terms = Required<Omit<LeadershipOptions, 'signal'>> & { readonly signal: AbortSignal };

/**
 * Stands for leader until the signal ends it. Leading means holding a session-level advisory lock: PostgreSQL gives it
 * to one connection and releases it when that ends, or when another candidate finds that it was silent for the length
 * of a lease. `lead` is aborted at once when the connection is lost, and within three quarters of the lease when it
 * does not respond; then the next election begins.
 */
export async function runLeaderElection(options: LeadershipOptions): Promise<void> {
  const terms: Terms = { pollMs: 2_000, leaseMs: leaderLeaseMs, ...options };
  while (!terms.signal.aborted) {
    try {
      await holdOneTerm(terms);
    } catch (error) {
      log.warn(
        { module: 'worker', reason: error instanceof Error ? error.message : 'unknown' },
        'connection of the sync worker lost',
      );
    }
    await sleep(terms.pollMs, undefined, { signal: terms.signal }).catch(() => undefined);
  }
}

/** One connection: waits for the lock, leads while the connection lives. Returns when it is lost or the candidacy ends. */
async function holdOneTerm(terms: Terms): Promise<void> {
  const { databaseUrl, signal, lead, onSyncRequest } = terms;
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    application_name: 'portal-candidate',
  });
  const term = new AbortController();
  // Every running request listens to it.
  setMaxListeners(0, term.signal);
  const end = (): void => {
    term.abort();
  };
  client.on('error', end);
  client.on('end', end);
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    // Where the server notices that the other end is gone, it need not wait for anybody's poll.
    await client.query('SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3');
    if (!(await waitForLock(client, term.signal, terms))) return;
    const since = new Date();
    client.on('notification', ({ channel, payload }) => {
      if (channel === syncRequestChannel && payload !== undefined) onSyncRequest(payload);
    });
    await client.query(`LISTEN ${syncRequestChannel}`);
    const lease = keepLease(client, term, terms);
    await client.query("SELECT set_config('application_name', $1, false)", [leaderApplicationName(since)]);
    noteLeadership(since);
    log.info({ module: 'worker' }, 'this process is the sync worker now');
    if (!term.signal.aborted) await lead(term.signal);
    term.abort();
    await lease;
  } finally {
    noteLeadership(null);
    term.abort();
    signal.removeEventListener('abort', end);
    await close(client);
  }
}

async function waitForLock(client: Client, signal: AbortSignal, { pollMs, leaseMs }: Terms): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1::int, $2::int) AS got', [
      leaderLock.space,
      leaderLock.key,
    ]);
    if (rows[0]?.got) return true;
    const ended = await client.query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(a.pid) AS ended FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid AND l.objid = $2::int::oid AND l.objsubid = 2
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND a.state_change < clock_timestamp() - make_interval(secs => $3::float8 / 1000)`,
      [leaderLock.space, leaderLock.key, leaseMs],
    );
    if (ended.rows.length > 0)
      log.warn(
        { module: 'worker' },
        'the sync worker has not been heard of for the length of its lease: its session was ended',
      );
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/**
 * A connection that died silently still looks open here: only a response counts, from the time its request was sent.
 */
async function keepLease(client: Client, term: AbortController, { pollMs, leaseMs }: Terms): Promise<void> {
  let deadline = setTimeout(() => undefined, 0);
  const holdUntil = (at: number): void => {
    clearTimeout(deadline);
    deadline = setTimeout(() => {
      if (term.signal.aborted) return;
      log.warn({ module: 'worker' }, 'the database has not answered for most of the lease: this process stops leading');
      term.abort();
    }, at - performance.now());
  };
  holdUntil(performance.now() + leaseMs * ownShare);
  while (!term.signal.aborted) {
    const sentAt = performance.now();
    try {
      await client.query('SELECT 1');
      holdUntil(sentAt + leaseMs * ownShare);
    } catch {
      term.abort();
    }
    await sleep(Math.min(pollMs, leaseMs / 5), undefined, { signal: term.signal }).catch(() => undefined);
  }
  clearTimeout(deadline);
}

/** Ends the session in order, which releases the lock at once; a connection that does not respond is dropped. */
async function close(client: Client): Promise<void> {
  await Promise.race([client.end().catch(() => undefined), sleep(closeTimeoutMs)]);
  (client as unknown as { connection?: { stream?: Socket } }).connection?.stream?.destroy();
}
