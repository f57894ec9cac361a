import 'server-only';
import diagnostics from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { processSingleton } from '@/lib/core/process-singleton';

/** Under this name a handler tells the length of a streamed body; clients see it as Content-Length. */
export const announcedLengthHeader = 'x-portal-length';

/**
 * Lets handlers announce how long a stream will be. Next takes Content-Length away from every answer of a handler, and
 * a browser without it shows no progress and can't tell a whole file from half of one.
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
