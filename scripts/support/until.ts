import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `probe` until it returns something other than null, and returns that. Throws after `timeoutMs`, with the last
 * error of the probe as the cause.
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | null> | T | null,
  everyMs = 100,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== null) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`, { cause: last });
    await pause(everyMs);
  }
}
