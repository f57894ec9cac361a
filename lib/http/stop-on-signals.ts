import 'server-only';
import { log } from '@/lib/core/log';
import { closeStreams } from '@/lib/core/open-streams';
import { closeIdleConnections } from './http-servers';

/** How long open requests may take to finish once the process is told to stop. */
const graceMs = 10_000;

/**
 * At SIGTERM and SIGINT ends the event streams and `stopWork`. Next itself stops listening and waits for open requests,
 * for which a stream would keep it waiting for ever.
 */
export function stopOnSignals(stopWork: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), graceMs).unref();
      closeStreams('the server is stopping');
      // Browsers keep connections open after their last answer, and Next would wait for each to time out.
      setInterval(closeIdleConnections, 50).unref();
      void stopWork();
    });
  }
}
