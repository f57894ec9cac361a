import { describe, expect, test } from 'vitest';

import { at, testApi } from '@/simulator/testing/test-api';

describe('session', () => {
  test('every path without a session answers 401, also an unknown one', async () => {
    const api = await testApi();
    api.sessions.expireAll();
    for (const path of ['/virtual-machines', '/tasks/x', '/no-such-thing', '/session'])
      expect((await api.send('GET', path)).status).toBe(401);
    expect((await api.send('POST', '/tasks/export', {})).status).toBe(401);
    expect(api.sim.world.liveTasks.size).toBe(0);
  });

  test('the check is 204, the user record has the login, and log-out ends the session', async () => {
    const api = await testApi();
    expect(await api.send('GET', '/session')).toMatchObject({ status: 204, body: '' });
    expect(at((await api.send('GET', '/session/user')).body, 'login')).toBe('portal');
    expect((await api.send('POST', '/session/logout')).status).toBe(204);
    expect((await api.send('GET', '/session')).status).toBe(401);
  });

  test('a wrong password is 401 with a message and is counted', async () => {
    const api = await testApi();
    const answer = await api.send('POST', '/session/login', { login: 'portal', password: 'wrong' });
    expect([answer.status, typeof at(answer.body, 'message')]).toEqual([401, 'string']);
    expect([api.sessions.logins, api.sessions.failedLogins]).toEqual([1, 1]);
  });

  test('passwords are not written into the request log', async () => {
    const api = await testApi();
    await api.send('POST', '/session/login', { login: 'portal', password: 'secret' });
    expect(JSON.stringify(api.requestLog.since(0))).not.toContain('secret');
  });

  test('the 401 can be JSON, empty or HTML', async () => {
    const api = await testApi();
    api.sessions.expireAll();
    const bodies: unknown[] = [];
    for (const unauthorizedBody of ['json', 'empty', 'html'] as const) {
      api.sim.behaviour = { ...api.sim.behaviour, unauthorizedBody };
      bodies.push((await api.send('GET', '/session')).body);
    }
    expect([typeof bodies[0], bodies[1], String(bodies[2]).startsWith('<html>')]).toEqual(['object', '', true]);
  });
});
