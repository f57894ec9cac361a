import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { POST as accept } from '@/app/api/v1/invitations/accept/route';
import { POST as join } from '@/app/api/v1/me/invitations/route';
import { DELETE as removeOne, PATCH as changeOne } from '@/app/api/v1/members/[id]/route';
import { GET as list, POST as invite } from '@/app/api/v1/members/route';
import { GET as listOfTenant, POST as inviteTo } from '@/app/api/v1/provider/tenants/[slug]/members/route';
import { readInvitation } from '@/lib/auth/invitations';
import { signIn } from '@/lib/auth/sign-in';
import { throttlePolicies } from '@/lib/auth/sign-in-throttle';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import type { Role } from '@/lib/contracts/me';
import { Invited, MemberList } from '@/lib/contracts/member';
import type { Member } from '@/lib/contracts/member';
import { Problem } from '@/lib/contracts/problem';
import { log } from '@/lib/core/log';
import { hashOfSecret } from '@/lib/core/one-time-link';
import { db } from '@/lib/db/client';
import { asText, callRoute } from '@/lib/http/testing/call-route';
import type { RouteAnswer } from '@/lib/http/testing/call-route';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());
beforeEach(async () => {
  await db().signInThrottle.deleteMany();
});

type Person = { id: string; email: string; cookie: string; sid: string };

async function person(memberships: { tenantId: string; role: Role }[] = []): Promise<Person> {
  const { id, email } = await createUser({ memberships });
  return { id, email, ...(await openSession(id)) };
}

/** A tenant with one administrator, and with members of other roles where a test names them. */
async function tenantWith(...roles: Role[]) {
  const tenant = await createTenant();
  const [admin, ...others] = await Promise.all(
    (['ADMIN', ...roles] as const).map((role) => person([{ tenantId: tenant.id, role }])),
  );
  if (!admin) throw new Error('no administrator');
  return { tenant, admin, others: others as [Person, ...Person[]] };
}

const codeOf = ({ status, json }: RouteAnswer): string => `${status} ${Problem.parse(json).code}`;
const newAddress = (): string => `${crypto.randomUUID()}@new.test`;
const password = 'correct horse battery';

async function membersOf({ cookie }: Person, query = ''): Promise<Member[]> {
  const answer = await callRoute(list, { cookie, query });
  expect(answer.status).toBe(200);
  return MemberList.parse(answer.json).items;
}

/** Invites, and answers the token of the link with what was told. */
async function invited(by: Person, email = newAddress(), role: Role = 'OPERATOR') {
  const answer = await callRoute(invite, { cookie: by.cookie, body: { email, role } });
  expect(answer.status, answer.text).toBe(201);
  const told = Invited.parse(answer.json);
  const [, token = ''] = /^http:\/\/localhost:3000\/invite\/([\w-]{43})$/.exec(told.link) ?? [];
  expect(token, told.link).not.toBe('');
  return { ...told, token, email };
}

const acceptBy = (token: string, given: object = {}) =>
  callRoute(accept, { body: { token, name: 'Nina Novak', password, ...given } });
const auditOf = async (tenantId: string) => db().auditEntry.findMany({ where: { tenantId }, orderBy: { seq: 'asc' } });

describe('the list of members', () => {
  test('shows addresses and invitations to administrators only, and to every member who the administrators are', async () => {
    const { admin, others } = await tenantWith('VIEWER');
    const { email } = await invited(admin);
    const seen = await membersOf(admin);
    expect(seen.map((each) => [each.email, each.role, each.status]).sort()).toEqual(
      [
        [admin.email, 'ADMIN', 'ACTIVE'],
        [others[0].email, 'VIEWER', 'ACTIVE'],
        [email, 'OPERATOR', 'INVITED'],
      ].sort(),
    );
    const seenByViewer = await membersOf(others[0]);
    expect(seenByViewer.map(({ email: address, role, status }) => [address, role, status]).sort()).toEqual([
      [null, 'ADMIN', 'ACTIVE'],
      [null, 'VIEWER', 'ACTIVE'],
    ]);
    expect(JSON.stringify(seenByViewer)).not.toContain('@');
  });

  test('finds by name, by address for administrators only, and sorts by rights', async () => {
    const { admin, others } = await tenantWith('VIEWER', 'BILLING');
    const byAddress = `?search=${encodeURIComponent(others[0].email.toUpperCase())}`;
    expect((await membersOf(admin, byAddress)).map(({ id }) => id)).toEqual([others[0].id]);
    expect(await membersOf(others[0], byAddress)).toEqual([]);
    expect((await membersOf(admin, '?sort=-role')).map(({ role }) => role)).toEqual(['ADMIN', 'VIEWER', 'BILLING']);
    const second = MemberList.parse(
      (await callRoute(list, { cookie: admin.cookie, query: '?pageSize=2&page=9' })).json,
    );
    expect([second.items.length, second.total]).toEqual([0, 3]);
  });

  test('says when somebody was last here, and nothing of what they do in another tenant', async () => {
    const [here, elsewhere] = [await tenantWith(), await createTenant()];
    const both = await person([
      { tenantId: here.tenant.id, role: 'VIEWER' },
      { tenantId: elsewhere.id, role: 'VIEWER' },
    ]);
    await db().session.update({ where: { id: both.sid }, data: { activeTenantId: elsewhere.id } });
    await callRoute(list, { cookie: both.cookie });
    const seen = async () => (await membersOf(here.admin)).find(({ id }) => id === both.id)?.lastSeenAt;
    expect(await seen()).toBeNull();
    await db().session.update({ where: { id: both.sid }, data: { activeTenantId: here.tenant.id } });
    await callRoute(list, { cookie: both.cookie });
    expect(await seen()).not.toBeNull();
  });
});

