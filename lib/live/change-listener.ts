import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { log } from '@/lib/core/log';

const firstPauseMs = 250;
const longestPauseMs = 10_000;

/**
 * Keeps one connection that listens on `channels`, and reconnects with growing pauses. `onConnect` runs after each
 * (re)connection, because notifications of the time in between are lost.
 */
export async function listenForEver(
  url: string,
  channels: readonly string[],
  {
    onNotice,
    onConnect,
    signal,
  }: { onNotice: (channel: string, payload: string) => void; onConnect: () => void; signal: AbortSignal },
): Promise<void> {
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000 });
    let leave: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      leave = () => resolve();
      client.once('end', leave);
      client.on('error', leave);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      client.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''));
      await client.connect();
      for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      pauseMs = firstPauseMs;
      onConnect();
      await closed;
    } catch (error) {
      log.warn(
        { module: 'live', reason: error instanceof Error ? error.message : 'unknown' },
        'the change feed is not connected',
      );
    } finally {
      signal.removeEventListener('abort', leave);
      await client.end().catch(() => undefined);
    }
    if (!signal.aborted) await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
