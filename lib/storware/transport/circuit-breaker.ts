type BreakerState = 'closed' | 'open' | 'half-open';

type BreakerOptions = {
  /** Consecutive failures that open it. */
  failureThreshold: number;
  /** How long it stays open the first time; doubled with each failed probe. */
  coolDownMs: number;
  maxCoolDownMs: number;
  now: () => number;
};

/** Permission to send one request. Exactly one of its three results must be reported. */
type BreakerPass = {
  /** The server answered. */
  succeeded: () => void;
  /** The server is unreachable. */
  failed: () => void;
  /** No result: the caller cancelled. */
  released: () => void;
};

export type Breaker = {
  state: () => BreakerState;
  /** Milliseconds until a request may be tried; 0 = now. */
  waitMs: () => number;
  /** Null while the request must not be sent. After the cool-down one caller at a time gets through as the probe. */
  enter: () => BreakerPass | null;
};

/** Avoids a time-out for every caller while the server is down. */
export function createBreaker(options: BreakerOptions): Breaker {
  let failures = 0;
  let failedProbes = 0;
  let openUntil: number | null = null;
  let probing = false;

  const open = (): void => {
    openUntil = options.now() + Math.min(options.maxCoolDownMs, options.coolDownMs * 2 ** failedProbes);
  };
  const close = (): void => {
    failures = 0;
    failedProbes = 0;
    openUntil = null;
  };
  const coolingMs = (): number => (openUntil === null ? 0 : Math.max(0, openUntil - options.now()));
  const blocked = (): boolean => coolingMs() > 0 || (openUntil !== null && probing);

  return {
    state: () => (openUntil === null ? 'closed' : coolingMs() > 0 ? 'open' : 'half-open'),
    waitMs: () => (blocked() ? Math.max(coolingMs(), 1) : 0),
    enter: () => {
      if (blocked()) return null;
      const isProbe = openUntil !== null;
      if (isProbe) probing = true;
      const endProbe = (): void => {
        if (isProbe) probing = false;
      };
      return {
        succeeded: () => {
          endProbe();
          close();
        },
        failed: () => {
          endProbe();
          failures += 1;
          if (isProbe) {
            failedProbes += 1;
            open();
          } else if (openUntil === null && failures >= options.failureThreshold) {
            open();
          }
        },
        released: endProbe,
      };
    },
  };
}

type BackoffOptions = { baseMs: number; maxMs: number; random: () => number };

/**
 * Delay before retry number `retry` (1 = the first): exponential, half fixed and half random, so that replicas do not
 * retry at the same moment.
 */
export function backoffMs(retry: number, { baseMs, maxMs, random }: BackoffOptions): number {
  const full = Math.min(maxMs, baseMs * 2 ** (retry - 1));
  return Math.round(full / 2 + (full / 2) * random());
}
