import 'server-only';
import { parseEnv } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { closeStreams } from '@/lib/core/open-streams';
import { trackRemoteAddresses } from './remote-address';

/** How long open requests may take to finish once the process is told to stop. */
const graceMs = 10_000;

/**
 * Makes the process fit to serve, or ends it with one line for each variable that is missing or malformed: a server that
 * listens and fails every request would be worse than none.
 */
export function prepareProcess(environment: NodeJS.ProcessEnv): void {
  const result = parseEnv(environment);
  if ('faults' in result) {
    process.stderr.write(`The portal can't start. Its environment is not complete (see .env.example):\n${result.faults.map((fault) => `  ${fault}\n`).join('')}`);
    process.exit(1);
  }
  const { portalUrl, trustedProxyHops } = result.env;
  trackRemoteAddresses(trustedProxyHops);
  // next-auth knows its own address by these names only.
  if (portalUrl === undefined) environment.AUTH_TRUST_HOST = 'true';
  else environment.NEXTAUTH_URL = new URL('/api/auth', portalUrl).href;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopGently(signal));
}

/** Next stops listening and waits for open requests; event streams would keep it waiting for ever. */
function stopGently(signal: NodeJS.Signals): void {
  log.info({ signal }, 'stopping');
  closeStreams('the server is stopping');
  setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), graceMs).unref();
}
