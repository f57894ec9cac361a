import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POST as resetLink } from '@/app/api/v1/members/[id]/reset/route';
import { POST as changePassword } from '@/app/api/v1/me/password/route';
import { PATCH as changeMe } from '@/app/api/v1/me/route';
import { DELETE as endSession } from '@/app/api/v1/me/sessions/[id]/route';
import { DELETE as endOthers, GET as sessions } from '@/app/api/v1/me/sessions/route';
import { POST as reset } from '@/app/api/v1/password-resets/route';
import { readReset } from '@/lib/auth/password-reset';
import { signIn } from '@/lib/auth/sign-in';
import { throttlePolicies } from '@/lib/auth/sign-in-throttle';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import type { TestUser } from '@/lib/auth/testing/accounts';
import { OwnSessionList, ResetLink } from '@/lib/contracts/account';
import { Me } from '@/lib/contracts/me';
import type { Role } from '@/lib/contracts/me';
import { Problem } from '@/lib/contracts/problem';
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

type Person = TestUser & { cookie: string; sid: string };

async function person(memberships: { tenantId: string; role: Role }[] = [], provider?: 'PROVIDER'): Promise<Person> {
  const user = await createUser({ memberships, ...(provider && { provider: { role: provider } }) });
  return { ...user, ...(await openSession(user.id)) };
}

const codeOf = ({ status, json }: RouteAnswer): string => `${status} ${Problem.parse(json).code}`;
const faultsOf = ({ json }: RouteAnswer) =>
  Problem.parse(json).errors?.map(({ path, messageRef }) => `${path} ${messageRef?.code}`);
const chosen = 'correct horse battery';
const signInAs = ({ email }: { email: string }, password: string, userAgent?: string) =>
  signIn({ email, password, address: '10.0.0.1', requestId: 'request-1', ...(userAgent && { userAgent }) });
const isLive = async (sid: string) => (await db().session.findUniqueOrThrow({ where: { id: sid } })).endedAt === null;

describe('changing one’s own password', () => {
  const change = ({ cookie }: Person, current: string, password = chosen) =>
    callRoute(changePassword, { cookie, body: { current, password } });

  test('takes the old one, ends all other sessions and is on record in every tenant', async () => {
    const [acme, globex] = [await createTenant(), await createTenant()];
    const one = await person([
      { tenantId: acme.id, role: 'VIEWER' },
      { tenantId: globex.id, role: 'VIEWER' },
    ]);
    const other = await openSession(one.id);
    const answer = await change(one, one.password);
    expect([answer.status, answer.json]).toEqual([200, { ended: 1 }]);
    expect([await isLive(one.sid), await isLive(other.sid)]).toEqual([true, false]);
    expect(await signInAs(one, chosen)).toMatchObject({ outcome: 'signed-in' });
    expect(await signInAs(one, one.password)).toEqual({ outcome: 'refused' });
    const entries = await db().auditEntry.findMany({ where: { action: 'account.password', actorId: one.id } });
    expect(entries.map(({ tenantId }) => tenantId).sort()).toEqual([acme.id, globex.id].sort());
  });

  test('refuses a wrong old one, which counts as a failed sign-in', async () => {
    const one = await person();
    for (let attempt = 0; attempt <= throttlePolicies.pair.freeFailures; attempt += 1)
      expect(faultsOf(await change(one, 'wrong'))).toEqual(['current field.passwordWrong']);
    expect(codeOf(await change(one, one.password))).toBe('429 rate_limited');
    expect(await isLive(one.sid)).toBe(true);
  });

  test.each([
    ['password field.schema.charactersLeast', 'elevensigns'],
    ['password field.passwordCommon', 'Q1w2e3r4t5y6'],
  ])('refuses one that does not fit: %s', async (fault, password) => {
    const one = await person();
    expect(faultsOf(await change(one, one.password, password))).toEqual([fault]);
  });
});

