import pino from 'pino';
import { createStorwareClient } from '@/lib/storware/client';
import type { StorwareClient } from '@/lib/storware/client';
import type { StorwareClientConfig } from '@/lib/storware/transport/settings';

/** A client with an account that fake servers accept, without delays worth waiting for, and a silent log. */
export function testClient(url: string, config: Partial<StorwareClientConfig> = {}): StorwareClient {
  return createStorwareClient({
    url,
    login: 'portal',
    password: 'PLANTED-PASSWORD',
    retry: { attempts: 3, baseMs: 2, maxMs: 4 },
    log: pino({ level: 'silent' }),
    ...config,
  });
}
