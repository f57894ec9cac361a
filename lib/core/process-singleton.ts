const registry = globalThis as unknown as Record<symbol, unknown>;

/**
 * The one instance of `key` in this process. Next loads the same module several times in one
 * process, so a module-level variable would give several sessions, pools and workers.
 */
export function processSingleton<T>(key: string, make: () => T): T {
  const symbol = Symbol.for(`storware-portal/${key}`);
  if (!(symbol in registry)) registry[symbol] = make();
  return registry[symbol] as T;
}

/** The instance of `key` if this process has made it. */
export function peekSingleton<T>(key: string): T | undefined {
  return registry[Symbol.for(`storware-portal/${key}`)] as T | undefined;
}