describe('an invitation', () => {
  test('makes an account that can sign in, once, and is on record', async () => {
    const { tenant, admin } = await tenantWith();
    const { token, email, expiresAt, member } = await invited(admin);
    expect(member).toMatchObject({ name: email, email, role: 'OPERATOR', status: 'INVITED', expiresAt });
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const answer = await acceptBy(token);
    expect([answer.status, answer.json]).toEqual([201, { email }]);
    const given = { email, password, address: '10.0.0.1', requestId: 'request-1' };
    expect(await signIn(given)).toMatchObject({ outcome: 'signed-in' });
    expect((await membersOf(admin)).find(({ name }) => name === 'Nina Novak')).toMatchObject({
      email,
      role: 'OPERATOR',
      status: 'ACTIVE',
      expiresAt: null,
    });
    expect(codeOf(await acceptBy(token))).toBe('404 not_found');
    expect(await auditOf(tenant.id)).toMatchObject([
      { action: 'member.invite', objectName: email, after: { role: 'OPERATOR' } },
      { action: 'member.join', actorName: 'Nina Novak', after: { role: 'OPERATOR' } },
      { action: 'session.sign-in', actorName: 'Nina Novak', outcome: 'SUCCEEDED' },
    ]);
  });

  test('that two accept at the same moment makes one account', async () => {
    const { tenant, admin } = await tenantWith();
    const { token } = await invited(admin);
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => acceptBy(token, { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    expect(await db().membership.count({ where: { tenantId: tenant.id } })).toBe(2);
  });

  test('is replaced by a new one of the same address, and can be withdrawn', async () => {
    const { admin } = await tenantWith();
    const first = await invited(admin);
    const second = await invited(admin, ` ${first.email.toUpperCase()}`, 'VIEWER');
    expect((await membersOf(admin)).filter(({ status }) => status === 'INVITED')).toMatchObject([
      { id: first.member.id, role: 'VIEWER' },
    ]);
    expect(codeOf(await acceptBy(first.token))).toBe('404 not_found');
    const gone = await callRoute(removeOne, { cookie: admin.cookie, params: { id: second.member.id } });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(codeOf(await acceptBy(second.token))).toBe('404 not_found');
  });

  test('gives the role that it has when it is accepted', async () => {
    const { tenant, admin } = await tenantWith();
    const { token, member, email } = await invited(admin, undefined, 'ADMIN');
    const lowered = await callRoute(changeOne, {
      cookie: admin.cookie,
      params: { id: member.id },
      body: { role: 'VIEWER' },
    });
    expect(lowered.json).toMatchObject({ id: member.id, role: 'VIEWER', status: 'INVITED' });
    await acceptBy(token);
    const found = await db().membership.findFirstOrThrow({ where: { tenantId: tenant.id, user: { email } } });
    expect(found.role).toBe('VIEWER');
  });

  test('adds the membership to an account that is there, for its owner only', async () => {
    const { tenant, admin } = await tenantWith();
    const elsewhere = await createTenant();
    const owner = await person([{ tenantId: elsewhere.id, role: 'VIEWER' }]);
    const stranger = await person([{ tenantId: elsewhere.id, role: 'VIEWER' }]);
    const { token } = await invited(admin, owner.email);
    expect(codeOf(await acceptBy(token))).toBe('409 conflict');
    expect(codeOf(await callRoute(join, { cookie: stranger.cookie, body: { token } }))).toBe('403 forbidden');
    const answers = await Promise.all([1, 2].map(() => callRoute(join, { cookie: owner.cookie, body: { token } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(answers.find(({ status }) => status === 200)?.json).toEqual({ tenant: tenant.slug });
    const [session, memberships] = await Promise.all([
      db().session.findUniqueOrThrow({ where: { id: owner.sid } }),
      db().membership.findMany({ where: { userId: owner.id } }),
    ]);
    expect([session.activeTenantId, memberships.length]).toEqual([tenant.id, 2]);
  });

  test('is answered the same whether the address has an account or not, but not for a member', async () => {
    const { admin, others } = await tenantWith('VIEWER');
    const known = await invited(admin, (await createUser()).email);
    const unknown = await invited(admin);
    expect(Object.keys(known.member)).toEqual(Object.keys(unknown.member));
    const again = await callRoute(invite, { cookie: admin.cookie, body: { email: others[0].email, role: 'ADMIN' } });
    expect(codeOf(again)).toBe('409 conflict');
  });

  test('that is made up, used, withdrawn or expired is the same nothing, on its page as well', async () => {
    const { admin } = await tenantWith();
    const { token } = await invited(admin);
    const shown = (given: string, now = new Date()) =>
      readInvitation(given, { address: '10.1.0.1', requestId: 'request-1', now });
    expect(await shown(token)).toMatchObject({ role: 'OPERATOR', hasAccount: false });
    await expect(shown(token, new Date(Date.now() + 8 * 86_400_000))).rejects.toMatchObject({ code: 'not_found' });
    await db().invitation.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    const bodies = [await acceptBy(token), await acceptBy('x'.repeat(43)), await acceptBy('')].map(({ status, text }) =>
      [status, text.replace(/"requestId":"[^"]+"/, '')].join(),
    );
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toMatch(/^404/);
    await expect(shown(token)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('slows down who tries links, and stops nobody who has a good one', async () => {
    const { admin } = await tenantWith();
    const { token } = await invited(admin);
    for (let guess = 0; guess <= throttlePolicies.pair.freeFailures; guess += 1)
      expect((await acceptBy(`wrong-${guess}`)).status).toBe(404);
    const slowed = await acceptBy('wrong');
    expect([codeOf(slowed), slowed.headers.get('retry-after')]).toEqual(['429 rate_limited', '2']);
    expect((await acceptBy(token)).status).toBe(201);
  });

  test.each([
    ['password field.schema.charactersLeast', { password: 'elevensigns' }],
    ['password field.passwordCommon', { password: 'Q1w2e3r4t5y6' }],
    ['name field.schema.nameMissing', { name: ' ' }],
  ])('says what does not fit, and can still be used: %s', async (fault, given) => {
    const { admin } = await tenantWith();
    const { token } = await invited(admin);
    const answer = await acceptBy(token, given);
    expect(answer.status).toBe(422);
    expect(Problem.parse(answer.json).errors?.map(({ path, messageRef }) => `${path} ${messageRef?.code}`)).toEqual([
      fault,
    ]);
    expect((await acceptBy(token)).status).toBe(201);
  });

  test('leaves its token in no row, no answer but the one and no line of the log', async () => {
    const lines: unknown[] = [];
    const spies = (['debug', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(log, level).mockImplementation((...line: unknown[]) => void lines.push(line)),
    );
    const { tenant, admin } = await tenantWith();
    const { token } = await invited(admin);
    await acceptBy(token);
    await acceptBy(token);
    const { json } = await callRoute(list, { cookie: admin.cookie });
    for (const spy of spies) spy.mockRestore();
    expect(lines.length).toBeGreaterThan(4);
    const kept = asText(
      lines,
      json,
      await db().auditEntry.findMany({ omit: { seq: true } }),
      await db().invitation.findMany({ omit: { tokenHash: true } }),
      await db().signInThrottle.findMany(),
      tenant,
    );
    for (const secret of [token, hashOfSecret(token), password]) expect(kept).not.toContain(secret);
  });
});

describe('a member', () => {
  const change = (by: Person, id: string, role: Role) =>
    callRoute(changeOne, { cookie: by.cookie, params: { id }, body: { role } });
  const remove = (by: Person, id: string) => callRoute(removeOne, { cookie: by.cookie, params: { id } });

  test('is given another role, and removed, on record with before and after', async () => {
    const { tenant, admin, others } = await tenantWith('VIEWER');
    const [viewer] = others;
    const answer = await change(admin, viewer.id, 'OPERATOR');
    expect(answer.json).toMatchObject({ id: viewer.id, role: 'OPERATOR', status: 'ACTIVE', email: viewer.email });
    expect((await change(admin, viewer.id, 'OPERATOR')).status).toBe(200);
    expect((await remove(admin, viewer.id)).status).toBe(204);
    expect((await remove(admin, viewer.id)).status).toBe(404);
    expect(await auditOf(tenant.id)).toMatchObject([
      { action: 'member.change', before: { role: 'VIEWER' }, after: { role: 'OPERATOR' } },
      { action: 'member.remove', before: { role: 'OPERATOR' } },
    ]);
    expect((await callRoute(list, { cookie: viewer.cookie })).status).toBe(404);
  });

  test('who is the last administrator stays one', async () => {
    const { tenant, admin, others } = await tenantWith('ADMIN');
    const [second] = others;
    await db().user.update({ where: { id: second.id }, data: { disabledAt: new Date() } });
    expect(codeOf(await change(admin, admin.id, 'OPERATOR'))).toBe('409 last_admin');
    expect(codeOf(await remove(admin, admin.id))).toBe('409 last_admin');
    await invited(admin, undefined, 'ADMIN');
    expect(codeOf(await remove(admin, admin.id)), 'an invitation administers nothing').toBe('409 last_admin');
    await db().user.update({ where: { id: second.id }, data: { disabledAt: null } });
    expect((await remove(admin, admin.id)).status).toBe(204);
    expect(await db().membership.count({ where: { tenantId: tenant.id } })).toBe(1);
  });

  test.each(['lowered', 'removed'] as const)(
    'and another administrator %s by each other at once leave one',
    async (how) => {
      const { tenant, admin, others } = await tenantWith('ADMIN');
      const [second] = others;
      const act = (by: Person, id: string) => (how === 'removed' ? remove(by, id) : change(by, id, 'VIEWER'));
      await Promise.all([act(admin, second.id), act(second, admin.id), act(admin, admin.id), act(second, second.id)]);
      expect(await db().membership.count({ where: { tenantId: tenant.id, role: 'ADMIN' } })).toBe(1);
    },
  );

  test('of another tenant is not there, whatever one may be there', async () => {
    const [own, foreign] = [await tenantWith(), await tenantWith('VIEWER')];
    const { member } = await invited(foreign.admin);
    const unknown = await remove(own.admin, crypto.randomUUID());
    for (const id of [foreign.others[0].id, foreign.admin.id, member.id]) {
      for (const answer of [await remove(own.admin, id), await change(own.admin, id, 'VIEWER')]) {
        const same = (text: string) => text.replace(/"requestId":"[^"]+"/, '');
        expect([answer.status, same(answer.text)]).toEqual([404, same(unknown.text)]);
      }
    }
    expect(await db().membership.count({ where: { tenantId: foreign.tenant.id } })).toBe(2);
  });

  test('who is no administrator changes nothing', async () => {
    const { admin, others } = await tenantWith('OPERATOR');
    const [operator] = others;
    expect(codeOf(await change(operator, operator.id, 'ADMIN'))).toBe('403 forbidden');
    expect(codeOf(await remove(operator, admin.id))).toBe('403 forbidden');
    expect(
      codeOf(await callRoute(invite, { cookie: operator.cookie, body: { email: newAddress(), role: 'ADMIN' } })),
    ).toBe('403 forbidden');
  });
});

describe('the provider', () => {
  const provider = async (role: 'PROVIDER' | 'PROVIDER_READER', tenants?: string[]) => {
    const { id } = await createUser({ provider: { role, ...(tenants && { tenants }) } });
    return openSession(id);
  };

  test('invites the first administrator of a tenant, which stands in its audit trail', async () => {
    const [tenant, { cookie }] = [await createTenant(), await provider('PROVIDER')];
    const params = { slug: tenant.slug };
    const answer = await callRoute(inviteTo, { cookie, params, body: { email: newAddress(), role: 'ADMIN' } });
    expect(answer.status, answer.text).toBe(201);
    const { link, member } = Invited.parse(answer.json);
    expect((await acceptBy(link.split('/').at(-1) ?? '')).status).toBe(201);
    const seen = MemberList.parse((await callRoute(listOfTenant, { cookie, params })).json);
    expect(seen.items).toMatchObject([{ email: member.email, role: 'ADMIN', status: 'ACTIVE' }]);
    await callRoute(listOfTenant, { cookie, params });
    expect((await auditOf(tenant.id)).map(({ action }) => action)).toEqual([
      'member.invite',
      'member.join',
      'provider.read-members',
    ]);
  });

  test('who only reads invites nobody, and one of chosen tenants sees no other', async () => {
    const tenant = await createTenant();
    const given = { params: { slug: tenant.slug }, body: { email: newAddress(), role: 'ADMIN' } };
    const [reader, limited] = [await provider('PROVIDER_READER'), await provider('PROVIDER', [])];
    expect(codeOf(await callRoute(inviteTo, { ...given, cookie: reader.cookie }))).toBe('403 forbidden');
    expect((await callRoute(listOfTenant, { params: given.params, cookie: reader.cookie })).status).toBe(200);
    expect(codeOf(await callRoute(inviteTo, { ...given, cookie: limited.cookie }))).toBe('404 not_found');
    expect(codeOf(await callRoute(listOfTenant, { params: given.params, cookie: limited.cookie }))).toBe(
      '404 not_found',
    );
    const { admin } = await tenantWith();
    expect(codeOf(await callRoute(inviteTo, { ...given, cookie: admin.cookie }))).toBe('403 forbidden');
  });
});
