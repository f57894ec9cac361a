import { expect, test } from '@playwright/test';
import { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import { eventually } from '@/scripts/test-support/eventually';
import { visible } from './ask';
import { demoPassword, newKey, PortalSession } from './portal-session';
import type { ApiAnswer } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';

test.describe.configure({ mode: 'default', timeout: 120_000 });

let stack: PrivateStack;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'session', portalEnv: { TRUSTED_PROXY_HOPS: '1' } });
});
test.afterAll(() => stack.close());
test.afterEach(() => stack.simulator.control.clearFaults());

const logins = async (): Promise<number> => (await stack.simulator.control.counters()).logins;
const startBackup = (session: PortalSession, machine: string): Promise<ApiAnswer> =>
  session.call('/api/v1/backups', {
    method: 'POST',
    headers: { 'Idempotency-Key': newKey() },
    body: { machines: [machine], type: 'FULL' },
  });

test.describe('the session with Storware', () => {
  /** Unread recovery points of acme: each first read calls Storware for its files. */
  const seen: string[] = [];
  async function freshPoints(count: number): Promise<string[]> {
    const rows = await stack.db.mirrorBackup.findMany({
      where: { machineGuid: { in: stack.owned.acme.map(({ guid }) => guid) }, guid: { notIn: seen } },
      select: { guid: true },
      orderBy: { guid: 'asc' },
      take: count,
    });
    expect(rows).toHaveLength(count);
    seen.push(...rows.map(({ guid }) => guid));
    return rows.map(({ guid }) => guid);
  }
  async function readAll(session: PortalSession, guids: readonly string[]): Promise<void> {
    const answers = await Promise.all(guids.map((guid) => session.call(`/api/v1/recovery-points/${guid}`)));
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(RecoveryPointDetail.parse(answer.json).files, 'Storware answered').not.toBeNull();
    }
  }

  test('is opened once for everything so far', async () => {
    const session = await stack.signIn('operator@acme.test');
    await readAll(session, await freshPoints(20));
    expect((await startBackup(session, stack.spare('acme'))).status).toBe(202);
    const { total } = await stack.simulator.control.counters();
    expect(total).toBeGreaterThan(50);
    expect(await logins()).toBe(1);
  });

  test('after its expiry costs one log-in for 200 concurrent requests', async () => {
    const session = await stack.signIn('operator@acme.test');
    const points = await freshPoints(200);
    const before = await logins();
    await stack.simulator.control.expireSessions();
    await readAll(session, points);
    expect(await logins()).toBe(before + 1);
  });

  test('that is refused again at once does not loop: few requests, 503, and other pages still work', async () => {
    const session = await stack.signIn('operator@acme.test');
    const { next } = await stack.simulator.control.journal();
    const before = await logins();
    const begunAt = performance.now();
    await stack.simulator.control.fault({
      match: { method: 'POST', path: '^/tasks/export$' },
      times: null,
      kind: 'unauthorized',
    });
    const machine = stack.spare('acme');
    const rounds = 12;
    for (let round = 0; round < rounds; round += 1) {
      const refused = await startBackup(session, machine);
      expect(refused.status).toBe(503);
      expect(refused.json).toMatchObject({ code: 'upstream_unavailable' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const { entries } = await stack.simulator.control.journal(next);
    // Each is sent once, and once more only in a session that was opened because of it.
    expect(entries.filter(({ path }) => path === '/tasks/export').length).toBeLessThanOrEqual(2 * rounds);
    // Pauses between log-ins last one second at least: a dozen quick requests fit into very few of them.
    const seconds = (performance.now() - begunAt) / 1000;
    expect((await logins()) - before).toBeLessThanOrEqual(Math.max(4, seconds));
    await readAll(session, await freshPoints(5));
    expect(await stack.simulator.control.tasks(machine)).toEqual([]);

    await stack.simulator.control.clearFaults();
    await eventually(
      'the portal to start work again',
      async () => ((await startBackup(session, machine)).status === 202 ? true : null),
      500,
    );
    expect((await stack.simulator.control.tasks(machine)).filter(({ type }) => type === 'EXPORT')).toHaveLength(1);
  });
});

test.describe('signing in', () => {
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const attempt = (email: string, password: string, address: string): Promise<ApiAnswer> =>
    PortalSession.anonymous(stack.url).authenticate(email, password, from(address));

  test('gives the same response for a wrong password, an unknown user and a disabled one', async () => {
    await stack.db.user.update({ where: { email: 'viewer@globex.test' }, data: { disabledAt: new Date() } });
    const wrong = await attempt('admin@globex.test', 'not the password', '198.51.100.1');
    expect(wrong.status).toBe(401);
    for (const [email, password] of [
      ['nobody@nowhere.test', 'not the password'],
      ['nobody@nowhere.test', demoPassword],
      ['viewer@globex.test', demoPassword],
    ] as const) {
      const other = await attempt(email, password, '198.51.100.1');
      const [a, b] = [visible(wrong), visible(other)];
      // The cookie of the CSRF token is always different.
      for (const one of [a, b]) delete one.headers['set-cookie'];
      expect(b).toEqual(a);
      expect(other.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(
        wrong.headers.getSetCookie().map((cookie) => cookie.split('=')[0]),
      );
    }
  });

  test('is throttled for an attacker, also after a restart, and not for the owner at a known address', async () => {
    const email = 'admin@initech.test';
    const [home, guesser] = ['192.0.2.10', '203.0.113.1'];
    expect((await attempt(email, demoPassword, home)).status).toBe(200);
    const statuses = new Set<number>();
    await eventually('the guesser to have to wait', async () => {
      const answer = await attempt(email, 'a guess', guesser);
      statuses.add(answer.status);
      return answer.status === 429 ? true : null;
    });
    expect(statuses).toEqual(new Set([401, 429]));

    // Each counted attempt doubles the wait. This one outlives a restart, however long that takes.
    await stack.db.signInThrottle.updateMany({
      where: { blockedUntil: { not: null } },
      data: { blockedUntil: new Date(Date.now() + 600_000) },
    });
    await stack.restart('kill');
    // During the wait the right password is refused as well, with the same response.
    expect((await attempt(email, demoPassword, guesser)).status).toBe(429);
    expect((await attempt(email, demoPassword, home)).status).toBe(200);
  });

  test('ignores a forwarded address without a trusted proxy', async () => {
    const email = 'operator@globex.test';
    const spoofed = (guess: number) => attempt(email, `guess ${guess}`, `10.9.8.${guess}, 203.0.113.77`);
    const statuses = [];
    for (let guess = 0; guess < 9; guess += 1) statuses.push((await spoofed(guess)).status);
    expect(statuses).toContain(429);
  });

  test('ends with signing out, also for a copied cookie', async () => {
    const session = await stack.signIn('admin@acme.test');
    const copy = { Cookie: session.cookieHeader() };
    const thief = PortalSession.anonymous(stack.url);
    expect((await thief.call('/api/v1/me', { headers: copy })).status).toBe(200);
    await session.signOut();
    expect((await thief.call('/api/v1/me', { headers: copy })).status).toBe(401);
    expect((await session.call('/api/v1/me')).status).toBe(401);
  });
});

test.describe('a signed-in person', () => {
  async function newest(email: string): Promise<string> {
    return (await stack.db.session.findFirstOrThrow({ where: { user: { email } }, orderBy: { createdAt: 'desc' } })).id;
  }

  test('with a lowered role may no longer act at the next request, and sees nothing after the membership ends', async () => {
    const session = await stack.signIn('admin@acme.test');
    const machine = stack.spare('acme');
    const membership = await stack.db.membership.findFirstOrThrow({ where: { user: { email: 'admin@acme.test' } } });
    const where = { userId_tenantId: { userId: membership.userId, tenantId: membership.tenantId } };

    await stack.db.membership.update({ where, data: { role: 'VIEWER' } });
    expect((await startBackup(session, machine)).status).toBe(403);
    expect((await session.call('/api/v1/me')).json).toMatchObject({ role: 'VIEWER' });
    await stack.db.membership.delete({ where });
    expect((await session.call(`/api/v1/machines/${machine}`)).status).toBe(404);
    expect((await session.call('/api/v1/me')).json).toMatchObject({ role: null, tenants: [] });
    await stack.db.membership.create({ data: { ...membership, role: 'ADMIN' } });
    expect((await startBackup(session, machine)).status).toBe(202);
  });

  test('is signed out after half an hour without use; automatic requests of a page do not count', async () => {
    const session = await stack.signIn('operator@acme.test');
    const id = await newest('operator@acme.test');
    const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

    await stack.db.session.update({ where: { id }, data: { lastUsedAt: minutesAgo(29) } });
    expect((await session.call('/api/v1/me', { headers: { 'X-Portal-Idle': '1' } })).status).toBe(200);
    expect((await stack.db.session.findUniqueOrThrow({ where: { id } })).lastUsedAt < minutesAgo(28)).toBe(true);
    expect((await session.call('/api/v1/me')).status).toBe(200);
    expect((await stack.db.session.findUniqueOrThrow({ where: { id } })).lastUsedAt > minutesAgo(1)).toBe(true);

    await stack.db.session.update({ where: { id }, data: { lastUsedAt: minutesAgo(31) } });
    expect((await session.call('/api/v1/me')).status).toBe(401);
    await stack.db.session.update({ where: { id }, data: { lastUsedAt: new Date() } });
    expect((await session.call('/api/v1/me')).status, 'what has ended stays so').toBe(401);
  });

  test('is signed out after twelve hours in any case', async () => {
    const session = await stack.signIn('operator@acme.test');
    const id = await newest('operator@acme.test');
    await stack.db.session.update({
      where: { id },
      data: { createdAt: new Date(Date.now() - (12 * 60 + 1) * 60_000) },
    });
    expect((await session.call('/api/v1/me')).status).toBe(401);
  });

  test('a client that floods the portal is throttled, and no other', async () => {
    const session = await stack.signIn('operator@globex.test');
    const other = await stack.signIn('admin@acme.test');
    const answers: ApiAnswer[] = [];
    // Sent in waves until the limit is reached, because the limit recovers over time.
    while (!answers.some(({ status }) => status === 429) && answers.length < 3_000)
      answers.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, () => session.call('/api/v1/backups', { method: 'POST', body: '{' })),
        )),
      );
    const slowed = answers.filter(({ status }) => status === 429);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400, 429]));
    expect(slowed[0]?.json).toMatchObject({ code: 'rate_limited' });
    expect(Number(slowed[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await other.call('/api/v1/backups', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await session.call('/api/v1/machines')).status, 'reading goes on').toBe(200);
  });

  test('is signed out at once when disabled', async () => {
    const session = await stack.signIn('operator@acme.test');
    await stack.db.user.update({ where: { email: 'operator@acme.test' }, data: { disabledAt: new Date() } });
    expect((await session.call('/api/v1/machines')).status).toBe(401);
    await stack.db.user.update({ where: { email: 'operator@acme.test' }, data: { disabledAt: null } });
    expect((await session.call('/api/v1/machines')).status).toBe(401);
  });
});
