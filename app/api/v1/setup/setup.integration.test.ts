import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUser, startAccounts } from '@/lib/auth/testing/accounts';
import { isSetupOpen, offerSetup, offerSetupAtStart } from '@/lib/auth/setup';
import { signIn } from '@/lib/auth/sign-in';
import { throttlePolicies } from '@/lib/auth/sign-in-throttle';
import { Problem } from '@/lib/contracts/problem';
import { processSingleton } from '@/lib/core/process-state';
import { db } from '@/lib/db/client';
import { POST } from './route';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());
beforeEach(async () => {
  await db().$transaction(async (tx) => {
    // Only a superuser can switch off the triggers that keep the audit trail.
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
    await tx.$executeRaw`TRUNCATE "Setup", "User", "SignInThrottle", "AuditEntry", "AuditChain", "AuditTally", "Session" CASCADE`;
  });
  anotherProcess();
});

/** Forgets what this process knows, as one that has just started. */
function anotherProcess(): void {
  Object.assign(
    processSingleton('setup-offer', () => ({})),
    { isClosed: false, until: null },
  );
}

/** The code that a process prints; null when it prints none. */
async function printedCode(now = new Date()): Promise<string | null> {
  const printed: string[] = [];
  await offerSetup({ now, print: (text) => printed.push(text) });
  expect(printed.length).toBeLessThanOrEqual(1);
  return /^ {4}((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})$/m.exec(printed[0] ?? '')?.[1] ?? null;
}

async function freshCode(): Promise<string> {
  const code = await printedCode();
  if (code === null) throw new Error('no code was printed');
  return code;
}

const ada = { email: ' Ada@Provider.Test ', name: 'Ada Byron', password: 'correct horse battery' };
const wrong = '0000-0000-0000-0000';

function send(body: unknown, { origin = 'http://portal.test' } = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', host: 'portal.test', origin };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return POST(new Request('http://portal.test/api/v1/setup', { method: 'POST', headers, body: text }), {
    params: Promise.resolve({}),
  });
}

async function faultsOf(answer: Response): Promise<string[]> {
  expect(answer.status).toBe(422);
  return (Problem.parse(await answer.json()).errors ?? []).map(({ path, messageRef }) => `${path} ${messageRef?.code}`);
}

/** All that the database holds, as text. */
async function everything(): Promise<string> {
  const [setup, users, audit, throttle] = await Promise.all([
    db().setup.findMany(),
    db().user.findMany({ omit: { passwordHash: false } }),
    db().auditEntry.findMany({ omit: { seq: true } }),
    db().signInThrottle.findMany(),
  ]);
  return JSON.stringify({ setup, users, audit, throttle });
}

