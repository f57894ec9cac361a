const registry = globalThis as unknown as Record<symbol, unknown>;

/**
 * The one instance of `key` in this process. Next loads a module several times in one process, so a module-level
 * variable would give several sessions, pools and workers.
 */
export function processSingleton<T>(key: string, make: () => T): T {
  const symbol = Symbol.for(`storware-portal/${key}`);
  if (!(symbol in registry)) registry[symbol] = make();
  return registry[symbol] as T;
}

/** The instance of `key` if this process has created it. */
export function peekSingleton<T>(key: string): T | undefined {
  return registry[Symbol.for(`storware-portal/${key}`)] as T | undefined;
}

type Entry<T> = { readonly value: Promise<T>; readonly expiresAt: number };

/**
 * Caches the result of `make` for `ttlMs`, for at most `max` keys of this process; concurrent calls for one key share a
 * run, and failures are not cached. Only for results that are the same for every caller.
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

/** Joins concurrent calls into one run of `make`; the next call after its end starts a new run. */
export function singleFlight<T>(make: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= make().finally(() => {
      running = null;
    });
    return running;
  };
}
