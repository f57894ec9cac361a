/** What is remembered of the failed sign-ins of one key. */
export type ThrottleState = {
  readonly failures: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly blockedUntil: Date | null;
};

/** `freeFailures` cost nothing; each one more doubles the delay up to `maxDelayMs`; one is forgotten per `forgetOneMs` of quiet. */
export type ThrottlePolicy = {
  readonly freeFailures: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly forgetOneMs: number;
};

const minuteMs = 60_000;

/**
 * One account from one address may be held up long, one address over all accounts too. An account over all addresses
 * only ever delays shortly: whoever guesses from elsewhere must not be able to keep its owner out.
 */
export const throttlePolicies = {
  pair: { freeFailures: 5, baseDelayMs: 2_000, maxDelayMs: 15 * minuteMs, forgetOneMs: 5 * minuteMs },
  address: { freeFailures: 50, baseDelayMs: 1_000, maxDelayMs: 15 * minuteMs, forgetOneMs: minuteMs },
  account: { freeFailures: 20, baseDelayMs: 1_000, maxDelayMs: 30_000, forgetOneMs: minuteMs },
} as const satisfies Record<string, ThrottlePolicy>;

/** Failures that still count at `now`. */
export function failuresAt(state: ThrottleState | null, now: Date, policy: ThrottlePolicy): number {
  if (!state) return 0;
  const quietMs = Math.max(0, now.getTime() - state.lastAt.getTime());
  return Math.max(0, state.failures - Math.floor(quietMs / policy.forgetOneMs));
}

/** The delay that this many failures bring, in milliseconds. */
export function delayMs(failures: number, policy: ThrottlePolicy): number {
  const beyond = failures - policy.freeFailures;
  if (beyond <= 0) return 0;
  return Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** Math.min(beyond - 1, 30));
}

/** The state after one more failure at `now`. */
export function afterFailure(state: ThrottleState | null, now: Date, policy: ThrottlePolicy): ThrottleState {
  const before = failuresAt(state, now, policy);
  const failures = before + 1;
  const delay = delayMs(failures, policy);
  return {
    failures,
    firstAt: before > 0 && state ? state.firstAt : now,
    lastAt: now,
    blockedUntil: delay > 0 ? new Date(now.getTime() + delay) : null,
  };
}

/** How long a state still blocks, in milliseconds; 0 when it does not. */
export function waitMs(state: ThrottleState | null, now: Date): number {
  return Math.max(0, (state?.blockedUntil?.getTime() ?? 0) - now.getTime());
}