describe('the set-up', () => {
  test('with the code from the log makes a provider who can sign in, and is gone afterwards', async () => {
    const code = await freshCode();
    const answer = await send({ code, ...ada });
    expect([answer.status, await answer.json()]).toEqual([201, { email: 'ada@provider.test' }]);
    const user = await db().user.findUniqueOrThrow({ where: { email: 'ada@provider.test' } });
    expect(user).toMatchObject({ name: 'Ada Byron', providerRole: 'PROVIDER', disabledAt: null });
    const given = { email: ada.email, password: ada.password, address: '10.0.0.1', requestId: 'request-1' };
    expect(await signIn(given)).toMatchObject({ outcome: 'signed-in', userId: user.id });
    expect(await db().auditEntry.findMany({ where: { action: 'provider.create' } })).toMatchObject([
      { tenantId: null, actorId: user.id, actorName: 'Ada Byron', outcome: 'SUCCEEDED' },
    ]);

    for (const body of [{ code, ...ada, email: 'bob@provider.test' }, { code: wrong }, 'no json'])
      expect((await send(body)).status).toBe(404);
    expect(await isSetupOpen()).toBe(false);
    anotherProcess();
    expect([await isSetupOpen(), await printedCode()]).toEqual([false, null]);
    expect(await db().user.count()).toBe(1);
  });

  test('stays gone when the provider’s account is deleted', async () => {
    await send({ code: await freshCode(), ...ada });
    await db().user.deleteMany();
    anotherProcess();
    expect([await isSetupOpen(), await printedCode()]).toEqual([false, null]);
    expect((await send({ code: wrong, ...ada })).status).toBe(404);
  });

  test('is not there where a provider’s account is, however it was made, nor after that', async () => {
    const provider = await createUser({ provider: { role: 'PROVIDER_READER' } });
    expect([await isSetupOpen(), await printedCode()]).toEqual([false, null]);
    await db().user.delete({ where: { id: provider.id } });
    anotherProcess();
    expect(await isSetupOpen()).toBe(false);
  });

  test('takes the code however it is typed', async () => {
    const code = await freshCode();
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`;
    expect((await send({ code: typed, ...ada })).status).toBe(201);
  });

  test('refuses a wrong code and one that has expired, and makes nothing', async () => {
    const old = await printedCode(new Date(Date.now() - 61 * 60_000));
    anotherProcess();
    await freshCode();
    for (const code of [wrong, old])
      expect(await faultsOf(await send({ code, ...ada }))).toEqual(['code setup.codeWrong']);
    expect(await db().user.count()).toBe(0);
  });

  test('takes the code of any process that still holds', async () => {
    const first = await freshCode();
    anotherProcess();
    const second = await freshCode();
    expect(second).not.toBe(first);
    expect((await send({ code: first, ...ada })).status).toBe(201);
    expect((await send({ code: second, ...ada })).status).toBe(404);
  });

  test('prints one code in a process as long as it holds, and a new one after that', async () => {
    const start = Date.now();
    expect(await printedCode(new Date(start))).not.toBeNull();
    expect(await printedCode(new Date(start + 59 * 60_000))).toBeNull();
    expect(await printedCode(new Date(start + 61 * 60_000))).not.toBeNull();
  });

  test('that is sent several times at once makes one account', async () => {
    const code = await freshCode();
    const answers = await Promise.all(
      ['ada', 'bob', 'eve', 'ada'].map((name) => send({ code, ...ada, email: `${name}@provider.test` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404]);
    expect(await db().user.count()).toBe(1);
  });

  test('leaves code and password nowhere in plain text', async () => {
    const code = await freshCode();
    const plain = code.replaceAll('-', '');
    expect(await everything()).not.toContain(plain);
    await send({ code: wrong, ...ada, password: 'a planted secret text' });
    await send({ code, ...ada });
    const kept = await everything();
    for (const secret of [plain, code, ada.password, 'planted']) expect(kept).not.toContain(secret);
    expect(kept).toContain('$argon2id$');
  });

  test('slows guessing down, also for who has the right code by then', async () => {
    const code = await freshCode();
    const { freeFailures } = throttlePolicies.pair;
    for (let guess = 0; guess <= freeFailures; guess += 1)
      expect((await send({ code: wrong, ...ada })).status).toBe(422);
    // A busy machine must not outlast the pause.
    const blockedUntil = new Date(Date.now() + 90_000);
    const paused = await db().signInThrottle.updateMany({
      where: { blockedUntil: { not: null } },
      data: { blockedUntil },
    });
    expect(paused.count).toBe(1);
    const throttled = await send({ code, ...ada });
    expect(throttled.status).toBe(429);
    expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(Problem.parse(await throttled.json())).toMatchObject({
      code: 'rate_limited',
      detailRef: { code: 'setup.tooMany' },
    });
    expect(await db().user.count()).toBe(0);
    const entries = await db().auditEntry.findMany({ where: { action: 'provider.set-up' }, orderBy: { seq: 'asc' } });
    expect(entries.map(({ outcome, address }) => [outcome, address])).toEqual([
      ['FAILED', 'unknown'],
      ['REFUSED', 'unknown'],
    ]);
    expect((await db().auditTally.findMany()).map(({ count }) => count).sort()).toEqual([0, freeFailures]);
  });

  test.each([
    ['password field.schema.charactersLeast', { password: 'elevensigns' }],
    ['password field.schema.charactersMost', { password: 'x'.repeat(129) }],
    ['password field.passwordCommon', { password: 'Q1w2e3r4t5y6' }],
    ['email field.schema.emailLike', { email: 'ada' }],
    ['name field.schema.nameMissing', { name: '  ' }],
    ['code field.schema.setupCode', { code: '1234' }],
    ['providerRole field.unknown', { providerRole: 'PROVIDER' }],
  ])('names what does not fit: %s', async (fault, given) => {
    const code = await freshCode();
    expect(await faultsOf(await send({ code, ...ada, ...given }))).toEqual([fault]);
    expect(await db().user.count()).toBe(0);
    expect((await send({ code, ...ada })).status, 'the code is not used up').toBe(201);
  });

  test.each([12, 128])('takes a password of %d characters of one kind', async (length) => {
    const password = 'z'.repeat(length);
    expect((await send({ code: await freshCode(), ...ada, password })).status).toBe(201);
  });

  test('does not take over an account that is there', async () => {
    const member = await createUser();
    const body = { code: await freshCode(), ...ada, email: member.email };
    expect(await faultsOf(await send(body))).toEqual(['email field.inUse']);
    expect(await db().user.findUniqueOrThrow({ where: { id: member.id } })).toMatchObject({ providerRole: null });
  });

  test('is refused to another site', async () => {
    const code = await freshCode();
    expect((await send({ code, ...ada }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(await db().user.count()).toBe(0);
  });

  test('does not keep a process from starting while the database does not answer', async () => {
    await db().$executeRaw`ALTER TABLE "Setup" RENAME TO "SetupAway"`;
    try {
      await expect(offerSetupAtStart()).resolves.toBeUndefined();
    } finally {
      await db().$executeRaw`ALTER TABLE "SetupAway" RENAME TO "Setup"`;
    }
    expect(await printedCode()).not.toBeNull();
  });
});
