import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import type { Claimant } from '@/lib/core/call-context';
import { createFairPool } from '@/lib/core/fair-pool';
import { openStreamCount } from '@/lib/core/open-streams';
import type * as OpenStreams from '@/lib/core/open-streams';
import type { Role } from '@/lib/contracts/me';
import type { Problem } from '@/lib/contracts/problem';
import { db } from '@/lib/db/client';
import { subscribe } from '@/lib/live/hub';
import { streamRoute } from './stream-route';

/** Few enough for one test to use up; null: no limit. */
const few = vi.hoisted(() => ({ places: null as { tryAcquire: (claimant: Claimant) => (() => void) | null } | null }));
vi.mock('@/lib/core/open-streams', async (original) => {
  const real = await original<typeof OpenStreams>();
  return {
    ...real,
    placeForStream: (claimant: Claimant) =>
      few.places ? few.places.tryAcquire(claimant) : real.placeForStream(claimant),
  };
});

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());
afterEach(() => void (few.places = null));

async function* silence({ signal }: { signal: AbortSignal }): AsyncGenerator<never> {
  // The feed, which announces changed rights.
  void subscribe({ tenantId: null, afterSeq: null, signal });
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  yield* [];
}
const route = streamRoute({
  path: '/api/v1/events',
  summary: 'Test',
  permission: 'machine:read',
  events: (_scope, input) => silence(input),
  eventsWithoutTenant: silence,
});

async function open(cookie: string) {
  const leave = new AbortController();
  const response = await route(new Request('http://portal.test/x', { headers: { cookie }, signal: leave.signal }), {
    params: Promise.resolve({}),
  });
  return { response, leave: () => leave.abort() };
}

async function member() {
  const [acme, globex] = [await createTenant(), await createTenant()];
  const user = await createUser({
    memberships: [acme, globex].map(({ id }) => ({ tenantId: id, role: 'VIEWER' as const })),
  });
  const session = await openSession(user.id);
  await db().session.update({ where: { id: session.sid }, data: { activeTenantId: acme.id } });
  return { acme, globex, user, ...session };
}

