import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as machines } from '@/app/api/v1/machines/route';
import { DELETE as removeMember } from '@/app/api/v1/members/[id]/route';
import { GET as members, POST as invite } from '@/app/api/v1/members/route';
import { POST as changePassword } from '@/app/api/v1/me/password/route';
import { POST as prove } from '@/app/api/v1/me/proof/route';
import { GET as me } from '@/app/api/v1/me/route';
import { DELETE as revoke } from '@/app/api/v1/me/tokens/[id]/route';
import { GET as list, POST as create } from '@/app/api/v1/me/tokens/route';
import { GET as tenants } from '@/app/api/v1/provider/tenants/route';
import { GET as status } from '@/app/api/v1/status/route';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { Me, rolePermissions, roles, tokenPermissions } from '@/lib/contracts/me';
import type { Role, TokenScope } from '@/lib/contracts/me';
import { Problem } from '@/lib/contracts/problem';
import { ApiTokenList, CreatedToken } from '@/lib/contracts/token';
import { hashOfSecret } from '@/lib/core/one-time-link';
import { db } from '@/lib/db/client';
import { asText, callRoute } from '@/lib/http/testing/call-route';
import type { RouteAnswer } from '@/lib/http/testing/call-route';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const codeOf = ({ status: code, json }: RouteAnswer): string => `${code} ${Problem.parse(json).code}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function person(role: Role = 'ADMIN') {
  const tenant = await createTenant();
  const user = await createUser({ memberships: [{ tenantId: tenant.id, role }] });
  return { tenant, ...user, ...(await openSession(user.id)) };
}
type Person = Awaited<ReturnType<typeof person>>;

const make = ({ cookie }: { cookie: string }, body: object = {}) =>
  callRoute(create, { cookie, body: { name: 'Nightly', role: 'VIEWER', expiresAt: inDays(30), ...body } });

async function tokenOf(owner: { cookie: string }, body: object = {}) {
  const answer = await make(owner, body);
  expect(answer.status, answer.text).toBe(201);
  return CreatedToken.parse(answer.json);
}
const withScopes = (owner: Person, ...scopes: TokenScope[]) => tokenOf(owner, { role: 'ADMIN', scopes });

describe('an API token', () => {
  test('is told once, stored as a hash, listed without it, and on record', async () => {
    const owner = await person();
    const made = await tokenOf(owner, { name: ' Nightly report ' });
    expect(made.token).toMatch(/^spt_[\w-]{43}$/);
    const { items } = ApiTokenList.parse((await callRoute(list, { cookie: owner.cookie })).json);
    expect(items).toEqual([
      expect.objectContaining({
        id: made.id,
        name: 'Nightly report',
        role: 'VIEWER',
        scopes: [],
        lastUsedAt: null,
        tenant: { slug: owner.tenant.slug, name: owner.tenant.name },
      }),
    ]);
    const entries = await db().auditEntry.findMany({ where: { tenantId: owner.tenant.id } });
    expect(entries).toMatchObject([{ action: 'token.create', objectName: 'Nightly report' }]);
    const kept = asText(items, entries, await db().apiToken.findMany({ omit: { tokenHash: true } }));
    for (const secret of [made.token, hashOfSecret(made.token)]) expect(kept).not.toContain(secret);
    expect((await db().apiToken.findUniqueOrThrow({ where: { id: made.id } })).tokenHash).toBe(
      hashOfSecret(made.token),
    );
  });

  test('may what its role may, in its tenant only, and needs no Origin', async () => {
    const owner = await person();
    const { token } = await tokenOf(owner, { role: 'ADMIN' });
    const seen = Me.parse((await callRoute(me, { headers: bearer(token) })).json);
    expect([seen.permissions, seen.tenants.length, seen.provider]).toEqual([[...rolePermissions.ADMIN], 1, null]);
    const invited = await callRoute(invite, {
      headers: { ...bearer(token), origin: 'https://elsewhere.example' },
      body: { email: `${crypto.randomUUID()}@new.test`, role: 'VIEWER' },
    });
    expect(invited.status, invited.text).toBe(201);
    expect(
      (await db().auditEntry.findFirstOrThrow({ where: { tenantId: owner.tenant.id, action: 'member.invite' } }))
        .actorKind,
    ).toBe('TOKEN');
    const elsewhere = await createTenant();
    await db().membership.create({ data: { userId: owner.id, tenantId: elsewhere.id, role: 'ADMIN' } });
    const foreign = await callRoute(machines, { headers: { ...bearer(token), 'x-tenant': elsewhere.slug } });
    expect(codeOf(foreign)).toBe('404 not_found');
  });

  test('never may more than its person may now', async () => {
    const owner = await person();
    const { token } = await tokenOf(owner, { role: 'ADMIN' });
    await db().membership.updateMany({ where: { userId: owner.id }, data: { role: 'BACKUP_OPERATOR' } });
    const seen = Me.parse((await callRoute(me, { headers: bearer(token) })).json);
    expect(seen.permissions).toEqual([...rolePermissions.BACKUP_OPERATOR]);
    expect(
      codeOf(await callRoute(invite, { headers: bearer(token), body: { email: 'a@b.test', role: 'VIEWER' } })),
    ).toBe('403 forbidden');
  });

  test.each(['revoked', 'expired', 'of a removed member', 'of a disabled account', 'made up'] as const)(
    'that is %s lets nobody in',
    async (how) => {
      const owner = await person();
      const { token, id } = await tokenOf(owner);
      expect((await callRoute(me, { headers: bearer(token) })).status).toBe(200);
      if (how === 'revoked')
        expect((await callRoute(revoke, { cookie: owner.cookie, params: { id } })).status).toBe(204);
      if (how === 'expired') await db().apiToken.update({ where: { id }, data: { expiresAt: new Date() } });
      if (how === 'of a removed member') {
        const second = await createUser({ memberships: [{ tenantId: owner.tenant.id, role: 'ADMIN' }] });
        const { cookie } = await openSession(second.id);
        expect((await callRoute(removeMember, { cookie, params: { id: owner.id } })).status).toBe(204);
        expect(await db().apiToken.count({ where: { id } })).toBe(0);
      }
      if (how === 'of a disabled account')
        await db().user.update({ where: { id: owner.id }, data: { disabledAt: new Date() } });
      const given = how === 'made up' ? `spt_${'x'.repeat(43)}` : token;
      // The cookie of a session beside it does not count.
      const answer = await callRoute(me, { headers: bearer(given), cookie: (await person()).cookie });
      expect(codeOf(answer)).toBe('401 unauthenticated');
    },
  );

  test('notes its use at most once a minute', async () => {
    const owner = await person();
    const { token, id } = await tokenOf(owner);
    const used = async () => (await db().apiToken.findUniqueOrThrow({ where: { id } })).lastUsedAt;
    await callRoute(me, { headers: bearer(token) });
    const first = await used();
    await callRoute(me, { headers: bearer(token) });
    expect([first === null, await used()]).toEqual([false, first]);
    await db().apiToken.update({ where: { id }, data: { lastUsedAt: new Date(0) } });
    await callRoute(me, { headers: bearer(token) });
    expect((await used())?.getTime()).toBeGreaterThan(0);
  });

  test('makes no tokens, changes no password, ends no session and proves nothing', async () => {
    const owner = await person();
    const headers = bearer((await tokenOf(owner, { role: 'ADMIN' })).token);
    const body = { name: 'Another', role: 'VIEWER', expiresAt: inDays(1) };
    for (const answer of [
      await callRoute(create, { headers, body }),
      await callRoute(list, { headers }),
      await callRoute(changePassword, { headers, body: { current: owner.password, password: 'another good one' } }),
      await callRoute(prove, { headers, body: { password: owner.password } }),
    ])
      expect(codeOf(answer)).toBe('403 forbidden');
  });
});

describe('the scopes of a token', () => {
  test('none implies another', async () => {
    const owner = await person();
    const asked = {
      status: (headers: Record<string, string>) => callRoute(status, { headers }),
      read: (headers: Record<string, string>) => callRoute(members, { headers }),
      admin: (headers: Record<string, string>) =>
        callRoute(invite, { headers, body: { email: `${crypto.randomUUID()}@new.test`, role: 'VIEWER' } }),
    };
    const allowed: Record<TokenScope, (keyof typeof asked)[]> = {
      'status:read': ['status'],
      read: ['read'],
      backup: [],
      restore: [],
      admin: ['admin'],
    };
    for (const [scope, may] of Object.entries(allowed) as [TokenScope, (keyof typeof asked)[]][]) {
      const headers = bearer((await withScopes(owner, scope)).token);
      for (const [name, ask] of Object.entries(asked)) {
        const answer = await ask(headers);
        expect(`${scope} ${name} ${answer.status < 300}`).toBe(
          `${scope} ${name} ${may.includes(name as keyof typeof asked)}`,
        );
        if (answer.status >= 300) expect(codeOf(answer)).toBe('403 forbidden');
      }
    }
  });

  test('and the role together give what both allow, cell by cell', () => {
    expect(tokenPermissions('ADMIN', ['backup'])).toEqual(['backup:run', 'operation:cancel']);
    expect(tokenPermissions('ADMIN', ['restore'])).toEqual(['restore:run', 'mount:run', 'operation:cancel']);
    expect(tokenPermissions('VIEWER', ['backup', 'restore', 'admin'])).toEqual([]);
    for (const role of roles) expect(tokenPermissions(role, [])).toEqual(rolePermissions[role]);
  });

  test('that nobody knows any more allow nothing', async () => {
    const owner = await person();
    const { token, id } = await withScopes(owner, 'read');
    await db().apiToken.update({ where: { id }, data: { scopes: ['gone'] } });
    expect(codeOf(await callRoute(members, { headers: bearer(token) }))).toBe('403 forbidden');
  });
});

describe('making a token', () => {
  const faultsOf = ({ json }: RouteAnswer) =>
    Problem.parse(json).errors?.map(({ path, messageRef }) => `${path} ${messageRef?.code}`);

  test.each<[Role, Role, boolean]>([
    ['VIEWER', 'ADMIN', false],
    ['BACKUP_OPERATOR', 'RESTORE_OPERATOR', false],
    ['RESTORE_OPERATOR', 'OPERATOR', false],
    ['OPERATOR', 'BACKUP_OPERATOR', true],
    ['VIEWER', 'BILLING', true],
  ])('as a %s with the role %s: %s', async (own, role, isMade) => {
    const answer = await make(await person(own), { role });
    if (isMade) expect(answer.status).toBe(201);
    else expect(faultsOf(answer)).toEqual(['role field.roleAbove']);
  });

  test.each([
    ['expiresAt field.tokenLife', { expiresAt: inDays(367) }],
    ['expiresAt field.tokenLife', { expiresAt: inDays(-1) }],
    ['role field.missing', { role: undefined }],
    ['scopes field.schema.keepOne', { scopes: [] }],
    ['scopes field.schema.oneTwice', { scopes: ['read', 'read'] }],
  ])('is refused: %s', async (fault, body) => {
    expect(faultsOf(await make(await person(), body))).toEqual([fault]);
  });

  test('as a provider is for the provider’s routes, within its scopes', async () => {
    const user = await createUser({ provider: { role: 'PROVIDER' } });
    const { cookie } = await openSession(user.id);
    expect(faultsOf(await make({ cookie }))).toEqual(['role field.roleOfProvider']);
    const whole = await tokenOf({ cookie }, { role: undefined });
    expect([whole.tenant, whole.role]).toEqual([null, null]);
    expect((await callRoute(tenants, { headers: bearer(whole.token) })).status).toBe(200);
    const narrow = await tokenOf({ cookie }, { role: undefined, scopes: ['admin'] });
    expect(codeOf(await callRoute(tenants, { headers: bearer(narrow.token) }))).toBe('403 forbidden');
    await db().user.update({ where: { id: user.id }, data: { providerRole: null } });
    expect((await callRoute(tenants, { headers: bearer(whole.token) })).status).toBe(401);
  });

  test('of another person is not there to revoke', async () => {
    const [owner, other] = [await person(), await person()];
    const { id } = await tokenOf(owner);
    expect(codeOf(await callRoute(revoke, { cookie: other.cookie, params: { id } }))).toBe('404 not_found');
  });
});

describe('recent proof of identity', () => {
  const longAgo = new Date(Date.now() - 13 * 60 * 60_000);

  test('is asked for before sensitive acts, and the same request works after it', async () => {
    const owner = await person();
    const body = { email: `${crypto.randomUUID()}@new.test`, role: 'VIEWER' };
    const ask = () => callRoute(invite, { cookie: owner.cookie, body });
    await db().session.update({ where: { id: owner.sid }, data: { provedAt: longAgo } });
    for (const answer of [await ask(), await make(owner)]) expect(codeOf(answer)).toBe('403 proof_required');
    expect((await callRoute(members, { cookie: owner.cookie })).status).toBe(200);
    const wrong = await callRoute(prove, { cookie: owner.cookie, body: { password: 'wrong' } });
    expect(codeOf(wrong)).toBe('422 validation_failed');
    expect(codeOf(await ask())).toBe('403 proof_required');
    expect((await callRoute(prove, { cookie: owner.cookie, body: { password: owner.password } })).status).toBe(204);
    expect((await ask()).status).toBe(201);
  });

  test('is of the one session, and asked of nobody who may not anyway', async () => {
    const owner = await person();
    const second = await openSession(owner.id);
    await db().session.updateMany({ where: { userId: owner.id }, data: { provedAt: longAgo } });
    await callRoute(prove, { cookie: owner.cookie, body: { password: owner.password } });
    expect(codeOf(await make({ cookie: second.cookie }))).toBe('403 proof_required');
    const viewer = await person('VIEWER');
    await db().session.updateMany({ where: { userId: viewer.id }, data: { provedAt: longAgo } });
    expect(
      codeOf(await callRoute(invite, { cookie: viewer.cookie, body: { email: 'a@b.test', role: 'VIEWER' } })),
    ).toBe('403 forbidden');
  });
});
