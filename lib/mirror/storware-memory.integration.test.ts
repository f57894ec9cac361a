import { readFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import { wordsOf } from '@/lib/client/testing/words';
import { getStorwareLink, listCapabilities } from '@/lib/portal/provider/storware-link';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { createStorwareClient } from '@/lib/storware/client';
import type { StorwareClient } from '@/lib/storware/client';
import { storwareMemory } from '@/lib/storware/capability/availability';
import { listDisksUnscoped, listTasksUnscoped } from '@/lib/storware/unscoped';
import { rememberStorware } from './storware-memory';

let fixture: TestFixture;
const clients: StorwareClient[] = [];
const provider = { tenants: 'ALL' } as ProviderScope;
const inGerman = makeServerWords(await wordsOf('server', 'de'));
/** A process of the portal, as far as its Storware client is concerned. */
function replica(ca?: string): StorwareClient {
  const { url, login, password, caFile } = fixture.simulator;
  const client = createStorwareClient({
    url,
    login,
    password,
    ca: ca ?? readFileSync(caFile, 'utf8'),
    memory: storwareMemory,
    retry: { attempts: 1 },
    log: pino({ level: 'silent' }),
  });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 12 });
  rememberStorware();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await fixture.close();
});

test('the connection status is that of the newest call of any process, and unknown before the first call', async () => {
  expect(await getStorwareLink(provider)).toMatchObject({
    asOf: null,
    reachable: false,
    lastError: null,
    certificate: null,
  });
  await listTasksUnscoped({}, { client: replica() });
  await expect
    .poll(() => getStorwareLink(provider))
    .toMatchObject({ asOf: expect.any(String) as string, reachable: true, breaker: 'closed', session: { logins: 1 } });
  await fixture.simulator.control.outage(true);
  try {
    await expect(listTasksUnscoped({}, { client: replica() })).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await expect
      .poll(() => getStorwareLink(provider))
      .toMatchObject({
        reachable: false,
        lastError: {
          message: 'Storware did not accept the connection',
          messageRef: { code: 'link.failure.connect' },
        },
      });
  } finally {
    await fixture.simulator.control.outage(false);
  }
});

test('a capability that one process found missing is not called by another, and the provider sees it', async () => {
  const [machine] = await fixture.simulator.control.machines();
  await fixture.simulator.control.capabilities({ endpoints: { disks: '403' } });
  await expect(listDisksUnscoped(machine?.guid ?? '', { client: replica() })).rejects.toMatchObject({
    code: 'upstream_rejected',
    meta: { capability: 'disks' },
  });
  await expect
    .poll(async () => (await listCapabilities(provider)).items.find(({ id }) => id === 'disks'))
    .toMatchObject({
      available: false,
      state: 'DENIED',
      privilege: 'VE Instances: Read',
      reason: 'The portal’s account may not use GET /virtual-machine-disks (403).',
    });
  await fixture.simulator.control.clearJournal();
  await expect(listDisksUnscoped(machine?.guid ?? '', { client: replica() })).rejects.toMatchObject({
    meta: { availability: 'DENIED' },
  });
  expect((await fixture.simulator.control.counters()).byRoute['GET /virtual-machine-disks']).toBeUndefined();
});

test('a certificate that is not accepted is explained', async () => {
  await expect(listTasksUnscoped({}, { client: replica('') })).rejects.toMatchObject({ code: 'upstream_unavailable' });
  await expect
    .poll(() => getStorwareLink(provider), { timeout: 5_000 })
    .toMatchObject({
      reachable: false,
      certificate: { subject: 'localhost', remedy: expect.stringContaining('STORWARE_CA_FILE') as string },
    });
  const { certificate } = await getStorwareLink(provider);
  expect(certificate?.problemRef?.code).toBe('link.certificate.problem');
  expect(inGerman(certificate?.remedy ?? '', certificate?.remedyRef)).toMatch(
    /^Setzen Sie STORWARE_CA_FILE auf eine PEM-Datei der CA /,
  );
});
