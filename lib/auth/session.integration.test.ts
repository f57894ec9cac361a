import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { currentActor, maxAgeMs, maxIdleMs, sessionClaims } from './session';
import { signOut } from './next-auth-options';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());

const start = new Date('2026-05-01T08:00:00Z');
const later = (ms: number): Date => new Date(start.getTime() + ms);

async function signedIn() {
  const tenant = await createTenant();
  const user = await createUser({ memberships: [{ tenantId: tenant.id, role: 'VIEWER' }] });
  const { sid, cookie } = await openSession(user.id, { createdAt: start, lastUsedAt: start });
  const claims = await sessionClaims(cookie, false);
  const look = (now: Date, isUse = true) => currentActor(claims, { isUse, now });
  const row = () => db().session.findUniqueOrThrow({ where: { id: sid } });
  return { tenant, user, sid, cookie, claims, look, row };
}

describe('currentActor', () => {
  test('returns the user with the present memberships', async () => {
    const { tenant, user, look } = await signedIn();
    expect(await look(later(1_000))).toMatchObject({
      userId: user.id,
      memberships: [{ slug: tenant.slug, role: 'VIEWER' }],
    });
    await db().membership.updateMany({ where: { userId: user.id }, data: { role: 'ADMIN' } });
    expect(await look(later(2_000))).toMatchObject({ memberships: [{ role: 'ADMIN' }] });
    await db().membership.deleteMany({ where: { userId: user.id } });
    expect(await look(later(3_000))).toMatchObject({ memberships: [] });
  });

  test('returns the chosen language, and null for one that the portal does not have', async () => {
    const { user, look } = await signedIn();
    expect(await look(later(1_000))).toMatchObject({ language: null, memberships: [{ language: null }] });
    await db().$executeRaw`UPDATE "User" SET "language" = 'de' WHERE "id" = ${user.id}`;
    expect(await look(later(2_000))).toMatchObject({ language: 'de' });
    await db().$executeRaw`UPDATE "User" SET "language" = 'tlh' WHERE "id" = ${user.id}`;
    expect(await look(later(3_000))).toMatchObject({ language: null });
  });

  test('is a provider of all tenants, of the chosen ones, or of none when the last of those is taken away', async () => {
    const [chosen, other] = [await createTenant(), await createTenant()];
    const of = async (provider: NonNullable<Parameters<typeof createUser>[0]>['provider']) => {
      const user = await createUser(provider ? { provider } : {});
      const { cookie } = await openSession(user.id);
      const claims = await sessionClaims(cookie, false);
      return { user, look: async () => (await currentActor(claims, { isUse: false }))?.provider };
    };
    expect(await (await of(undefined)).look()).toBeNull();
    expect(await (await of({ role: 'PROVIDER' })).look()).toEqual({ role: 'PROVIDER', tenants: 'ALL' });
    const limited = await of({ role: 'PROVIDER_READER', tenants: [chosen.id] });
    expect(await limited.look()).toEqual({ role: 'PROVIDER_READER', tenants: [chosen.id] });
    await db().tenant.delete({ where: { id: chosen.id } });
    expect(await limited.look()).toEqual({ role: 'PROVIDER_READER', tenants: [] });
    await db().providerTenant.create({ data: { userId: limited.user.id, tenantId: other.id } });
    expect(await limited.look()).toEqual({ role: 'PROVIDER_READER', tenants: [other.id] });
  });

  test('ends after 30 minutes without use, and stays ended', async () => {
    const { look, row } = await signedIn();
    expect(await look(later(maxIdleMs))).not.toBeNull();
    expect(await look(later(2 * maxIdleMs + 1))).toBeNull();
    expect((await row()).endedAt).not.toBeNull();
    expect(await look(later(2 * maxIdleMs - 60_000))).toBeNull();
  });

  test('automatic requests of a page do not count as use', async () => {
    const { look } = await signedIn();
    for (let minute = 1; minute <= 30; minute += 1) expect(await look(later(minute * 60_000), false)).not.toBeNull();
    expect(await look(later(maxIdleMs + 1), false)).toBeNull();
  });

  test('ends 12 hours after sign-in however much it is used', async () => {
    const { look, row } = await signedIn();
    for (let at = 0; at <= maxAgeMs; at += 20 * 60_000) expect(await look(later(at))).not.toBeNull();
    expect(await look(later(maxAgeMs + 1))).toBeNull();
    expect((await row()).endedAt).not.toBeNull();
  });

  test('records use at most once a minute', async () => {
    const { look, row } = await signedIn();
    await look(later(59_000));
    expect((await row()).lastUsedAt).toEqual(start);
    await look(later(61_000));
    expect((await row()).lastUsedAt).toEqual(later(61_000));
    await look(later(90_000));
    expect((await row()).lastUsedAt).toEqual(later(61_000));
  });

  test('ends at once when the user is disabled, and stays ended when the user is enabled again', async () => {
    const { user, look } = await signedIn();
    await db().user.update({ where: { id: user.id }, data: { disabledAt: later(1_000) } });
    expect(await look(later(2_000))).toBeNull();
    await db().user.update({ where: { id: user.id }, data: { disabledAt: null } });
    expect(await look(later(3_000))).toBeNull();
  });

  test('a signed-out session is invalid for every copy of its cookie', async () => {
    const { claims, cookie, user, look } = await signedIn();
    if (!claims) throw new Error('no claims');
    await signOut(claims, 'request-1', later(1_000));
    expect(await look(later(2_000))).toBeNull();
    expect(await currentActor(await sessionClaims(cookie, false), { isUse: true, now: later(3_000) })).toBeNull();
    expect(await db().auditEntry.findMany({ where: { actorId: user.id } })).toMatchObject([
      { action: 'session.sign-out', outcome: 'SUCCEEDED', requestId: 'request-1' },
    ]);
  });

  test('a session is valid for its own user only', async () => {
    const ada = await signedIn();
    const bob = await signedIn();
    expect(await currentActor({ sub: bob.user.id, sid: ada.sid }, { isUse: false, now: later(1_000) })).toBeNull();
    expect(await ada.look(later(1_000))).not.toBeNull();
  });
});

describe('sessionClaims', () => {
  test('returns null for a cookie of another portal or for another scheme', async () => {
    const { cookie } = await signedIn();
    expect(await sessionClaims(`other=1; ${cookie}`, false)).not.toBeNull();
    expect(await sessionClaims(cookie, true)).toBeNull();
    expect(await sessionClaims(`${cookie.slice(0, -4)}AAAA`, false)).toBeNull();
    expect(await sessionClaims('next-auth.session-token=x', false)).toBeNull();
    expect(await sessionClaims(null, false)).toBeNull();
  });
});
