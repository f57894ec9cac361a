import { existsSync, readFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUser, openSession } from '@/lib/auth/testing/accounts';
import { Checklist } from '@/lib/contracts/provider';
import { environmentNames } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { syncInfrastructure } from '@/lib/mirror/infrastructure/sync-infrastructure';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { rememberStorware } from '@/lib/mirror/storware-memory';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { createStorwareClient } from '@/lib/storware/client';
import { storwareMemory } from '@/lib/storware/capability/availability';
import { listTasksUnscoped } from '@/lib/storware/unscoped';
import { GET } from './route';

let fixture: TestFixture;
let provider: string;
let member: string;
beforeAll(async () => {
  fixture = await openTestFixture({ machines: 12 });
  log.level = 'silent';
  rememberStorware();
  provider = (await openSession((await createUser({ provider: { role: 'PROVIDER' } })).id)).cookie;
  member = (await openSession((await createUser()).id)).cookie;
});
afterAll(() => fixture.close());

function ask(cookie?: string): Promise<Response> {
  const headers = cookie === undefined ? {} : { cookie };
  return GET(new Request('http://portal.test/api/v1/provider/checklist', { headers }), { params: Promise.resolve({}) });
}

async function checklist(): Promise<Checklist> {
  const answer = await ask(provider);
  expect(answer.status).toBe(200);
  return Checklist.parse(await answer.json());
}

/** Each item's state, and of the first its text too. */
async function states(): Promise<string[]> {
  const { items } = await checklist();
  return items.map(({ id, state, textRef }) => (id === 'STORWARE' ? `${state} ${textRef?.code}` : state));
}

/** A process of the portal calls Storware once; how that went is kept a moment later. */
async function callStorware(given: { url?: string; password?: string; ca?: string }, text: string): Promise<void> {
  const { url, login, password, caFile } = fixture.simulator;
  const client = createStorwareClient({
    url,
    login,
    password,
    ca: readFileSync(caFile, 'utf8'),
    memory: storwareMemory,
    retry: { attempts: 1 },
    log: pino({ level: 'silent' }),
    ...given,
  });
  await listTasksUnscoped({}, { client }).catch(() => undefined);
  await expect.poll(async () => (await states())[0], { timeout: 10_000 }).toBe(text);
  await client.close();
}

describe('the checklist of a new provider', () => {
  test('is the provider’s alone', async () => {
    expect([(await ask()).status, (await ask(member)).status]).toEqual([401, 403]);
  });

  test.each([{ role: 'PROVIDER_READER' as const }, { role: 'PROVIDER' as const, tenants: [] }])(
    'has nothing for who may not do it: %j',
    async (rights) => {
      const { cookie } = await openSession((await createUser({ provider: rights })).id);
      expect(await (await ask(cookie)).json()).toEqual({ done: true, items: [] });
    },
  );

  test('begins with nothing done', async () => {
    expect(await states()).toEqual(['WAITING checklist.storware.waiting', 'WAITING', 'OPEN', 'OPEN', 'OPEN']);
    expect((await checklist()).done).toBe(false);
  });

  test('says what to set when Storware is out of reach, not trusted, or refuses the account', async () => {
    await callStorware({ url: 'https://127.0.0.1:9/api' }, 'FAULT checklist.storware.unreachable');
    await callStorware({ ca: '' }, 'FAULT checklist.storware.certificate');
    const [storware] = (await checklist()).items;
    expect(storware).toMatchObject({
      text: 'Storware’s certificate is not accepted.',
      nextStepRef: { code: 'checklist.storware.certificateStep' },
      href: '/provider/storware',
    });
    const named = storware?.nextStep?.match(/[A-Z]+(?:_[A-Z]+)+/g) ?? [];
    expect(named).toEqual(['STORWARE_CA_FILE', 'STORWARE_URL']);
    for (const name of named) expect(environmentNames).toContain(name);
    await callStorware({ password: 'PLANTED-wrong' }, 'FAULT checklist.storware.account');
    expect(JSON.stringify(await checklist())).not.toMatch(/PLANTED|127\.0\.0\.1/);
    await callStorware({}, 'DONE checklist.storware.done');
  });

  test('does one after the other as the database shows it, and is done', async () => {
    await syncMachines();
    expect((await states()).slice(1)).toEqual(['WAITING', 'OPEN', 'OPEN', 'OPEN']);
    await syncInfrastructure();
    expect((await states()).slice(1)).toEqual(['DONE', 'OPEN', 'OPEN', 'OPEN']);
    const { id: tenantId } = await db().tenant.create({ data: { slug: 'first', name: 'First' } });
    expect((await states()).slice(1)).toEqual(['DONE', 'DONE', 'OPEN', 'OPEN']);
    const invitation = { tenantId, email: 'eve@first.test', role: 'ADMIN', invitedByName: 'Provider' } as const;
    await db().invitation.create({ data: { ...invitation, tokenHash: 'a', expiresAt: new Date(0) } });
    expect((await states()).slice(1), 'an invitation that has expired is none').toEqual([
      'DONE',
      'DONE',
      'OPEN',
      'OPEN',
    ]);
    await db().invitation.updateMany({ data: { expiresAt: new Date(Date.now() + 3_600_000) } });
    expect((await states()).slice(1)).toEqual(['DONE', 'DONE', 'OPEN', 'DONE']);
    expect((await checklist()).items.at(-1)?.text).toBe('1 person is invited to an organisation.');
    expect((await checklist()).done).toBe(false);
    const machine = await db().mirrorMachine.findFirstOrThrow();
    await fixture.tenant('VIEWER', [machine.guid]);
    const { done, items } = await checklist();
    expect([done, items.map(({ state }) => state)]).toEqual([true, items.map(() => 'DONE')]);
    expect(items.map(({ text }) => text)).toEqual([
      'Storware answers, and its certificate is accepted.',
      expect.stringMatching(/^\d+ machines are known\.$/),
      'There are 2 organisations.',
      '1 machine belongs to an organisation.',
      '1 person belongs to an organisation.',
    ]);
  });

  test('stays done while Storware is out of reach', async () => {
    await callStorware({ url: 'https://127.0.0.1:9/api' }, 'FAULT checklist.storware.unreachable');
    expect((await checklist()).done).toBe(true);
  });

  test('leads to pages that exist', async () => {
    const pages = (await checklist()).items.flatMap(({ href }) => href ?? []);
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) expect(existsSync(`app/(portal)${page}/page.tsx`), page).toBe(true);
  });
});
