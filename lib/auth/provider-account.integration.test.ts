import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { currentActor, sessionClaims } from '@/lib/auth/session';
import { isSetupOpen } from '@/lib/auth/setup';
import { signIn } from '@/lib/auth/sign-in';
import { throttleKeys, throttlePolicies } from '@/lib/auth/sign-in-throttle';
import { db } from '@/lib/db/client';
import { createEmptyDatabase } from '@/scripts/test-support/database';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());

type Ended = { code: number | null; said: string };

/** Runs the command as a person does, with the password on standard input. */
function run(args: readonly string[], password = '', env: Record<string, string> = {}): Promise<Ended> {
  const command = ['--conditions=react-server', '--import', 'tsx', 'scripts/provider-create.ts', ...args];
  const child = spawn(process.execPath, command, { env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(password);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

const password = 'correct horse battery';
const attempt = (email: string, given: string, address = '10.9.8.7') =>
  signIn({ email, password: given, address, requestId: 'request-1' });

/** How many of the throttle's rows name the account. */
function failuresOf(email: string): Promise<number> {
  const { pair, account } = throttleKeys(email, '10.9.8.7');
  return db().signInThrottle.count({ where: { key: { in: [pair, account] }, failures: { gt: 0 } } });
}

describe('npm run provider:create', () => {
  test('makes a provider who can sign in, and ends the set-up', async () => {
    expect(await run(['--email', ' Ada@Provider.test', '--name', 'Ada Byron'], `${password}\n`)).toEqual({
      code: 0,
      said: 'Created the provider ada@provider.test: sign in with this address and the password.\n',
    });
    const user = await db().user.findUniqueOrThrow({ where: { email: 'ada@provider.test' } });
    expect(user).toMatchObject({ name: 'Ada Byron', providerRole: 'PROVIDER' });
    expect(await attempt('ada@provider.test', password)).toMatchObject({ outcome: 'signed-in' });
    expect(await isSetupOpen()).toBe(false);
    expect((await db().setup.findUniqueOrThrow({ where: { id: 1 } })).closedAt).not.toBeNull();
    expect(await db().auditEntry.findMany({ where: { objectId: user.id, action: 'provider.create' } })).toMatchObject([
      { actorId: null, actorName: 'Command line', outcome: 'SUCCEEDED' },
    ]);
  });

  test('calls a new account by its address when it is given no name', async () => {
    await run(['--email', 'grace.hopper@provider.test'], password);
    expect(await db().user.findUnique({ where: { email: 'grace.hopper@provider.test' } })).toMatchObject({
      name: 'grace.hopper',
    });
  });

  test('gets somebody back in who is disabled, throttled and has forgotten the password', async () => {
    const tenant = await createTenant();
    const user = await createUser({ memberships: [{ tenantId: tenant.id, role: 'VIEWER' }] });
    const other = await createUser();
    const { cookie } = await openSession(user.id);
    const elsewhere = await openSession(other.id);
    for (let guess = 0; guess <= throttlePolicies.pair.freeFailures; guess += 1)
      for (const { email } of [user, other]) await attempt(email, 'wrong');
    await db().user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });

    const ended = await run(['--email', user.email.toUpperCase()], password);
    expect(ended).toMatchObject({ code: 0, said: expect.stringContaining('has the new password') as string });
    expect([await failuresOf(user.email), await failuresOf(other.email)], 'nobody else is let off').toEqual([0, 2]);
    expect(await attempt(user.email, password)).toMatchObject({ outcome: 'signed-in', userId: user.id });
    expect(await attempt(user.email, user.password)).toEqual({ outcome: 'refused' });
    expect(await currentActor(await sessionClaims(cookie, false), { isUse: false })).toBeNull();
    expect(await db().user.findUnique({ where: { id: user.id }, include: { memberships: true } })).toMatchObject({
      providerRole: 'PROVIDER',
      providerLimited: false,
      disabledAt: null,
      memberships: [{ tenantId: tenant.id, role: 'VIEWER' }],
    });
    expect(await db().auditEntry.findMany({ where: { action: 'provider.recover' } })).toMatchObject([
      {
        objectId: user.id,
        before: { providerRole: null, isDisabled: true },
        after: { providerRole: 'PROVIDER', isDisabled: false },
        detail: { endedSessions: 1 },
      },
    ]);
    expect(await currentActor(await sessionClaims(elsewhere.cookie, false), { isUse: false })).not.toBeNull();
  });

  test.each([
    ['no address', [], 'Say whose account'],
    ['something else than an address', ['--email', 'ada'], 'is no e-mail address'],
    ['a password as an argument', ['--email', 'a@b.test', '--password', 'PLANTED'], 'never an argument'],
    ['an unknown option', ['--email', 'a@b.test', '--admin'], "Unknown option '--admin'"],
  ])('refuses %s in a line and changes nothing', async (_what, args, text) => {
    const ended = await run(args, password);
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining(text) as string });
    expect(ended.said).not.toMatch(/PLANTED|^\s+at /m);
    expect(await db().user.count({ where: { email: 'a@b.test' } })).toBe(0);
  });

  test.each([
    ['short', 'at least 12 characters'],
    ['1q2w3e4r5t6y', 'most common passwords'],
    [`${password}\nanother\n`, 'more than one line'],
  ])('refuses the password %j and changes nothing', async (given, text) => {
    const ended = await run(['--email', 'a@b.test'], given);
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining(text) as string });
    expect(await db().user.count({ where: { email: 'a@b.test' } })).toBe(0);
  });

  test('says what is wrong with the environment or the database', async () => {
    const empty = await createEmptyDatabase();
    const said = async (env: Record<string, string>) => {
      const ended = await run(['--email', 'a@b.test'], password, env);
      expect(ended.code).toBe(1);
      expect(ended.said).not.toMatch(/^\s+at /m);
      return ended.said;
    };
    expect(await said({ DATABASE_URL: 'mysql://x' })).toContain('DATABASE_URL is missing or malformed');
    expect(await said({ NEXTAUTH_SECRET: '' })).toContain('NEXTAUTH_SECRET is missing');
    expect(await said({ DATABASE_URL: empty.url })).toContain('npm run db:migrate');
    expect(await said({ DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/portal' })).toContain('does not answer');
    await empty.drop();
  });
});
