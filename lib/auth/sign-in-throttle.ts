import 'server-only';
import { createHmac } from 'node:crypto';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';
import type { Tx } from '@/lib/db/client';
import { addressBlock } from './address-block';

/** The stored state of the failed sign-ins of one key. */
export type ThrottleState = {
  readonly failures: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly blockedUntil: Date | null;
};

/**
 * `freeFailures` have no effect; each further one doubles the delay up to `maxDelayMs`; one is forgotten per
 * `forgetOneMs` without failures.
 */
export type ThrottlePolicy = {
  readonly freeFailures: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly forgetOneMs: number;
};

const minuteMs = 60_000;

/**
 * One account from one address, and one address over all accounts, may be delayed for long. An account over all
 * addresses is only delayed shortly, so that an attacker can't lock out its owner.
 */
export const throttlePolicies = {
  pair: { freeFailures: 5, baseDelayMs: 2_000, maxDelayMs: 15 * minuteMs, forgetOneMs: 5 * minuteMs },
  address: { freeFailures: 50, baseDelayMs: 1_000, maxDelayMs: 15 * minuteMs, forgetOneMs: minuteMs },
  account: { freeFailures: 20, baseDelayMs: 1_000, maxDelayMs: 30_000, forgetOneMs: minuteMs },
} as const satisfies Record<string, ThrottlePolicy>;

/** Failures that still count at `now`. */
export function failuresAt(state: ThrottleState | null, now: Date, policy: ThrottlePolicy): number {
  if (!state) return 0;
  const elapsedMs = Math.max(0, now.getTime() - state.lastAt.getTime());
  return Math.max(0, state.failures - Math.floor(elapsedMs / policy.forgetOneMs));
}

/** The delay for this many failures, in milliseconds. */
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

const trustMs = 30 * 24 * 60 * 60 * 1000;
const keepMs = 24 * 60 * 60 * 1000;
/** How long a person who waited as required may take to try again before the account's limit requires another wait. */
const ticketMs = 10 * 60 * 1000;

export type ThrottleKeys = { readonly pair: string; readonly account: string; readonly address: string };

/**
 * Keys of one attempt. Accounts are named by a keyed hash: the input may not be an account, or a password in the wrong
 * field.
 */
export function throttleKeys(email: string, address: string): ThrottleKeys {
  const account = accountKey(email, env().authSecret);
  const block = addressBlock(address);
  return { pair: `pair:${account}:${block}`, account: `account:${account}`, address: `address:${block}` };
}

function accountKey(email: string, authSecret: string): string {
  return createHmac('sha256', authSecret).update(`throttle:${email}`).digest('base64url');
}

/**
 * Milliseconds that this attempt must still wait, 0 when it may proceed. `userId` is null for an unknown account, which
 * is treated like a known one at a new address.
 */
export async function attemptWaitMs(
  db: Tx,
  keys: ThrottleKeys,
  userId: string | null,
  address: string,
  now: Date,
): Promise<number> {
  const rows = await db.signInThrottle.findMany({ where: { key: { in: Object.values(keys) } } });
  const state = (key: string): ThrottleState | null => rows.find((row) => row.key === key) ?? null;
  const own = Math.max(waitMs(state(keys.pair), now), waitMs(state(keys.address), now));
  if (own > 0) return own;
  const accountDelay = delayMs(
    failuresAt(state(keys.account), now, throttlePolicies.account),
    throttlePolicies.account,
  );
  if (accountDelay === 0 || hasWaited(state(keys.pair), now)) return 0;
  if (userId !== null && (await isTrusted(db, userId, address, now))) return 0;
  await giveTicket(db, keys.pair, new Date(now.getTime() + accountDelay), now);
  return accountDelay;
}

/**
 * The account's limit makes each address wait once, by a block of its own that nobody else can extend: an attacker can
 * delay the owner at a new address, but not lock them out.
 */
function hasWaited(pair: ThrottleState | null, now: Date): boolean {
  const until = pair?.blockedUntil?.getTime();
  return until !== undefined && until <= now.getTime() && now.getTime() - until <= ticketMs;
}

async function giveTicket(db: Tx, key: string, blockedUntil: Date, now: Date): Promise<void> {
  await db.signInThrottle.upsert({
    where: { key },
    create: { key, failures: 0, firstAt: now, lastAt: now, blockedUntil },
    update: { blockedUntil },
  });
}

async function isTrusted(db: Tx, userId: string, address: string, now: Date): Promise<boolean> {
  const known = await db.session.count({
    where: { userId, address, createdAt: { gt: new Date(now.getTime() - trustMs) } },
  });
  return known > 0;
}

/** Counts one failure on every key, in the caller's transaction; parallel failures add up. */
export async function recordFailure(tx: Tx, keys: ThrottleKeys, now: Date): Promise<void> {
  const limits: [string, ThrottlePolicy][] = [
    [keys.account, throttlePolicies.account],
    [keys.address, throttlePolicies.address],
    [keys.pair, throttlePolicies.pair],
  ];
  // Always in this order, to avoid deadlocks.
  for (const [key, policy] of limits) {
    await tx.$executeRaw`INSERT INTO "SignInThrottle" ("key", "failures", "firstAt", "lastAt") VALUES (${key}, 0, ${now}, ${now}) ON CONFLICT DO NOTHING`;
    await tx.$queryRaw`SELECT 1 FROM "SignInThrottle" WHERE "key" = ${key} FOR UPDATE`;
    const before = await tx.signInThrottle.findUnique({ where: { key } });
    await tx.signInThrottle.update({ where: { key }, data: afterFailure(before, now, policy) });
  }
  // Skips rows locked by another attempt, so that cleaning up never waits.
  const forgotten = new Date(now.getTime() - keepMs);
  await tx.$executeRaw`DELETE FROM "SignInThrottle" WHERE "key" IN (SELECT "key" FROM "SignInThrottle" WHERE "lastAt" < ${forgotten} LIMIT 100 FOR UPDATE SKIP LOCKED)`;
}

/** Forgets the failures of this account from this address; failures from other addresses still count. */
export async function forgetFailures(tx: Tx, keys: ThrottleKeys): Promise<void> {
  await tx.signInThrottle.deleteMany({ where: { key: keys.pair } });
}

/** Forgets every failure of this account, wherever it came from; for whoever gives it a new password. */
export async function forgetAccount(tx: Tx, email: string, authSecret: string): Promise<void> {
  const account = accountKey(email, authSecret);
  await tx.signInThrottle.deleteMany({
    where: { OR: [{ key: `account:${account}` }, { key: { startsWith: `pair:${account}:` } }] },
  });
}

const maxWaiting = 50;
const turns = () =>
  processSingleton('sign-in-turns', () => new Map<string, { last: Promise<unknown>; waiting: number }>());

/**
 * Runs `work` after all earlier work of the same `key` in this process, so that concurrent attempts are counted one by
 * one. Returns null without running it when too many wait already.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T | null> {
  const entry = turns().get(key) ?? { last: Promise.resolve(), waiting: 0 };
  if (entry.waiting >= maxWaiting) return null;
  entry.waiting += 1;
  turns().set(key, entry);
  const run = entry.last.then(work, work);
  entry.last = run.catch(() => undefined);
  try {
    return await run;
  } finally {
    entry.waiting -= 1;
    if (entry.waiting === 0) turns().delete(key);
  }
}
