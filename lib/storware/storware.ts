import 'server-only';
import { readFileSync } from 'node:fs';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';
import { createStorwareClient } from './client';
import type { StorwareClient } from './client';
import { storwareMemory } from '@/lib/storware/capability/availability';

/**
 * The client of this process, created from the environment at first use: one session, one pool, one circuit breaker,
 * however often Next loads this module.
 */
export function storware(): StorwareClient {
  return processSingleton('storware-client', () => {
    const { storwareUrl, storwareLogin, storwarePassword, storwareCaFile } = env();
    return createStorwareClient({
      url: storwareUrl,
      login: storwareLogin,
      password: storwarePassword,
      ca: storwareCaFile === undefined ? undefined : readFileSync(storwareCaFile, 'utf8'),
      memory: storwareMemory,
    });
  });
}

/** Given last to every function of `resources/`. */
export type CallOptions = {
  signal?: AbortSignal | undefined;
  /** For tests; the client of the process otherwise. */
  client?: StorwareClient | undefined;
};

/** The client that a call is for. */
export function clientOf(call: CallOptions | undefined): StorwareClient {
  return call?.client ?? storware();
}
