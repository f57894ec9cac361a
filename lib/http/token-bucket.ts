import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { processSingleton } from '@/lib/core/process-singleton';

type Bucket = { tokens: number; at: number };
export type BucketClass = 'address' | 'tenant' | 'read' | 'write' | 'stream' | 'sign-in';

/** Requests at once, and per second in the long run. Generous: they stop loops and floods, not people or their scripts. */
const limits: Readonly<Record<BucketClass, { capacity: number; perSecond: number }>> = {
  address: { capacity: 5_000, perSecond: 250 },
  tenant: { capacity: 10_000, perSecond: 400 },
  read: { capacity: 2_000, perSecond: 100 },
  write: { capacity: 200, perSecond: 5 },
  stream: { capacity: 200, perSecond: 5 },
  'sign-in': { capacity: 300, perSecond: 5 },
};
const maxBuckets = 20_000;
const buckets = () => processSingleton('token-buckets', () => new Map<string, Bucket>());

/** Takes one token of `key` in `kind`, or throws `rate_limited` with the time until there is one again. Counts in this process only. */
export function takeToken(kind: BucketClass, key: string, now = Date.now()): void {
  const { capacity, perSecond } = limits[kind];
  const all = buckets();
  const name = `${kind}:${key}`;
  const before = all.get(name) ?? { tokens: capacity, at: now };
  const tokens = Math.min(capacity, before.tokens + (Math.max(0, now - before.at) / 1000) * perSecond);
  // Set anew, so that the oldest key is the first of the map when room must be made.
  all.delete(name);
  all.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
  for (const oldest of all.keys()) {
    if (all.size <= maxBuckets) break;
    all.delete(oldest);
  }
  if (tokens < 1) throw new AppError('rate_limited', { retryAfterSeconds: (1 - tokens) / perSecond, meta: { kind } });
}
