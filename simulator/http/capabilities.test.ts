import { describe, expect, test } from 'vitest';

import { testApi } from '@/simulator/testing/test-api';

import { guideEndpoints } from './capabilities';

const unknown = '00000000-0000-4000-8000-000000000000';

describe('removed endpoints', () => {
  test.each([
    ['404', 404],
    ['405', 405],
    ['403', 403],
    ['501', 501],
    ['500', 500],
    ['503', 503],
    ['nonsense', 200],
    ['html', 200],
  ] as const)('%s answers %i for the endpoint, and for no other', async (mode, status) => {
    const api = await testApi();
    const usual = await api.send('GET', '/nodes');
    api.capabilities.change({ endpoints: { 'GET /nodes': mode } });
    const instead = await api.send('GET', '/nodes');
    expect(instead.status).toBe(status);
    expect(instead.body).not.toEqual(usual.body);
    expect((await api.send('GET', '/restore-jobs')).status).toBe(200);
    api.capabilities.change({ endpoints: { 'GET /nodes': null } });
    expect((await api.send('GET', '/nodes')).status).toBe(200);
  });

  test('paths with and without a guid, and other methods, are different endpoints', async () => {
    const api = await testApi();
    api.capabilities.change({ endpoints: { 'GET /virtual-machines/{guid}': '403', 'POST /tasks/export': '501' } });
    expect((await api.send('GET', `/virtual-machines/${unknown}`)).status).toBe(403);
    expect((await api.send('GET', '/virtual-machines')).status).toBe(200);
    expect((await api.send('POST', '/virtual-machines/incremental-not-possible', { entities: [] })).status).toBe(200);
    expect((await api.send('POST', '/tasks/export', {})).status).toBe(501);
    expect((await api.send('GET', '/tasks')).status).toBe(200);
  });

  test('without a session it is 401, as for any endpoint', async () => {
    const api = await testApi();
    api.capabilities.change({ endpoints: { 'GET /nodes': '404' } });
    api.sessions.expireAll();
    expect((await api.send('GET', '/nodes')).status).toBe(401);
  });

  test('the profile guide keeps the endpoints of the guide; an unknown name is refused and changes nothing', async () => {
    const api = await testApi();
    api.capabilities.change({ profile: 'guide' });
    for (const [method = '', path = ''] of guideEndpoints.map((endpoint) => endpoint.split(' '))) {
      if (method === 'GET' && !path.includes('{'))
        expect([path, (await api.send(method, path)).status]).toEqual([path, 200]);
    }
    for (const path of ['/virtual-machine-disks', '/restore-jobs', '/network', '/rules/vm-backup', '/mounted-backups'])
      expect([path, (await api.send('GET', path)).status]).toEqual([path, 404]);
    expect(() => {
      api.capabilities.change({ profile: null, endpoints: { 'GET /nodez': '404' } });
    }).toThrow('GET /nodez');
    expect((await api.send('GET', '/nodes')).status).toBe(404);
    api.capabilities.clear();
    api.capabilities.change({ endpoints: { mounts: '404' } });
    expect([(await api.send('GET', '/mounted-backups')).status, (await api.send('GET', '/nodes')).status]).toEqual([
      404, 200,
    ]);
    api.capabilities.change({ endpoints: { 'beyond-guide': '403' } });
    expect([(await api.send('GET', '/nodes')).status, (await api.send('GET', '/tasks')).status]).toEqual([403, 200]);
  });
});