describe('streamRoute', () => {
  test('ends when session, membership or active tenant changes, and only then', async () => {
    const [unchanged, disabled, removed, switched, signedOut] = [
      await member(),
      await member(),
      await member(),
      await member(),
      await member(),
    ];
    const stays = await open(unchanged.cookie);
    const ends = await Promise.all([disabled, removed, switched, signedOut].map(({ cookie }) => open(cookie)));
    await db().user.update({ where: { id: disabled.user.id }, data: { disabledAt: new Date() } });
    await db().membership.deleteMany({ where: { userId: removed.user.id, tenantId: removed.acme.id } });
    await db().session.update({ where: { id: switched.sid }, data: { activeTenantId: switched.globex.id } });
    await db().session.update({ where: { id: signedOut.sid }, data: { endedAt: new Date() } });
    const texts = await Promise.all(ends.map(({ response }) => response.text()));
    expect(texts.map((text) => /event: end\ndata: (.+)\n\n$/.exec(text)?.[1])).toEqual(
      ['session-ended', 'tenant-changed', 'tenant-changed', 'session-ended'].map((reason) =>
        JSON.stringify({ reason }),
      ),
    );
    expect(openStreamCount(unchanged.user.id)).toBe(1);
    stays.leave();
    expect(openStreamCount()).toBe(0);
  });

  test('ends when the rights are other ones, the tenant is suspended or the account is gone', async () => {
    const alone = async (role: Role) => {
      const tenant = await createTenant();
      const user = await createUser({ memberships: [{ tenantId: tenant.id, role }] });
      return { tenant, user, ...(await openSession(user.id)) };
    };
    const support = async (tenants?: string[]) => {
      const user = await createUser({ provider: { role: 'PROVIDER', ...(tenants ? { tenants } : {}) } });
      return { user, ...(await openSession(user.id)) };
    };
    const tenant = await createTenant();
    const [lowered, suspended, deleted] = [await alone('ADMIN'), await alone('ADMIN'), await alone('ADMIN')];
    const [reader, limited, none, unchanged] = [
      await support(),
      await support([tenant.id]),
      await support(),
      await support([tenant.id]),
    ];
    const stays = await open(unchanged.cookie);
    const ends = await Promise.all(
      [lowered, suspended, deleted, reader, limited, none].map(({ cookie }) => open(cookie)),
    );
    await db().membership.updateMany({ where: { userId: lowered.user.id }, data: { role: 'VIEWER' } });
    await db().tenant.update({ where: { id: suspended.tenant.id }, data: { suspendedAt: new Date() } });
    await db().user.delete({ where: { id: deleted.user.id } });
    await db().user.update({ where: { id: reader.user.id }, data: { providerRole: 'PROVIDER_READER' } });
    await db().providerTenant.deleteMany({ where: { userId: limited.user.id } });
    await db().user.update({ where: { id: none.user.id }, data: { providerRole: null } });
    const texts = await Promise.all(ends.map(({ response }) => response.text()));
    expect(texts.map((text) => /event: end\ndata: {"reason":"(.+)"}\n\n$/.exec(text)?.[1])).toEqual([
      'rights-changed',
      'tenant-changed',
      'session-ended',
      'rights-changed',
      'rights-changed',
      'rights-changed',
    ]);
    const refused = await open(suspended.cookie);
    expect([refused.response.status, ((await refused.response.json()) as Problem).detail]).toEqual([
      403,
      `${suspended.tenant.name} is suspended by the provider: its members can’t use it for now.`,
    ]);
    expect(openStreamCount(unchanged.user.id)).toBe(1);
    stays.leave();
  });

  test('an open stream does not count as use of the session', async () => {
    const { sid, cookie } = await member();
    const usedAt = new Date(Date.now() - 10 * 60_000);
    await db().session.update({ where: { id: sid }, data: { lastUsedAt: usedAt } });
    const stream = await open(cookie);
    expect(stream.response.status).toBe(200);
    expect((await db().session.findUniqueOrThrow({ where: { id: sid } })).lastUsedAt).toEqual(usedAt);
    stream.leave();
  });

  test('is for people in a tenant and for the provider', async () => {
    const provider = await openSession((await createUser({ provider: { role: 'PROVIDER' } })).id);
    const nobody = await openSession((await createUser()).id);
    const given = await open(provider.cookie);
    expect(given.response.status).toBe(200);
    given.leave();
    expect((await open(nobody.cookie)).response.status).toBe(404);
    expect((await open('')).response.status).toBe(401);
  });

  test('limits the streams of one person', async () => {
    const { cookie } = await member();
    const streams = await Promise.all(Array.from({ length: 60 }, () => open(cookie)));
    expect(streams.every(({ response }) => response.status === 200)).toBe(true);
    const beyond = await open(cookie);
    expect(beyond.response.status).toBe(429);
    expect(beyond.response.headers.get('retry-after')).toBe('10');
    for (const { leave } of streams) leave();
    const again = await open(cookie);
    expect(again.response.status).toBe(200);
    again.leave();
  });

  test('limits the streams of one tenant with any number of people, so that others have some', async () => {
    few.places = createFairPool({ size: 12 });
    const greedy = await createTenant();
    const people = await Promise.all(
      Array.from({ length: 6 }, () => createUser({ memberships: [{ tenantId: greedy.id, role: 'VIEWER' }] })),
    );
    const cookies = await Promise.all(people.map(async ({ id }) => (await openSession(id)).cookie));
    const theirs = [];
    for (let round = 0; round < 3; round += 1) for (const cookie of cookies) theirs.push(await open(cookie));
    const given = theirs.filter(({ response }) => response.status === 200);
    expect(given).toHaveLength(6);
    const refused = theirs.find(({ response }) => response.status !== 200);
    expect(refused?.response.status).toBe(503);
    expect(refused?.response.headers.get('retry-after')).toBe('30');
    const others = [await open((await member()).cookie), await open((await member()).cookie)];
    expect(others.map(({ response }) => response.status)).toEqual([200, 200]);
    for (const { leave } of [...given, ...others]) leave();
    await vi.waitFor(() => expect(openStreamCount()).toBe(0));
    const next = await open(cookies[5] ?? '');
    expect(next.response.status).toBe(200);
    next.leave();
  });
});
