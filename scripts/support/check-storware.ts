import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { OperatorFault } from '@/lib/core/app-error';
import type { StorwareSettings } from './demo-settings';

const timeoutMs = 10_000;

/** Throws one clear line when the Storware server does not answer at all or its certificate is not trusted. Sends no password. */
export async function requireStorware(storware: StorwareSettings): Promise<void> {
  const url = new URL(storware.STORWARE_URL);
  const ca = storware.STORWARE_CA_FILE ? readFileSync(storware.STORWARE_CA_FILE) : undefined;
  const code = await new Promise<string | null>((resolve) => {
    const answered = (): void => resolve(null);
    const request =
      url.protocol === 'https:'
        ? requestHttps(url, { ...(ca ? { ca } : {}), timeout: timeoutMs }, answered)
        : requestHttp(url, { timeout: timeoutMs }, answered);
    request.once('timeout', () => resolve('no answer in time'));
    request.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    request.end();
  }).finally(() => undefined);
  if (code === null) return;
  if (/CERT|SIGNATURE|SELF_SIGNED|TLS|SSL|EPROTO/.test(code)) {
    throw new OperatorFault(
      `The certificate of the Storware server at ${url.host} is not trusted (${code}): set STORWARE_CA_FILE to the CA that signed it, and STORWARE_URL to a name that it holds.`,
    );
  }
  throw new OperatorFault(
    `The Storware server at ${url.host} can't be reached (${code}): check STORWARE_URL and that the server runs.`,
  );
}
