import { processSingleton } from './process-singleton';

type Entry<T> = { readonly value: Promise<T>; readonly expiresAt: number };

/**
 * Keeps what `make` answered for `ttlMs`, for at most `max` keys of this process; concurrent calls for one key share
 * a run, and a failure is not kept. For answers that are the same for everybody who may ask.
 */
export function expiringCache<T>(
  name: string,
  { ttlMs, max, now = Date.now }: { ttlMs: number; max: number; now?: () => number },
) {
  return (key: string, make: () => Promise<T>): Promise<T> => {
    const entries = processSingleton(`cache/${name}`, () => new Map<string, Entry<T>>());
    const kept = entries.get(key);
    if (kept && kept.expiresAt > now()) return kept.value;
    const value = make();
    entries.delete(key);
    entries.set(key, { value, expiresAt: now() + ttlMs });
    value.catch(() => {
      if (entries.get(key)?.value === value) entries.delete(key);
    });
    for (const oldest of entries.keys()) {
      if (entries.size <= max) break;
      entries.delete(oldest);
    }
    return value;
  };
}
