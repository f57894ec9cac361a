import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { currentActor } from '@/lib/auth/session';
import type { MountListQuery } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import { openTenantScope } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { getMount, listMounts } from './read-mounts';

let stop: () => Promise<void>;
let scope: TenantScope;
beforeAll(async () => {
  stop = await startAccounts();
  const [acme, globex] = [await createTenant(), await createTenant()];
  const user = await createUser({ memberships: [{ tenantId: acme.id, role: 'OPERATOR' }] });
  const { sid } = await openSession(user.id);
  const actor = await currentActor({ sub: user.id, sid }, { isUse: false });
  if (!actor) throw new Error('no session');
  scope = openTenantScope(actor, 'request', null);
  for (const [guid, tenantId] of [
    ['web-10', acme.id],
    ['web-2', acme.id],
    ['theirs', globex.id],
  ] as const) {
    await db().mirrorMachine.create({ data: { guid, name: guid, platform: 'KVM', present: true, contentHash: '' } });
    await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId, source: 'MANUAL' } });
  }
  const past = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
  const of = (
    name: string,
    count: number,
    facts: { state: string; mode?: string; readyAt?: Date; endedAt?: Date },
    machineGuid = 'web-10',
  ) =>
    Array.from({ length: count }, (_, index) => ({
      guid: `${name}-${index}`,
      machineGuid,
      backupGuid: 'b',
      mode: 'AUTO',
      firstSeenAt: past(index + 1),
      ...facts,
    }));
  await db().mirrorMount.createMany({
    data: [
      ...of('ended', 5_200, { state: 'UNMOUNTED', readyAt: past(1), endedAt: past(0) }),
      ...of('failed', 3, { state: 'FAILED', endedAt: past(0) }),
      ...of('never-ready', 2, { state: '', endedAt: past(0) }),
      ...of('ready', 4, { state: 'RUNNING', readyAt: past(1) }),
      ...of('unmounting', 2, { state: 'UNMOUNTING', readyAt: past(1) }),
      ...of('new', 1, { state: 'PREPARING' }, 'web-2'),
      ...of('odd', 1, { state: 'FROBNICATED', mode: 'FTP', readyAt: past(1) }),
      ...of('wordless', 1, { state: '' }),
      ...of('foreign', 9, { state: 'RUNNING', readyAt: past(1) }, 'theirs'),
    ],
  });
});
afterAll(() => stop());

const page = (query: Partial<MountListQuery> = {}) =>
  listMounts(scope, { page: 1, pageSize: 200, sort: { key: 'since', descending: true }, search: '', ...query });

test('counts the mounts of each state', async () => {
  expect((await page()).total).toBe(9);
  expect((await page({ state: ['ENDED'] })).total).toBe(5_200);
  expect((await page({ state: ['ENDED', 'FAILED'], page: 27 })).items).toHaveLength(5);
  for (const [state, total] of [
    ['FAILED', 5],
    ['READY', 4],
    ['UNMOUNTING', 2],
    ['PREPARING', 1],
    ['UNKNOWN', 2],
  ] as const) {
    const found = await page({ state: [state] });
    expect([found.total, found.items.length, [...new Set(found.items.map((one) => one.state))]]).toEqual([
      total,
      total,
      [state],
    ]);
  }
});

test('shows an unknown state with its value, not readable and not in preparation', async () => {
  const [odd, wordless] = (await page({ state: ['UNKNOWN'], sort: { key: 'since', descending: true } })).items;
  expect([odd, wordless].map((one) => one?.guid).sort()).toEqual(['odd-0', 'wordless-0']);
  const shown = new Map([odd, wordless].map((one) => [one?.guid, one]));
  expect(shown.get('odd-0')).toMatchObject({ stateText: 'FROBNICATED', mode: 'UNKNOWN', modeText: 'FTP' });
  expect(shown.get('wordless-0')).toMatchObject({ stateText: null, mode: 'AUTO', modeText: null });
  expect(await getMount(scope, 'odd-0')).toMatchObject({
    state: 'UNKNOWN',
    fileSystems: [],
    reason: expect.stringContaining('does not know') as unknown,
  });
});

test('sorts and filters the list', async () => {
  const newest = (await page({ state: ['READY'] })).items.map(({ guid }) => guid);
  expect(newest).toEqual(['ready-0', 'ready-1', 'ready-2', 'ready-3']);
  expect(
    (await page({ state: ['READY'], sort: { key: 'since', descending: false } })).items.map(({ guid }) => guid),
  ).toEqual([...newest].reverse());
  const states = (await page({ sort: { key: 'state', descending: false } })).items.map(({ state }) => state);
  expect(states).toEqual([
    'PREPARING',
    ...Array<string>(4).fill('READY'),
    'UNKNOWN',
    'UNKNOWN',
    'UNMOUNTING',
    'UNMOUNTING',
  ]);
  expect((await page({ sort: { key: 'machine', descending: false } })).items[0]?.machine.name).toBe('web-2');
  expect((await page({ search: '%' })).total).toBe(0);
  expect((await page({ search: 'WEB-2' })).total).toBe(1);
  expect((await page({ machine: 'web-2' })).total).toBe(1);
  expect((await page({ machine: 'theirs' })).total).toBe(0);
});
