import 'server-only';
import { rootCertificates } from 'node:tls';
import { Pool } from 'undici';

export type PoolOptions = {
  origin: string;
  connections: number;
  /** PEM of certificates that are trusted besides the system's. */
  ca?: string | undefined;
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  bodyTimeoutMs: number;
};

/**
 * Keep-alive connections to the one origin. TLS is always verified: `rejectUnauthorized` is given so that
 * NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect. Idle connections are dropped before common servers drop
 * them, so that a write is hardly ever sent into a closing connection.
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
