import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { simulatorAccount } from '@/scripts/support/simulator-process';
import { ask } from './ask';
import { operationOf, requestBackup, settled } from './backup-requests';
import { OpenStream } from './event-stream';
import { isolationMatrix } from './isolation-matrix';
import type { Ids } from './isolation-matrix';
import { peopleIds, tenantIds } from './member-requests';
import { mountablePoints, mountIds } from './mount-requests';
import { demoPassword, newKey, PortalSession } from './portal-session';
import { policyIds } from './policy-requests';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';
import { restoreIds } from './restore-requests';

test.describe.configure({ mode: 'default', timeout: 120_000 });

const authSecret = 'a-secret-that-must-not-be-seen-anywhere-1234';

let stack: PrivateStack;
let operator: PortalSession;
let provider: PortalSession;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'exposure', portalEnv: { LOG_LEVEL: 'trace', NEXTAUTH_SECRET: authSecret } });
  operator = await stack.signIn('operator@acme.test');
  provider = await stack.signIn('provider@portal.test');
});
test.afterAll(() => stack.close());

type Infrastructure = { guid: string; name?: string; host?: string; url?: string };

/** Names of nodes, hypervisors and managers, which tenants must not see. Read from Storware directly. */
async function infrastructureNames(): Promise<string[]> {
  const { httpUrl } = stack.simulator;
  const login = await fetch(`${httpUrl}/session/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(simulatorAccount),
  });
  const headers = {
    Cookie: login.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  };
  const list = async (path: string): Promise<Infrastructure[]> =>
    (await (await fetch(`${httpUrl}${path}`, { headers })).json()) as Infrastructure[];
  const all = (await Promise.all(['/nodes', '/hypervisors', '/hypervisor-managers'].map(list))).flat();
  const names = [
    ...new Set(
      all.flatMap(({ name, host, url }) => [name, host, url]).filter((text): text is string => (text ?? '').length > 3),
    ),
  ];
  expect(names.length).toBeGreaterThan(5);
  return names;
}

test('no response and no log line contains a secret, an address of Storware or a name of its infrastructure', async () => {
  const { control } = stack.simulator;
  const names = await infrastructureNames();
  const said: string[] = [];
  // The provider may see its own infrastructure, but no secrets.
  const saidToProvider: string[] = [];
  const stream = await OpenStream.open(operator);

  // Failing and refused work, with texts of Storware that contain what must not be shown.
  const indiscreet = `Cannot reach ${names.slice(0, 3).join(', ')} at ${stack.simulator.url} with password ${simulatorAccount.password}`;
  const failing = stack.spare('acme');
  await control.nextWork(failing, { fail: 'export', atPercent: 10, message: indiscreet });
  const failed = await settled(operator, operationOf(await requestBackup(operator, [failing])).id);
  expect(failed).toMatchObject({ state: 'FAILED', failure: { cause: expect.any(String) } });
  await control.fault({
    match: { method: 'POST', path: '^/tasks/export$' },
    kind: 'status',
    status: 400,
    message: indiscreet,
  });
  said.push((await requestBackup(operator, [stack.spare('acme')])).text);

  const machine = stack.owned.acme.find(({ present, policy }) => present && policy) ?? stack.owned.acme[0];
  const point = await stack.db.mirrorBackup.findFirstOrThrow({
    where: { machineGuid: machine?.guid ?? '', status: 'SUCCESS' },
  });
  const [first = '', second = ''] = await mountablePoints(operator, machine?.guid ?? '');
  const admin = await stack.signIn('admin@acme.test');
  const ids: Ids = {
    machine: machine?.guid ?? '',
    recoveryPoint: point.guid,
    operation: failed.id,
    policy: machine?.policy?.guid ?? '',
    destination: stack.destination,
    tenant: 'acme',
    ...(await mountIds(operator, first, second)),
    ...(await restoreIds(operator, first)),
    ...(await policyIds(admin, stack.destination)),
    ...(await peopleIds(operator, admin)),
    ...(await tenantIds(provider)),
  };
  const requestEverything = async (): Promise<void> => {
    for (const row of isolationMatrix.filter(({ method }) => method === 'GET')) {
      const session = row.kind === 'provider' ? provider : operator;
      (session === provider ? saidToProvider : said).push((await ask(session, row, row.request(ids, newKey))).text);
    }
    for (const { guid } of stack.owned.acme) {
      said.push(
        (await operator.call(`/api/v1/machines/${guid}`)).text,
        (await operator.call(`/api/v1/machines/${guid}/recovery-points?pageSize=200`)).text,
      );
    }
  };
  await requestEverything();
  await PortalSession.anonymous(stack.url).authenticate('operator@acme.test', 'wrong-Passw0rd');
  await control.outage(true);
  said.push((await requestBackup(operator, [stack.spare('acme')])).text);
  await stream.waitFor('the outage', ({ event, data }) => event === 'freshness' && data.state === 'DOWN', 40_000);
  await requestEverything();
  await control.outage(false);
  said.push(JSON.stringify(stream.events));
  await stream.close();

  const storwareHost = new URL(stack.simulator.url).host;
  const secrets = [
    simulatorAccount.password,
    demoPassword,
    'wrong-Passw0rd',
    authSecret,
    storwareHost,
    new URL(stack.databaseUrl).password,
    /session-token=([^;]+)/.exec(operator.cookieHeader())?.[1] ?? 'no session cookie',
    '$argon2id$',
  ].filter((text) => text.length > 3);
  const leaksIn = (text: string, of: readonly string[]): string[] => of.filter((secret) => text.includes(secret));
  expect(leaksIn(said.join('\n'), [...secrets, ...names])).toEqual([]);
  expect(leaksIn(saidToProvider.join('\n'), secrets)).toEqual([]);
  // The log is for the provider, but must not contain secrets either.
  expect(leaksIn(readFileSync(stack.portal().logFile, 'utf8'), secrets)).toEqual([]);
});

test('pages run only scripts with the nonce of their own response, and may not be framed, sniffed or cached', async () => {
  const anybody = PortalSession.anonymous(stack.url);
  const page = await anybody.call('/sign-in');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
  expect(nonce.length).toBeGreaterThanOrEqual(16);
  expect(policy).toMatch(/script-src [^;]*'strict-dynamic'/);
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
  for (const directive of [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ])
    expect(policy).toContain(directive);
  const scripts = [...page.text.matchAll(/<script\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
  expect(scripts.length).toBeGreaterThan(0);
  for (const attributes of scripts) expect(attributes).toContain(`nonce="${nonce}"`);
  expect(page.text).not.toMatch(/\son[a-z]+="|\sstyle="/);
  expect((await anybody.call('/sign-in')).headers.get('content-security-policy')).not.toBe(policy);

  const data = await operator.call('/api/v1/machines');
  expect(data.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  for (const { headers } of [page, data, await operator.call('/overview'), await operator.call('/api/v1/nothing')]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cache-control')).toMatch(/no-store/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('the session cookie is HttpOnly and SameSite', async () => {
  const session = PortalSession.anonymous(stack.url);
  const answer = await session.authenticate('viewer@acme.test');
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('next-auth.session-token=')) ?? '';
  expect(cookie).toMatch(/; HttpOnly/i);
  expect(cookie).toMatch(/; SameSite=(Lax|Strict)/i);
  expect(cookie).toMatch(/; Path=\//i);
});
