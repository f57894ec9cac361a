import 'server-only';
import { rootCertificates } from 'node:tls';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import type { RetryPauses, StorwareMemory } from '@/lib/storware/capability/availability';

/** Everything that a client needs to know. Only the first three have no default. */
export type StorwareClientConfig = {
  /** `https://host:8181/api`; `/api` is added when the address has no path. */
  url: string;
  login: string;
  password: string;
  /** PEM of certificates that are trusted besides the system's. */
  ca?: string | undefined;
  /** Requests at the same time. */
  concurrency?: number;
  timeouts?: Partial<Timeouts>;
  retry?: Partial<RetrySettings>;
  breaker?: Partial<BreakerSettings>;
  /** Pauses between refused log-ins. */
  loginPause?: Partial<PauseSettings>;
  /** Does not hold for downloads. */
  maxResponseBytes?: number;
  downloads?: Partial<DownloadSettings>;
  /** Page size when a whole list is fetched. */
  pageSize?: number;
  /** Pauses before a route that a server does not offer is tried again. */
  capabilityPauses?: Partial<RetryPauses>;
  /** What outlives the process, and is the same for all of them; null: nothing. */
  memory?: () => StorwareMemory | null;
  log?: Logger;
  now?: () => number;
  random?: () => number;
};

export type Timeouts = {
  connectMs: number;
  headersMs: number;
  /** Between two pieces of a body. */
  bodyMs: number;
  /** Waiting for one's turn. */
  queueMs: number;
  /** One whole call: waiting, log-in, retries, body. */
  totalMs: number;
};

export type DownloadSettings = {
  /** At the same time, besides the other requests. */
  concurrency: number;
  /** Until the first byte: the server may have to pack an archive first. */
  headersMs: number;
  /** Between two pieces from the server. */
  idleMs: number;
  /** Between two pieces taken by the reader. */
  stallMs: number;
  /** While others wait for a slot: a reader that takes less than `minPaceBytes` in this time loses its own. */
  paceMs: number;
  minPaceBytes: number;
  queueMs: number;
};

type RetrySettings = { attempts: number; baseMs: number; maxMs: number };
export type BreakerSettings = { failureThreshold: number; coolDownMs: number; maxCoolDownMs: number };
export type PauseSettings = { minMs: number; maxMs: number };

export const defaults = {
  concurrency: 8,
  timeouts: { connectMs: 5_000, headersMs: 20_000, bodyMs: 20_000, queueMs: 15_000, totalMs: 40_000 },
  retry: { attempts: 3, baseMs: 150, maxMs: 2_000 },
  breaker: { failureThreshold: 5, coolDownMs: 1_000, maxCoolDownMs: 15_000 },
  loginPause: { minMs: 1_000, maxMs: 60_000 },
  maxResponseBytes: 64 * 1024 * 1024,
  downloads: {
    concurrency: 6,
    headersMs: 120_000,
    idleMs: 60_000,
    stallMs: 300_000,
    paceMs: 10_000,
    minPaceBytes: 64 * 1024,
    queueMs: 15_000,
  },
  pageSize: 1_000,
  capabilityPauses: { missingMs: 30_000, missingMaxMs: 10 * 60_000, outageMs: 5_000, outageMaxMs: 60_000 },
} as const;

/** The base URL of the API; throws for anything but http(s), without printing it (it may hold a password). */
export function parseBase(url: string): { origin: string; basePath: string; isSecure: boolean } {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:'))
    throw new Error('The address of Storware is not an http(s) URL');
  const path = parsed.pathname.replace(/\/+$/, '');
  return { origin: parsed.origin, basePath: path === '' ? '/api' : path, isSecure: parsed.protocol === 'https:' };
}

type PoolOptions = {
  origin: string;
  connections: number;
  /** PEM of certificates that are trusted besides the system's. */
  ca?: string | undefined;
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  bodyTimeoutMs: number;
};

/**
 * Keep-alive connections to the one origin. TLS is always verified: `rejectUnauthorized` is set so that
 * NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect. Idle connections are dropped before common servers drop them, so that a
 * write is hardly ever sent into a closing connection.
 */
export function createPool(options: PoolOptions): Pool {
  return new Pool(options.origin, {
    connections: options.connections,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 15_000,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
    connect: {
      timeout: options.connectTimeoutMs,
      rejectUnauthorized: true,
      ...(options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] }),
    },
  });
}
