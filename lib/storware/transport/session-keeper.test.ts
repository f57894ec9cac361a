import { describe, expect, test } from 'vitest';
import { LinkFailure } from './link-failure';
import { createSessionKeeper } from './session';
import type { LoginVerdict } from './session';

function keeperWith(logIn: () => Promise<LoginVerdict>) {
  const clock = { now: 0 };
  let calls = 0;
  const keeper = createSessionKeeper({
    logIn: () => {
      calls += 1;
      return logIn();
    },
    minPauseMs: 1_000,
    maxPauseMs: 60_000,
    now: () => clock.now,
  });
  return { keeper, clock, calls: () => calls };
}

const accept = (): Promise<LoginVerdict> => Promise.resolve('accepted');
const refuse = (): Promise<LoginVerdict> => Promise.resolve('refused');

describe('session keeper', () => {
  test('logs in once for all who need the first session', async () => {
    const { keeper, calls } = keeperWith(accept);
    const sessions = await Promise.all(Array.from({ length: 200 }, () => keeper.current()));
    expect(new Set(sessions).size).toBe(1);
    expect(calls()).toBe(1);
  });

  test('logs in once for all whose session has expired', async () => {
    const { keeper, calls } = keeperWith(accept);
    const stale = await keeper.current();
    keeper.confirm(stale);
    const renewed = await Promise.all(Array.from({ length: 200 }, () => keeper.renew(stale)));
    expect(new Set(renewed.map((session) => session.generation))).toEqual(new Set([2]));
    expect(calls()).toBe(2);
  });

  test('a 401 that belongs to an older session does not end the newer one', async () => {
    const { keeper, calls } = keeperWith(accept);
    const first = await keeper.current();
    keeper.confirm(first);
    const second = await keeper.renew(first);
    expect(await keeper.renew(first)).toBe(second);
    expect(await keeper.current()).toBe(second);
    expect(calls()).toBe(2);
  });

  test('cookies of a late answer stay with the session that it belongs to', async () => {
    const { keeper } = keeperWith(accept);
    const first = await keeper.current();
    keeper.confirm(first);
    const second = await keeper.renew(first);
    second.cookies.store('id=new');
    first.cookies.store('id=; Max-Age=0');
    expect(second.cookies.header('/', true)).toBe('id=new');
  });

  test('refused credentials are tried again after 1, 2, 4 ... 60 seconds, and fail at once in between', async () => {
    const { keeper, clock, calls } = keeperWith(refuse);
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const refusal: unknown = await keeper.current().catch((error: unknown) => error);
      expect(refusal).toMatchObject({ kind: 'login_refused', sent: false });
      const pause = refusal instanceof LinkFailure ? (refusal.retryAfterMs ?? 0) : 0;
      pauses.push(pause);
      await expect(keeper.current()).rejects.toMatchObject({ kind: 'login_paused' });
      clock.now += pause;
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(calls()).toBe(8);
  });

  test('a session that never worked is not replaced at once, so that an endless 401 costs no storm of log-ins', async () => {
    const { keeper, clock, calls } = keeperWith(accept);
    const first = await keeper.current();
    await expect(keeper.renew(first)).rejects.toMatchObject({ kind: 'login_paused' });
    clock.now = 1_000;
    await keeper.renew(first);
    expect(calls()).toBe(2);
  });

  test('a route that always says 401 does not cut off the others', async () => {
    const { keeper, clock, calls } = keeperWith(accept);
    const first = await keeper.current();
    keeper.confirm(first);
    const second = await keeper.renew(first);
    keeper.refusedAfterLogin();
    keeper.confirm(second);
    await expect(keeper.renew(second)).rejects.toMatchObject({ kind: 'login_paused', sent: false });
    expect(await keeper.current()).toBe(second);
    clock.now = 1_000;
    expect((await keeper.renew(second)).generation).toBe(3);
    expect(calls()).toBe(3);
  });

  test('a new session that only such a route has used is there for all others, and no request costs a log-in', async () => {
    const { keeper, clock, calls } = keeperWith(accept);
    const first = await keeper.current();
    keeper.confirm(first);
    const second = await keeper.renew(first);
    keeper.refusedAfterLogin();
    for (let i = 0; i < 10; i += 1) await expect(keeper.renew(second)).rejects.toMatchObject({ kind: 'login_paused' });
    expect(await keeper.current()).toBe(second);
    keeper.confirm(second);
    expect(calls()).toBe(2);
    clock.now = 1_000;
    expect((await keeper.renew(second)).generation).toBe(3);
  });

  test('a log-in that got no answer is tried again by the next who needs it', async () => {
    let attempts = 0;
    const { keeper } = keeperWith(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new LinkFailure('connect', false)) : accept();
    });
    await expect(keeper.current()).rejects.toMatchObject({ kind: 'connect' });
    expect((await keeper.current()).generation).toBe(1);
    expect(keeper.stats().logins).toBe(1);
  });
});
