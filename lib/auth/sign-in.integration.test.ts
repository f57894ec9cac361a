import { parseOptions } from '@node-rs/argon2';
import type * as Argon2 from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { closeTallies } from '@/lib/db/audit-tally';
import { db } from '@/lib/db/client';
import { createTenant, createUser, startAccounts } from '@/lib/auth/testing/accounts';
import type { TestUser } from '@/lib/auth/testing/accounts';
import { unknownAccountHash } from './password';
import { signIn } from './sign-in';
import { throttlePolicies } from './sign-in-throttle';

/** Counts the hashes that are checked: they take most of the time of a sign-in. */
const verified = vi.hoisted(() => vi.fn<(stored: string) => void>());
vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof Argon2>();
  return {
    ...argon2,
    verify: (stored: string, password: string) => {
      verified(stored);
      return argon2.verify(stored, password);
    },
  };
});

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());

let addresses = 0;
/** An address that no other test uses. */
const newAddress = (): string => `10.${(addresses += 1) >> 8}.${addresses & 255}.7`;
const start = new Date('2026-05-01T08:00:00Z').getTime();

function attempts(user: Pick<TestUser, 'email'>, address: string) {
  return (password: string, atMs = 0, email = user.email) =>
    signIn({ email, password, address, requestId: 'request-1', now: new Date(start + atMs) });
}

/** How often each outcome is counted for a person, in entries and in tallies that wait. */
async function attemptsInTrail(actorId: string | null): Promise<Record<string, number>> {
  const where = { action: 'session.sign-in', actorId };
  const entries = await db().auditEntry.findMany({ where, select: { outcome: true } });
  const tallies = (await db().auditTally.findMany()).map(({ entry, count }) => ({ ...Tallied.parse(entry), count }));
  const counts: Record<string, number> = {};
  for (const { outcome } of entries) counts[outcome] = (counts[outcome] ?? 0) + 1;
  for (const { outcome, count, actor } of tallies)
    if (actor.id === actorId) counts[outcome] = (counts[outcome] ?? 0) + count;
  return counts;
}

const Tallied = z.object({ outcome: z.string(), actor: z.object({ id: z.string().nullable() }) });
const Repeated = z.object({ repeated: z.number() });

/** Fails until throttled, waits as required, and so on; returns the time of the last refusal. */
async function guess(user: Pick<TestUser, 'email'>, address: string, times: number, fromMs = 0): Promise<number> {
  const tryOnce = attempts(user, address);
  let at = fromMs;
  for (let count = 0; count < times;) {
    const result = await tryOnce('wrong', at);
    if (result.outcome === 'throttled') at += result.waitMs;
    else count += 1;
  }
  return at;
}

