import { describe, expect, test } from 'vitest';
import { LinkFailure } from './link-failure';
import { createSessionManager } from './session';
import type { LoginResult } from './session';

function managerWith(logIn: () => Promise<LoginResult>) {
  const clock = { now: 0 };
  let calls = 0;
  const sessions = createSessionManager({
    logIn: () => {
      calls += 1;
      return logIn();
    },
    minPauseMs: 1_000,
    maxPauseMs: 60_000,
    now: () => clock.now,
  });
  return { sessions, clock, calls: () => calls };
}

const accept = (): Promise<LoginResult> => Promise.resolve('accepted');
const refuse = (): Promise<LoginResult> => Promise.resolve('refused');

describe('session manager', () => {
  test('logs in once for all concurrent callers without a session', async () => {
    const { sessions, calls } = managerWith(accept);
    const all = await Promise.all(Array.from({ length: 200 }, () => sessions.current()));
    expect(new Set(all).size).toBe(1);
    expect(calls()).toBe(1);
  });

  test('logs in once for all callers with an expired session', async () => {
    const { sessions, calls } = managerWith(accept);
    const stale = await sessions.current();
    sessions.confirm(stale);
    const renewed = await Promise.all(Array.from({ length: 200 }, () => sessions.renew(stale)));
    expect(new Set(renewed.map((session) => session.generation))).toEqual(new Set([2]));
    expect(calls()).toBe(2);
  });

  test('a 401 of an older session does not end the newer one', async () => {
    const { sessions, calls } = managerWith(accept);
    const first = await sessions.current();
    sessions.confirm(first);
    const second = await sessions.renew(first);
    expect(await sessions.renew(first)).toBe(second);
    expect(await sessions.current()).toBe(second);
    expect(calls()).toBe(2);
  });

  test('cookies of a late response stay with their session', async () => {
    const { sessions } = managerWith(accept);
    const first = await sessions.current();
    sessions.confirm(first);
    const second = await sessions.renew(first);
    second.cookies.store('id=new');
    first.cookies.store('id=; Max-Age=0');
    expect(second.cookies.header('/', true)).toBe('id=new');
  });

  test('retries refused credentials after 1, 2, 4 ... 60 seconds, and fails at once in between', async () => {
    const { sessions, clock, calls } = managerWith(refuse);
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const refusal: unknown = await sessions.current().catch((error: unknown) => error);
      expect(refusal).toMatchObject({ kind: 'login_refused', sent: false });
      const pause = refusal instanceof LinkFailure ? (refusal.retryAfterMs ?? 0) : 0;
      pauses.push(pause);
      await expect(sessions.current()).rejects.toMatchObject({ kind: 'login_paused' });
      clock.now += pause;
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(calls()).toBe(8);
  });

  test('does not replace a session that never worked at once, so that repeated 401 cause few log-ins', async () => {
    const { sessions, clock, calls } = managerWith(accept);
    const first = await sessions.current();
    await expect(sessions.renew(first)).rejects.toMatchObject({ kind: 'login_paused' });
    clock.now = 1_000;
    await sessions.renew(first);
    expect(calls()).toBe(2);
  });

  test('a route that always answers 401 does not block the others', async () => {
    const { sessions, clock, calls } = managerWith(accept);
    const first = await sessions.current();
    sessions.confirm(first);
    const second = await sessions.renew(first);
    sessions.refusedAfterLogin();
    sessions.confirm(second);
    await expect(sessions.renew(second)).rejects.toMatchObject({ kind: 'login_paused', sent: false });
    expect(await sessions.current()).toBe(second);
    clock.now = 1_000;
    expect((await sessions.renew(second)).generation).toBe(3);
    expect(calls()).toBe(3);
  });

  test('shares a new session even if only such a route has used it, and no request causes a log-in', async () => {
    const { sessions, clock, calls } = managerWith(accept);
    const first = await sessions.current();
    sessions.confirm(first);
    const second = await sessions.renew(first);
    sessions.refusedAfterLogin();
    for (let i = 0; i < 10; i += 1)
      await expect(sessions.renew(second)).rejects.toMatchObject({ kind: 'login_paused' });
    expect(await sessions.current()).toBe(second);
    sessions.confirm(second);
    expect(calls()).toBe(2);
    clock.now = 1_000;
    expect((await sessions.renew(second)).generation).toBe(3);
  });

  test('the next caller repeats a log-in without a response', async () => {
    let attempts = 0;
    const { sessions } = managerWith(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new LinkFailure('connect', false)) : accept();
    });
    await expect(sessions.current()).rejects.toMatchObject({ kind: 'connect' });
    expect((await sessions.current()).generation).toBe(1);
    expect(sessions.stats().logins).toBe(1);
  });
});
