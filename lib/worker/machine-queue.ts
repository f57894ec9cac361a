import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';

export type MachineQueueOptions = {
  signal: AbortSignal;
  /** Reads one machine whole. */
  read: (guid: string, signal: AbortSignal) => Promise<void>;
  /** Machines read at the same time. */
  concurrency: number;
  /** A machine that is merely looked at is not read more often than this. */
  openedGapMs: number;
  /** Nor is one whose work ended. */
  endedGapMs: number;
};

export type MachineQueue = {
  /** Asks for a read of one machine; several asks of it are one. `ended`: its work ended, so the read is worth more. */
  ask: (guid: string, why: 'opened' | 'ended') => void;
  /** Settles when all reads under way have ended, after the signal. */
  ended: Promise<void>;
};

const maxAttempts = 8;
const maxRetryMs = 60_000;

type Waiting = { dueAt: number; attempts: number };

/** Reads single machines on demand: joined by machine, bounded in number, retried while Storware is away. */
export function createMachineQueue(options: MachineQueueOptions): MachineQueue {
  const waiting = new Map<string, Waiting>();
  const running = new Set<string>();
  const begunAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let drained: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    drained = resolve;
  });

  const finishIfDone = (): void => {
    if (options.signal.aborted && running.size === 0) drained();
  };
  const onAbort = (): void => {
    clearTimeout(timer);
    waiting.clear();
    finishIfDone();
  };
  if (options.signal.aborted) onAbort();
  else options.signal.addEventListener('abort', onAbort, { once: true });

  return {
    ask: (guid, why) => {
      if (options.signal.aborted) return;
      const gapMs = why === 'ended' ? options.endedGapMs : options.openedGapMs;
      const dueAt = Math.max(Date.now(), (begunAt.get(guid) ?? -Infinity) + gapMs);
      const before = waiting.get(guid);
      if (!before || dueAt < before.dueAt) waiting.set(guid, { dueAt, attempts: before?.attempts ?? 0 });
      pump();
    },
    ended,
  };

  function pump(): void {
    clearTimeout(timer);
    if (options.signal.aborted) return;
    const now = Date.now();
    for (const [guid, { dueAt, attempts }] of waiting) {
      if (running.size >= options.concurrency) break;
      if (dueAt > now || running.has(guid)) continue;
      waiting.delete(guid);
      void readOne(guid, attempts);
    }
    if (running.size >= options.concurrency) return;
    const nextAt = Math.min(...[...waiting].filter(([guid]) => !running.has(guid)).map(([, { dueAt }]) => dueAt));
    if (Number.isFinite(nextAt)) timer = setTimeout(pump, Math.max(1, nextAt - now));
  }

  async function readOne(guid: string, attempts: number): Promise<void> {
    running.add(guid);
    begunAt.set(guid, Date.now());
    try {
      await options.read(guid, options.signal);
    } catch (error) {
      if (!options.signal.aborted) retryLater(guid, attempts + 1, error);
    } finally {
      running.delete(guid);
      forgetOld();
      finishIfDone();
      pump();
    }
  }

  function retryLater(guid: string, attempts: number, error: unknown): void {
    const line = { room: 'worker', attempts, ...(isAppError(error) ? { code: error.code } : { err: error }) };
    log.warn(line, 'a machine could not be read');
    if (attempts >= maxAttempts) return;
    const dueAt = Date.now() + Math.min(maxRetryMs, 1_000 * 2 ** attempts);
    const before = waiting.get(guid);
    waiting.set(guid, { dueAt: Math.max(dueAt, before?.dueAt ?? 0), attempts });
  }

  function forgetOld(): void {
    if (begunAt.size < 5_000) return;
    const limit = Date.now() - Math.max(options.openedGapMs, options.endedGapMs);
    for (const [guid, at] of begunAt) if (at < limit) begunAt.delete(guid);
  }
}
