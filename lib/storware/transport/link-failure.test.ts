import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testClient } from '@/lib/storware/testing/test-client';
import { issueServerCertificate, loadAuthority } from '@/simulator/http/listener';
import { certificateFault, describeFault } from './link-failure';

let folder: string;
let ca: string;
let here: { origin: string; close: () => void };
let elsewhere: { origin: string; close: () => void };
let plain: { origin: string; close: () => void };

async function serverNamed(name: string): Promise<{ origin: string; close: () => void }> {
  const tls = await issueServerCertificate(await loadAuthority(path.join(folder, 'ca.pem')), [name]);
  const server = createServer(tls, (_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certificate-'));
  ca = (await loadAuthority(path.join(folder, 'ca.pem'))).certificate;
  [here, elsewhere] = await Promise.all([serverNamed('127.0.0.1'), serverNamed('storware.example')]);
  const server = createPlainServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  plain = { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
});
afterAll(async () => {
  for (const server of [here, elsewhere, plain]) server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('explainCertificate', () => {
  test('returns null for a trusted certificate', async () => {
    expect(await certificateFault(here.origin, ca, Date.now)).toBeNull();
  });

  test('unknown CA: names subject, issuer, expiry, and the setting', async () => {
    const fault = await certificateFault(here.origin, undefined, Date.now);
    expect(fault).toMatchObject({
      subject: '127.0.0.1',
      issuer: expect.any(String) as string,
      validTo: expect.any(Date) as Date,
      problem: 'This system does not know the CA that issued it.',
    });
    expect(fault?.remedy).toBe(`Set STORWARE_CA_FILE to a PEM file of the CA ${fault?.issuer ?? ''}.`);
    expect(fault && describeFault(fault)).toMatch(
      /^The certificate of the Storware server, of 127\.0\.0\.1, issued by .+, valid until \d{4}-\d\d-\d\d, is not accepted\. .+STORWARE_CA_FILE/,
    );
  });

  test('names a wrong host name', async () => {
    expect(await certificateFault(elsewhere.origin, ca, Date.now)).toMatchObject({
      subject: 'storware.example',
      problem: 'It does not hold the name 127.0.0.1 of STORWARE_URL.',
      remedy: 'Set STORWARE_URL to a name that it holds (storware.example), or issue one for 127.0.0.1.',
    });
  });

  test('names an expired or future certificate; several problems are all named', async () => {
    const later = () => Date.now() + 3 * 365 * 86_400_000;
    expect(await certificateFault(here.origin, ca, later)).toMatchObject({ problem: 'It has expired.' });
    expect(await certificateFault(here.origin, ca, () => Date.now() - 3 * 365 * 86_400_000)).toMatchObject({
      problem: 'It is not valid yet.',
    });
    expect((await certificateFault(elsewhere.origin, undefined, later))?.problem).toMatch(
      /does not know the CA.*; It has expired; It does not hold the name/,
    );
  });

  test('says when there is no TLS at all', async () => {
    expect(await certificateFault(plain.origin, undefined, Date.now)).toMatchObject({
      subject: null,
      problem: 'The server does not speak TLS at this address.',
    });
  });

  test('is logged once by the client for any number of failures, and is part of the link status', async () => {
    const lines: { level: number; msg: string }[] = [];
    const client = testClient(here.origin, {
      log: pino(
        { level: 'warn' },
        { write: (text: string) => void lines.push(JSON.parse(text) as (typeof lines)[number]) },
      ),
      breaker: { failureThreshold: 1_000 },
    });
    for (let call = 0; call < 4; call += 1)
      await expect(client.read({ method: 'GET', template: '/tasks' })).rejects.toMatchObject({
        code: 'upstream_unavailable',
      });
    await expect
      .poll(() => client.linkStatus().certificate?.problem, { timeout: 5_000 })
      .toBe('This system does not know the CA that issued it.');
    for (let call = 0; call < 4; call += 1)
      await expect(client.read({ method: 'GET', template: '/tasks' })).rejects.toMatchObject({
        code: 'upstream_unavailable',
      });
    expect(lines.filter(({ msg }) => msg.includes('STORWARE_CA_FILE'))).toHaveLength(1);
    expect(lines.length).toBeLessThanOrEqual(2);
    await client.close();
  });
});
