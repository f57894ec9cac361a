import 'server-only';
import { parseEnv } from '@/lib/core/env';
import { allowAnnouncedLengths } from './announced-length';
import { watchRequests } from './request-hook';

/**
 * Makes the process fit to serve, or ends it with one line for each variable that is missing or malformed: a server that
 * listens and fails every request would be worse than none.
 */
export function prepareProcess(environment: NodeJS.ProcessEnv): void {
  const result = parseEnv(environment);
  if ('faults' in result) {
    process.stderr.write(
      `The portal can't start. Its environment is not complete (see .env.example):\n${result.faults.map((fault) => `  ${fault}\n`).join('')}`,
    );
    process.exit(1);
  }
  const { portalUrl, trustedProxyHops } = result.env;
  watchRequests(trustedProxyHops);
  allowAnnouncedLengths();
  // next-auth knows its own address by these names only.
  if (portalUrl === undefined) environment.AUTH_TRUST_HOST = 'true';
  else environment.NEXTAUTH_URL = new URL('/api/auth', portalUrl).href;
}
