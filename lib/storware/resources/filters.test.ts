import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorwareClient } from '@/lib/storware/client';
import { sendJson, startFakeServer } from '@/lib/storware/testing/fake-server';
import type { FakeServer } from '@/lib/storware/testing/fake-server';
import { testClient } from '@/lib/storware/testing/test-client';
import {
  findPolicyUnscoped,
  listBackupsUnscoped,
  listDisksUnscoped,
  listRulesUnscoped,
  listTasksUnscoped,
} from '@/lib/storware/unscoped';

let server: FakeServer;
let client: StorwareClient;

beforeEach(async () => {
  server = await startFakeServer();
  client = testClient(server.url);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

// Every server here ignores all filters, as a real one ignores unknown parameters (STORWARE_API.md 2.4).
describe('filters that the server ignores', () => {
  const tasks = [
    { guid: 't1', type: 'EXPORT', state: 'RUNNING', protectedEntity: { guid: 'm1' } },
    { guid: 't2', type: 'EXPORT', state: 'RUNNING', protectedEntity: { guid: 'other' } },
    { guid: 't3', type: 'STORE', state: 'QUEUED', protectedEntity: { guid: 'm1' }, backup: { guid: 'b1' } },
    { guid: 't4', type: 'INDEX', state: 'FINISHED' },
  ];

  test.each([
    [{ machineGuid: 'm1' }, ['t1', 't3']],
    [{ machineGuid: 'm1', type: 'EXPORT' }, ['t1']],
    [{ states: ['QUEUED', 'RUNNING'] }, ['t1', 't2', 't3']],
    [{ backupGuid: 'b1' }, ['t3']],
    [{ type: 'INVENTORY_SYNC' }, ['t4']],
  ])('filters tasks for %j again', async (filter, guids) => {
    server.respond((_q, response) => sendJson(response, tasks));
    expect((await listTasksUnscoped(filter, { client })).items.map(({ guid }) => guid)).toEqual(guids);
  });

  test('requests the machine of a task by both names, and no renamed type', async () => {
    server.respond((_q, response) => sendJson(response, []));
    await listTasksUnscoped({ machineGuid: 'm1', states: ['RUNNING'], type: 'INVENTORY_SYNC' }, { client });
    const query = Object.fromEntries(server.requests[0]?.query ?? []);
    expect(query).toMatchObject({
      'protected-entity': 'm1',
      protectedEntity: 'm1',
      state: 'RUNNING',
      page: '0',
      size: '1000',
      orderBy: 'guid',
    });
    expect(query).not.toHaveProperty('type');
  });

  test('filters backups, disks, rules and a machine by its platform id as well', async () => {
    server.respond(({ path }, response) => {
      if (path === '/api/backups')
        sendJson(response, [
          { guid: 'b1', status: 'SUCCESS', protectedEntity: { guid: 'm1' } },
          { guid: 'b2', status: 'SUCCESS', protectedEntity: { guid: 'other' } },
          { guid: 'b3', status: 'SUCCESS' },
        ]);
      else if (path === '/api/virtual-machine-disks')
        sendJson(response, [
          { guid: 'd1', virtualMachine: { guid: 'm1' } },
          { guid: 'd2', virtualMachine: { guid: 'other' } },
          { guid: 'd3' },
        ]);
      else
        sendJson(response, [
          { guid: 'r1', policy: { guid: 'p1' } },
          { guid: 'r2', policy: { guid: 'other' } },
        ]);
    });
    expect((await listBackupsUnscoped({ machineGuid: 'm1' }, { client })).items.map(({ guid }) => guid)).toEqual([
      'b1',
    ]);
    expect((await listDisksUnscoped('m1', { client })).items.map(({ guid }) => guid)).toEqual(['d1']);
    expect((await listRulesUnscoped({ policyGuid: 'p1' }, { client })).items.map(({ guid }) => guid)).toEqual(['r1']);
  });

  test('an unreadable object is upstream_contract, a missing one is null', async () => {
    server.respond(({ path }, response) => {
      if (path.endsWith('/gone')) sendJson(response, {}, 404);
      else sendJson(response, { status: 'SUCCESS' });
    });
    await expect(findPolicyUnscoped('b1', { client })).rejects.toMatchObject({
      code: 'upstream_contract',
      meta: { paths: ['guid'] },
    });
    expect(await findPolicyUnscoped('gone', { client })).toBeNull();
  });
});