describe('a link for a new password', () => {
  const make = ({ cookie }: Person, id: string) => callRoute(resetLink, { cookie, params: { id } });
  const use = (token: string, password = chosen) => callRoute(reset, { body: { token, password } });

  async function tenantWith(role: Role = 'VIEWER') {
    const tenant = await createTenant();
    const admin = await person([{ tenantId: tenant.id, role: 'ADMIN' }]);
    const member = await person([{ tenantId: tenant.id, role }]);
    return { tenant, admin, member };
  }

  async function linkFor(admin: Person, { id }: { id: string }): Promise<string> {
    const answer = await make(admin, id);
    expect(answer.status, answer.text).toBe(201);
    const { link, expiresAt } = ResetLink.parse(answer.json);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
    return /^http:\/\/localhost:3000\/reset\/([\w-]{43})$/.exec(link)?.[1] ?? '';
  }

  test('lets a member choose one, once, and ends all of their sessions', async () => {
    const { admin, member, tenant } = await tenantWith();
    const token = await linkFor(admin, member);
    expect(await readReset(token, { address: '10.0.0.1', requestId: 'request-1' })).toMatchObject({
      email: member.email,
    });
    const answers = await Promise.all([use(token), use(token), use(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect(answers.find(({ status }) => status === 200)?.json).toEqual({ email: member.email });
    expect(await isLive(member.sid)).toBe(false);
    expect(await signInAs(member, chosen)).toMatchObject({ outcome: 'signed-in' });
    const entries = await db().auditEntry.findMany({
      where: { tenantId: tenant.id },
      orderBy: [{ at: 'asc' }, { seq: 'asc' }],
    });
    expect(entries.map(({ action }) => action).filter((action) => action.startsWith('account.'))).toEqual([
      'account.reset-link',
      'account.reset',
    ]);
    expect(asText(entries)).not.toContain(token);
    expect(asText(entries)).not.toContain(hashOfSecret(token));
  });

  test('is replaced by the next one, and by a changed password', async () => {
    const { admin, member } = await tenantWith();
    const first = await linkFor(admin, member);
    const second = await linkFor(admin, member);
    expect((await use(first)).status).toBe(404);
    await callRoute(changePassword, {
      cookie: member.cookie,
      body: { current: member.password, password: 'another good one' },
    });
    expect((await use(second)).status).toBe(404);
  });

  test('expires, and a password that does not fit does not use it up', async () => {
    const { admin, member } = await tenantWith();
    const token = await linkFor(admin, member);
    expect(faultsOf(await use(token, 'Q1w2e3r4t5y6'))).toEqual(['password field.passwordCommon']);
    await db().passwordReset.updateMany({ data: { expiresAt: new Date() } });
    expect(codeOf(await use(token))).toBe('404 not_found');
  });

  test('is only for people whose every tenant the administrator administers, and for no provider', async () => {
    const { admin, member, tenant } = await tenantWith();
    const elsewhere = await createTenant();
    const both = await person([
      { tenantId: tenant.id, role: 'VIEWER' },
      { tenantId: elsewhere.id, role: 'VIEWER' },
    ]);
    const provider = await person([{ tenantId: tenant.id, role: 'VIEWER' }], 'PROVIDER');
    for (const { id } of [both, provider, admin]) expect(codeOf(await make(admin, id))).toBe('403 forbidden');
    const stranger = await person([{ tenantId: elsewhere.id, role: 'VIEWER' }]);
    expect(codeOf(await make(admin, stranger.id))).toBe('404 not_found');
    expect(codeOf(await make(member, admin.id))).toBe('403 forbidden');
    await db().membership.create({ data: { userId: admin.id, tenantId: elsewhere.id, role: 'ADMIN' } });
    expect((await make(admin, both.id)).status).toBe(201);
  });

  test('opens nothing once its maker could not make it any more', async () => {
    const { admin, member } = await tenantWith();
    const token = await linkFor(admin, member);
    await db().membership.create({ data: { userId: member.id, tenantId: (await createTenant()).id, role: 'VIEWER' } });
    expect((await use(token)).status).toBe(404);
    const again = await tenantWith();
    const other = await linkFor(again.admin, again.member);
    await db().membership.updateMany({ where: { userId: again.admin.id }, data: { role: 'OPERATOR' } });
    expect((await use(other)).status).toBe(404);
  });
});

describe('one’s own sessions', () => {
  const list = async ({ cookie }: Person) => OwnSessionList.parse((await callRoute(sessions, { cookie })).json).items;
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

  test('are listed with device and place, those that have ended left out', async () => {
    const one = await person();
    await signInAs(one, one.password, firefox);
    const ended = await openSession(one.id);
    await db().session.update({ where: { id: ended.sid }, data: { endedAt: new Date() } });
    await openSession(one.id, { lastUsedAt: new Date(Date.now() - 3_600_000) });
    const seen = await list(one);
    expect(seen).toHaveLength(2);
    expect(seen.find(({ current }) => current)).toMatchObject({
      id: one.sid,
      device: { browser: null, system: null },
      address: null,
    });
    expect(seen.find(({ current }) => !current)).toMatchObject({
      device: { browser: 'Firefox', system: 'Windows' },
      address: '10.0.0.1',
    });
  });

  test('end one by one or all others at once; another person’s are not there', async () => {
    const [one, two] = [await person(), await person()];
    const [second, third] = [await openSession(one.id), await openSession(one.id)];
    const end = (id: string) => callRoute(endSession, { cookie: one.cookie, params: { id } });
    expect(codeOf(await end(two.sid))).toBe('404 not_found');
    expect((await end(second.sid)).status).toBe(204);
    expect(codeOf(await end(second.sid))).toBe('404 not_found');
    const others = await callRoute(endOthers, { cookie: one.cookie });
    expect([others.status, others.json]).toEqual([200, { ended: 1 }]);
    expect(await Promise.all([one, second, third, two].map(({ sid }) => isLive(sid)))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('one’s own settings', () => {
  test('name, time zone and language change one by one, and an unknown zone is refused', async () => {
    const { id } = await createTenant();
    const one = await person([{ tenantId: id, role: 'VIEWER' }]);
    const change = (body: object) => callRoute(changeMe, { cookie: one.cookie, body });
    expect(Me.parse((await change({ timeZone: 'Europe/Warsaw' })).json)).toMatchObject({
      timeZone: 'Europe/Warsaw',
      language: null,
    });
    expect(Me.parse((await change({ name: 'New Name', language: 'pl' })).json)).toMatchObject({
      user: { name: 'New Name' },
      timeZone: 'Europe/Warsaw',
      language: 'pl',
    });
    expect(Me.parse((await change({ timeZone: null })).json).timeZone).toBeNull();
    expect(faultsOf(await change({ timeZone: 'Mars/Olympus' }))).toEqual(['timeZone field.schema.timeZone']);
  });
});
