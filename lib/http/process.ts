import 'server-only';
import diagnostics from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { parseEnv } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { closeStreams } from '@/lib/core/open-streams';
import { processSingleton } from '@/lib/core/process-state';
import { closeIdleConnections } from './request/client-address';
import { codeOf } from './request/serve';
import { watchRequests } from './request/request-hook';

/**
 * Prepares the process to serve, or ends it with one line for each variable that is missing or malformed: a server that
 * fails every request would be worse.
 */
export function prepareProcess(environment: NodeJS.ProcessEnv): void {
  const result = parseEnv(environment);
  if ('faults' in result) {
    process.stderr.write(
      `The portal can't start. Its environment is not complete (see .env.example):\n${result.faults.map((fault) => `  ${fault}\n`).join('')}`,
    );
    process.exit(1);
  }
  const { portalOrigin, portalUrl, trustedProxyHops } = result.env;
  watchRequests(trustedProxyHops);
  allowAnnouncedLengths();
  // next-auth reads its own address only from these variables.
  if (portalOrigin === null) environment.AUTH_TRUST_HOST = 'true';
  else environment.NEXTAUTH_URL = new URL('/api/auth', portalUrl).href;
}

/** How long open requests may take to finish after the signal to stop. */
const graceMs = 10_000;

/**
 * At SIGTERM and SIGINT ends the event streams and `stopWork`. Next itself stops listening and waits for open requests,
 * which would include streams.
 */
export function stopOnSignals(stopWork: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), graceMs).unref();
      closeStreams('the server is stopping');
      // Browsers keep connections open after their last response, and Next would wait for each to time out.
      setInterval(closeIdleConnections, 50).unref();
      void stopWork();
    });
  }
}

/** Logs errors of pages. Expected ones (no session, not found, Storware down) are not logged as errors. */
export function logRequestError(error: unknown, where: { method: string; route: string }): void {
  const code = codeOf(error);
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined;
  if (code === 'internal' || code === 'upstream_contract')
    log.error({ ...where, code, digest, err: error }, 'page failed');
  else log.info({ ...where, code, digest }, 'page refused');
}

/** The header in which a handler sets the length of a streamed body; clients see it as Content-Length. */
export const announcedLengthHeader = 'x-portal-length';

/**
 * Lets handlers set the length of a stream. Next removes Content-Length from every response of a handler, and a browser
 * without it shows no progress and does not notice a truncated file.
 */
export function allowAnnouncedLengths(): void {
  processSingleton('announced-lengths', () => {
    diagnostics.subscribe('http.server.request.start', (message) => {
      const { response } = message as { response: ServerResponse };
      const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
      response.writeHead = (...head: unknown[]): ServerResponse => {
        const length = response.getHeader(announcedLengthHeader);
        if (length !== undefined) {
          response.removeHeader(announcedLengthHeader);
          response.setHeader('Content-Length', String(length));
        }
        return writeHead(...head);
      };
    });
    return true;
  });
}
