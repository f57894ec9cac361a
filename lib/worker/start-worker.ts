import 'server-only';
import { inCall } from '@/lib/core/call-context';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { processSingleton } from '@/lib/core/process-state';
import { rememberStorware } from '@/lib/mirror/storware-memory';
import { startSync } from './lead-sync';
import type { SyncLead } from './lead-sync';
import { runLeaderElection } from './leadership';

export type Worker = {
  /** Stops the worker: no new round begins, running work is aborted. Settles within `stopWithinMs` in any case. */
  stop: () => Promise<void>;
};

const stopWithinMs = 4_500;

/**
 * Starts the sync worker of this process: it stands for leader, and the leader keeps the mirror up to date. Calling it
 * again returns the same worker until that is stopped. With `SYNC_WORKER` off none is started. From then on this
 * process stores what it finds out about Storware in the database.
 */
export function startWorker(): Worker {
  rememberStorware();
  if (!env().syncWorker) return { stop: () => Promise.resolve() };
  const holder = processSingleton<{ worker: Worker | null }>('sync-worker', () => ({ worker: null }));
  if (holder.worker) return holder.worker;
  const worker = createWorker({ databaseUrl: env().databaseUrl });
  const running: Worker = {
    stop: () => {
      if (holder.worker === running) holder.worker = null;
      return worker.stop();
    },
  };
  holder.worker = running;
  // The server has its own handler that ends the process; this one only releases the lock early.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => void running.stop());
  return running;
}

/** An independent worker, for tests that need several in one process. */
export function createWorker({
  databaseUrl,
  pollMs,
}: {
  databaseUrl: string;
  pollMs?: number;
}): Worker & { isLeading: () => boolean } {
  const end = new AbortController();
  let lead: SyncLead | null = null;
  const candidacy = runLeaderElection({
    databaseUrl,
    signal: end.signal,
    ...(pollMs === undefined ? {} : { pollMs }),
    onSyncRequest: (payload) => inCall({ isRound: true }, () => lead?.handleSyncRequest(payload)),
    lead: async (signal) => {
      lead = inCall({ isRound: true }, () => startSync(signal));
      try {
        await lead.ended;
      } finally {
        lead = null;
      }
    },
  });
  return {
    isLeading: () => lead !== null,
    stop: async () => {
      end.abort();
      const timeout = new Promise<'late'>((resolve) => setTimeout(resolve, stopWithinMs, 'late').unref());
      if ((await Promise.race([candidacy, timeout])) === 'late')
        log.warn({ module: 'worker' }, 'the sync worker did not end in time');
    },
  };
}