describe('signIn', () => {
  test('opens a session for the right password, ignoring the case of the e-mail address', async () => {
    const user = await createUser();
    const address = newAddress();
    const result = await attempts(user, address)(user.password, 0, ` ${user.email.toUpperCase()} `);
    expect(result).toMatchObject({ outcome: 'signed-in', userId: user.id });
    expect(await db().session.findMany({ where: { userId: user.id } })).toMatchObject([{ address, endedAt: null }]);
    expect(await db().auditEntry.findMany({ where: { actorId: user.id } })).toMatchObject([
      { action: 'session.sign-in', outcome: 'SUCCEEDED', requestId: 'request-1' },
    ]);
  });

  test('gives the same response for a wrong password, an unknown and a disabled account', async () => {
    const user = await createUser();
    const disabled = await createUser();
    await db().user.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } });
    const answers = [
      await attempts(user, newAddress())('wrong'),
      await attempts({ email: 'nobody@portal.test' }, newAddress())('wrong'),
      await attempts({ email: 'no\0body' }, newAddress())('wrong'),
      await attempts(disabled, newAddress())(disabled.password),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"outcome":"refused"}']));
    expect(await db().session.count({ where: { userId: { in: [user.id, disabled.id] } } })).toBe(0);
  });

  test.each([
    ['a known account', async () => createUser()],
    ['an unknown account', async () => ({ email: 'nobody-timed@portal.test' })],
    [
      'a disabled account',
      async () => {
        const user = await createUser();
        await db().user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });
        return user;
      },
    ],
  ])('does the same work for a wrong password of %s: one hash of the same cost', async (_what, account) => {
    const { email } = await account();
    verified.mockClear();
    await attempts({ email }, newAddress())('wrong');
    expect(verified.mock.calls.map(([stored]) => parseOptions(stored))).toEqual([parseOptions(unknownAccountHash)]);
  });

  test('stores nothing of the input for an unknown account', async () => {
    await attempts({ email: 'my-PLANTED-secret' }, newAddress())('PLANTED');
    const rows = JSON.stringify([
      await db().auditEntry.findMany({ omit: { seq: true } }),
      await db().auditTally.findMany(),
      await db().signInThrottle.findMany(),
    ]);
    expect(rows).not.toMatch(/planted/i);
  });

  test('delays attempts for an account more and more, also with the right password', async () => {
    const user = await createUser();
    const address = newAddress();
    const tryAt = attempts(user, address);
    for (let count = 0; count <= throttlePolicies.pair.freeFailures; count += 1)
      expect(await tryAt('wrong')).toEqual({ outcome: 'refused' });
    expect(await tryAt(user.password, 1)).toEqual({
      outcome: 'throttled',
      waitMs: throttlePolicies.pair.baseDelayMs - 1,
    });
    expect(await tryAt(user.password, throttlePolicies.pair.baseDelayMs)).toMatchObject({ outcome: 'signed-in' });
    expect(await attemptsInTrail(user.id)).toEqual({
      FAILED: throttlePolicies.pair.freeFailures + 1,
      REFUSED: 1,
      SUCCEEDED: 1,
    });
  });

  test('counts failures into two entries at most for each address, account and quarter of an hour', async () => {
    const [user, address] = [await createUser(), '2001:db8:7:7::1'];
    const unknownBefore = await attemptsInTrail(null);
    for (let count = 0; count < 30; count += 1) {
      await attempts(user, `2001:db8:7:7::${count}`)('wrong', count);
      await attempts({ email: `nobody-${count}@portal.test` }, `2001:db8:7:7::${count}`)('wrong', count);
    }
    const { FAILED = 0, REFUSED = 0 } = await attemptsInTrail(user.id);
    expect(FAILED + REFUSED).toBe(30);
    const unknown = await attemptsInTrail(null);
    const total = ({ FAILED: failed = 0, REFUSED: refused = 0 }: Record<string, number>) => failed + refused;
    expect(total(unknown) - total(unknownBefore)).toBe(30);
    expect(await db().auditEntry.count({ where: { actorId: user.id } })).toBe(2);
    await attempts(user, address)('wrong', 15 * 60_000);
    await attempts(user, newAddress())('wrong', 1);
    expect(await db().auditEntry.count({ where: { actorId: user.id } })).toBe(4);

    await closeTallies(db(), new Date(start + 60 * 60_000));
    const entries = await db().auditEntry.findMany({ where: { actorId: user.id }, orderBy: { seq: 'asc' } });
    const repeated = entries.flatMap(({ detail }) => Repeated.safeParse(detail).data?.repeated ?? []);
    expect(repeated.reduce((sum, count) => sum + count, 0)).toBe(28);
  });

  test('stands in the trail of each tenant of the account, and of the platform for whoever has none', async () => {
    const [one, two] = [await createTenant(), await createTenant()];
    const user = await createUser({
      memberships: [one, two].map(({ id }) => ({ tenantId: id, role: 'VIEWER' as const })),
    });
    const provider = await createUser({
      provider: { role: 'PROVIDER' },
      memberships: [{ tenantId: one.id, role: 'ADMIN' }],
    });
    const address = newAddress();
    for (const person of [user, provider]) {
      await attempts(person, address)('wrong');
      await attempts(person, address)(person.password);
    }
    const trailsOf = async (actorId: string) =>
      (await db().auditEntry.findMany({ where: { actorId } }))
        .map(({ tenantId, outcome }) => `${outcome} ${tenantId}`)
        .sort();
    expect(await trailsOf(user.id)).toEqual(
      [one.id, two.id].flatMap((id) => [`FAILED ${id}`, `SUCCEEDED ${id}`]).sort(),
    );
    expect(await trailsOf(provider.id)).toEqual(
      [one.id, 'null'].flatMap((id) => [`FAILED ${id}`, `SUCCEEDED ${id}`]).sort(),
    );
  });

  test('delays attempts for an unknown account in the same way', async () => {
    const tryAt = attempts({ email: 'nobody-at-all@portal.test' }, newAddress());
    for (let count = 0; count <= throttlePolicies.pair.freeFailures; count += 1)
      expect(await tryAt('wrong')).toEqual({ outcome: 'refused' });
    expect(await tryAt('wrong')).toEqual({ outcome: 'throttled', waitMs: throttlePolicies.pair.baseDelayMs });
  });

  test('counts concurrent attempts one by one', async () => {
    const user = await createUser();
    const tryAt = attempts(user, newAddress());
    const results = await Promise.all(Array.from({ length: 20 }, () => tryAt('wrong')));
    expect(results.filter(({ outcome }) => outcome === 'refused')).toHaveLength(throttlePolicies.pair.freeFailures + 1);
  });

  test('many concurrent correct sign-ins all succeed', async () => {
    const user = await createUser();
    const tryAt = attempts(user, newAddress());
    const results = await Promise.all(Array.from({ length: 20 }, () => tryAt(user.password)));
    expect(results.every(({ outcome }) => outcome === 'signed-in')).toBe(true);
  });

  test('attempts from other addresses never delay the owner at a known address', async () => {
    const user = await createUser();
    const home = attempts(user, newAddress());
    expect(await home(user.password)).toMatchObject({ outcome: 'signed-in' });
    for (let attacker = 0; attacker < 8; attacker += 1) await guess(user, newAddress(), 5);
    expect(await home(user.password, 1)).toMatchObject({ outcome: 'signed-in' });
  });

  test('attempts from other addresses delay the owner at a new address once and shortly', async () => {
    const user = await createUser();
    for (let attacker = 0; attacker < 8; attacker += 1) await guess(user, newAddress(), 5);
    const away = attempts(user, newAddress());
    const first = await away(user.password, 1);
    expect(first).toMatchObject({ outcome: 'throttled' });
    const waitMs = first.outcome === 'throttled' ? first.waitMs : 0;
    expect(waitMs).toBeLessThanOrEqual(throttlePolicies.account.maxDelayMs);
    await guess(user, newAddress(), 5, 1 + waitMs - 10);
    expect(await away(user.password, 1 + waitMs)).toMatchObject({ outcome: 'signed-in' });
  });

  test('one address that tries many accounts is delayed', async () => {
    const address = newAddress();
    const { freeFailures } = throttlePolicies.address;
    for (let account = 0; account <= freeFailures; account += 1)
      await attempts({ email: `a${account}@portal.test` }, address)('wrong');
    const user = await createUser();
    expect(await attempts(user, address)(user.password)).toMatchObject({ outcome: 'throttled' });
    expect(await attempts(user, newAddress())(user.password)).toMatchObject({ outcome: 'signed-in' });
  });
});
