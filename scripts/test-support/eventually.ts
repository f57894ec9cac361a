import { until } from '@/scripts/support/until';

/** Generous, because a busy machine is no failure: what comes takes as long as it takes, and only what never comes takes this long. */
const deadlineMs = 100_000;

/** Calls `probe` until it returns something other than null, and returns that; fails the test when that never happens. */
export function eventually<T>(what: string, probe: () => Promise<T | null> | T | null, everyMs?: number): Promise<T> {
  return until(what, deadlineMs, probe, everyMs);
}
