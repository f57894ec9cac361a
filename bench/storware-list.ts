import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { TestSimulator } from '@/scripts/test-support/simulator';

/**
 * Reads the whole list of machines from Storware over one kept connection, as a portal without a mirror would for every
 * view. Returns the number of machines.
 */
export async function storwareLister({ url, caFile, login, password }: TestSimulator): Promise<() => Promise<number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(caFile) });
  const session = await send(agent, `${url}/session/login`, 'POST', '', JSON.stringify({ login, password }));
  return async () =>
    (JSON.parse((await send(agent, `${url}/virtual-machines`, 'GET', session.cookie)).text) as unknown[]).length;
}

function send(
  agent: Agent,
  url: string,
  method: string,
  cookie: string,
  body?: string,
): Promise<{ text: string; cookie: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method,
        headers: { Cookie: cookie, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode !== 200) reject(new Error(`${method} ${url}: ${response.statusCode ?? 0} ${text}`));
          else
            resolve({
              text,
              cookie: (response.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; '),
            });
        });
      },
    );
    sent.once('error', reject).end(body);
  });
}
