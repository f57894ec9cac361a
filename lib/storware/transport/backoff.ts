export type BackoffOptions = { baseMs: number; maxMs: number; random: () => number };

/** Delay before retry number `retry` (1 = the first): exponential, half fixed and half random, so that replicas do not return in step. */
export function backoffMs(retry: number, { baseMs, maxMs, random }: BackoffOptions): number {
  const full = Math.min(maxMs, baseMs * 2 ** (retry - 1));
  return Math.round(full / 2 + (full / 2) * random());
}
