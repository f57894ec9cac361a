import { describe, expect, test } from 'vitest';

import { importBody, restorable, sibling, taskIn, testApi, until } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

import { createControlApp } from './control-app';

async function control(
  api: TestApi,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const app = createControlApp({ ...api, setOutage: () => Promise.resolve() });
  const response = await app.request(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as unknown };
}

const restore = async (api: TestApi) => {
  const { machine, backup } = restorable(api, 'OPENSTACK');
  return taskIn(api, (await api.send('POST', '/tasks/restore-and-import', importBody(api, machine, backup))).body);
};

describe('orders of a test', () => {
  test('for the next restore apply to that one, not to a running one', async () => {
    const api = await testApi();
    const { machine } = restorable(api, 'OPENSTACK');
    const first = await restore(api);
    until(api, () => first.state === 'RUNNING');
    const order = { machine: machine.guid, restore: { fail: 'import', message: 'As ordered' } };
    expect(await control(api, 'POST', '/work', order)).toEqual({
      status: 200,
      body: { waiting: 0, waitingRestores: 1 },
    });
    until(api, () => sibling(api, first, 'IMPORT')?.state === 'FINISHED');
    const second = await restore(api);
    until(api, () => sibling(api, second, 'IMPORT')?.state === 'FAILED');
    expect(sibling(api, second, 'IMPORT')?.statusInfo).toBe('As ordered');
    expect((await control(api, 'POST', '/work', { machine: machine.guid })).status).toBe(400);
  });

  test('delete a point between its choice and its start, and fill the target storage', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    await control(api, 'POST', '/storages', { guid: machine.storageGuid, full: true });
    const full = await restore(api);
    until(api, () => sibling(api, full, 'IMPORT')?.state === 'FAILED');
    await control(api, 'POST', '/storages', { guid: machine.storageGuid, full: false });
    const late = await restore(api);
    expect((await control(api, 'POST', `/backups/${backup.guid}/remove`)).body).toMatchObject({
      status: 'SUCCESS_REMOVED',
    });
    until(api, () => late.state === 'FAILED');
    expect((await control(api, 'POST', '/backups/x/remove')).status).toBe(404);
    const jobs = (await control(api, 'GET', `/restore-jobs?machine=${machine.guid}`)).body as { status: string }[];
    expect(jobs.slice(-2).map(({ status }) => status)).toEqual(['FAILED', 'FAILED']);
  });
});
