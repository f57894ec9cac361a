import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { createFaultLog, faultKind, faultLine, log } from '@/lib/core/log';

export type LoopOptions = {
  name: string;
  signal: AbortSignal;
  /** One round; returns the time until the next, in milliseconds. */
  round: (signal: AbortSignal) => Promise<number>;
  /** The minimum time between the beginnings of two rounds, however often the loop is woken. */
  minGapMs: number;
  /** Longest pause after failures in a row. */
  maxBackoffMs: number;
};

export type Loop = {
  /** Requests a round soon: now, or as soon as the gap allows, or once more after the current one. */
  wake: () => void;
  /** Settles when the loop has ended; never rejects. */
  ended: Promise<void>;
};

const firstBackoffMs = 1_000;
const faults = createFaultLog(log);

/** Runs rounds one after the other until the signal; a failing round only increases the pause. */
export function startLoop(options: LoopOptions): Loop {
  let wanted = false;
  let interrupt: (() => void) | null = null;
  const ended = run();
  return {
    wake: () => {
      wanted = true;
      interrupt?.();
    },
    ended,
  };

  async function run(): Promise<void> {
    let failures = 0;
    while (!options.signal.aborted) {
      const begunAt = Date.now();
      wanted = false;
      let pauseMs: number;
      try {
        pauseMs = await options.round(options.signal);
        failures = 0;
        faults.worked(
          options.name,
          { module: 'worker', loop: options.name },
          'the rounds of the sync worker go well again',
        );
      } catch (error) {
        if (options.signal.aborted) return;
        failures += 1;
        pauseMs = backoffMs(error, failures);
        faults.failed(
          options.name,
          faultKind(error),
          { module: 'worker', loop: options.name, failures, ...faultLine(error) },
          'a round of the sync worker failed',
        );
      }
      if (failures === 0) await pause(begunAt + options.minGapMs - Date.now(), false);
      // A failing server gets no more requests because users ask for changes.
      await pause(begunAt + Math.max(pauseMs, options.minGapMs) - Date.now(), failures === 0);
    }
  }

  function backoffMs(error: unknown, failures: number): number {
    const growing = Math.min(options.maxBackoffMs, firstBackoffMs * 2 ** (failures - 1));
    const retryAfterMs = isAppError(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
    return Math.min(options.maxBackoffMs, Math.max(growing, retryAfterMs));
  }

  function pause(ms: number, isWakeable: boolean): Promise<void> {
    if (ms <= 0 || options.signal.aborted || (isWakeable && wanted)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        options.signal.removeEventListener('abort', done);
        interrupt = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      options.signal.addEventListener('abort', done, { once: true });
      if (isWakeable) interrupt = done;
    });
  }
}
