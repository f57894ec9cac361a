import 'server-only';
import { setMaxListeners } from 'node:events';
import { portalItself } from '@/lib/core/call-context';
import type { Claimant } from '@/lib/core/call-context';
import { createFairPool } from '@/lib/core/fair-pool';
import type { QueueClass } from '@/lib/core/fair-pool';
import { createFaultLog, faultKind, faultLine, log } from '@/lib/core/log';

export type MachineQueueOptions = {
  signal: AbortSignal;
  /** Reads everything of one machine. */
  read: (guid: string, signal: AbortSignal) => Promise<void>;
  /** Machines read at the same time. */
  concurrency: number;
  /** Minimum time between reads of a machine that was merely opened. */
  openedGapMs: number;
  /** The same for a machine whose work ended. */
  endedGapMs: number;
};

export type MachineQueue = {
  /**
   * Requests a read of one machine; several requests for it are joined. `ended`: its work ended, so the read is more
   * urgent. One tenant has half of the concurrent reads, and tenants take turns; requests beyond its limit are dropped.
   */
  ask: (guid: string, why: 'opened' | 'ended', tenant?: string) => void;
  /** Settles when all reads under way have ended, after the signal. */
  ended: Promise<void>;
};

const maxAttempts = 8;
const maxRetryMs = 60_000;
/** Of one tenant; a request's turn comes long before its page is opened again. */
const maxWaitingOfTenant = 1_000;
const waitLimitMs = 3_600_000;
const faults = createFaultLog(log);

type Waiting = { dueAt: number; attempts: number; claimant: Claimant; queueClass: QueueClass };

/** Reads single machines on demand: joined by machine, limited in number, retried while Storware is unreachable. */
export function createMachineQueue(options: MachineQueueOptions): MachineQueue {
  const waiting = new Map<string, Waiting>();
  const running = new Set<string>();
  /** Due, and waiting for a slot. */
  const inLine = new Set<string>();
  const places = createFairPool({ size: options.concurrency, maxWaiting: 2 * maxWaitingOfTenant });
  const begunAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let nextAt = Infinity;
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
  // Each waiting machine listens to it.
  setMaxListeners(0, options.signal);
  if (options.signal.aborted) onAbort();
  else options.signal.addEventListener('abort', onAbort, { once: true });

  return {
    ask: (guid, why, tenant) => {
      if (options.signal.aborted) return;
      const gapMs = why === 'ended' ? options.endedGapMs : options.openedGapMs;
      const dueAt = Math.max(Date.now(), (begunAt.get(guid) ?? -Infinity) + gapMs);
      const before = waiting.get(guid);
      const isMoreUrgent = why === 'ended' && before?.queueClass === 'read';
      // Queued once more, before those of the tenant that opened it: the first turn reads it.
      if (isMoreUrgent) inLine.delete(guid);
      if (before && dueAt >= before.dueAt && !isMoreUrgent) return;
      const claimant = why === 'ended' || tenant === undefined ? portalItself : { tenant, person: tenant };
      const entry: Waiting = {
        dueAt: Math.min(dueAt, before?.dueAt ?? Infinity),
        attempts: before?.attempts ?? 0,
        claimant,
        queueClass: why === 'ended' ? 'write' : 'read',
      };
      waiting.set(guid, entry);
      consider(guid, entry);
    },
    ended,
  };

  /** Takes the turn of a machine when it is due, or sets a timer. */
  function consider(guid: string, entry: Waiting): void {
    if (options.signal.aborted || inLine.has(guid) || running.has(guid)) return;
    const now = Date.now();
    if (entry.dueAt > now) {
      wakeAt(entry.dueAt, now);
      return;
    }
    const release = places.tryAcquire(entry.claimant);
    if (release) void readOne(guid, entry, release);
    else void standInLine(guid, entry);
  }

  function wakeAt(dueAt: number, now: number): void {
    if (dueAt >= nextAt) return;
    nextAt = dueAt;
    clearTimeout(timer);
    timer = setTimeout(considerAll, Math.max(1, dueAt - now));
  }

  function considerAll(): void {
    nextAt = Infinity;
    for (const [guid, entry] of [...waiting]) consider(guid, entry);
  }

  async function standInLine(guid: string, { claimant, queueClass }: Waiting): Promise<void> {
    inLine.add(guid);
    const release = await places
      .acquire(claimant, { queueClass, timeoutMs: waitLimitMs, signal: options.signal })
      .catch(() => null);
    inLine.delete(guid);
    const entry = waiting.get(guid);
    if (release && entry && !options.signal.aborted && !running.has(guid)) await readOne(guid, entry, release);
    else release?.();
    if (release === null) waiting.delete(guid);
  }

  async function readOne(guid: string, entry: Waiting, release: () => void): Promise<void> {
    waiting.delete(guid);
    running.add(guid);
    begunAt.set(guid, Date.now());
    try {
      await options.read(guid, options.signal);
      faults.worked(guid, { module: 'worker', machine: guid }, 'a machine can be read again');
    } catch (error) {
      if (!options.signal.aborted) retryLater(guid, entry, error);
    } finally {
      running.delete(guid);
      release();
      forgetOld();
      finishIfDone();
      const again = waiting.get(guid);
      if (again) consider(guid, again);
    }
  }

  function retryLater(guid: string, entry: Waiting, error: unknown): void {
    const attempts = entry.attempts + 1;
    faults.failed(
      guid,
      faultKind(error),
      { module: 'worker', machine: guid, attempts, ...faultLine(error) },
      'a machine could not be read',
    );
    if (attempts >= maxAttempts) return;
    const dueAt = Date.now() + Math.min(maxRetryMs, 1_000 * 2 ** attempts);
    const before = waiting.get(guid);
    waiting.set(guid, { ...entry, dueAt: Math.max(dueAt, before?.dueAt ?? 0), attempts });
  }

  function forgetOld(): void {
    if (begunAt.size < 5_000) return;
    const limit = Date.now() - Math.max(options.openedGapMs, options.endedGapMs);
    for (const [guid, at] of begunAt) if (at < limit) begunAt.delete(guid);
  }
}
