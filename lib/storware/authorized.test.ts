import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancelTask, listBackupFiles, listIncrementalBlocks, listRules, startExport } from './authorized';
import { mintAuthorizedMachine } from './authorized-handles';
import type { StorwareClient } from './client';
import { sendJson, startFakeServer } from './testing/fake-server';
import type { FakeServer, Responder } from './testing/fake-server';
import { testClient } from './testing/test-client';

let server: FakeServer;
let client: StorwareClient;
const machine = mintAuthorizedMachine('m1');

beforeEach(async () => {
  server = await startFakeServer();
  client = testClient(server.url);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const task = (state: string, machineGuid = 'm1') => ({
  guid: 't1',
  type: { name: 'EXPORT' },
  state: { name: state },
  protectedEntity: { guid: machineGuid, type: { name: 'VM' } },
});
const sent = (): string[] => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('startExport', () => {
  const request = {
    type: 'INCREMENTAL',
    priority: 50,
    windowStart: new Date(1_000),
    windowEnd: new Date(2_000),
    ruleGuids: ['r1'],
    destinationGuid: 'd1',
  } as const;

  test('sends the fields of both dialects in one body, without async', async () => {
    server.respond((_q, response) => sendJson(response, [task('QUEUED')]));
    expect(await startExport(machine, request, { client })).toMatchObject({
      kind: 'accepted',
      value: [{ guid: 't1' }],
    });
    expect(server.requests[0]?.body).toEqual({
      protectedEntities: [{ guid: 'm1' }],
      protectedEntityType: 'VM',
      backupType: { name: 'INCREMENTAL' },
      priority: 50,
      windowStart: 1_000,
      windowEnd: 2_000,
      rules: [{ guid: 'r1' }],
      backupDestination: { guid: 'd1' },
    });
  });

  test('omits what was not given', async () => {
    await startExport(machine, { type: 'FULL', ruleGuids: [], destinationGuid: null }, { client });
    expect(server.requests[0]?.body).toEqual({
      protectedEntities: [{ guid: 'm1' }],
      protectedEntityType: 'VM',
      backupType: { name: 'FULL' },
    });
  });

  test('ignores a task of another machine in the response', async () => {
    server.respond((_q, response) => sendJson(response, [task('QUEUED', 'other')]));
    expect(await startExport(machine, request, { client })).toEqual({ kind: 'accepted', value: [] });
  });

  test('treats a bulk response without the machine as rejected', async () => {
    server.respond((_q, response) => sendJson(response, { successful: [], unsuccessful: [{ guid: 'm1' }], tasks: [] }));
    expect(await startExport(machine, request, { client })).toMatchObject({ kind: 'rejected' });
  });
});

describe('cancelTask', () => {
  const having = (
    state: string | null,
    machineGuid?: string,
    onWrite: Responder = (_q, response) => void response.writeHead(204).end(),
  ): void => {
    server.respond((request, response, raw) => {
      if (request.method !== 'GET') onWrite(request, response, raw);
      else if (state === null) sendJson(response, {}, 404);
      else sendJson(response, task(state, machineGuid));
    });
  };

  test('cancels a running task by its state', async () => {
    having('RUNNING');
    expect(await cancelTask(machine, 't1', { client })).toEqual({ kind: 'accepted', value: 'requested' });
    expect(sent()).toEqual(['GET /api/tasks/t1', 'PUT /api/tasks/t1/state']);
    expect(server.requests[1]?.body).toEqual({ state: { name: 'CANCELLED' }, statusInfo: 'Canceled by user' });
  });

  test('cancels a queued task by deleting it', async () => {
    having('QUEUED');
    expect(await cancelTask(machine, 't1', { client })).toEqual({ kind: 'accepted', value: 'removed' });
    expect(sent()).toEqual(['GET /api/tasks/t1', 'DELETE /api/tasks/t1']);
  });

  test.each([
    ['FINISHED', 'ended'],
    ['FAILED', 'ended'],
    [null, 'gone'],
  ])('sends nothing when its state is %s', async (state, value) => {
    having(state);
    expect(await cancelTask(machine, 't1', { client })).toEqual({ kind: 'accepted', value });
    expect(sent()).toEqual(['GET /api/tasks/t1']);
  });

  test("throws not_found for another machine's task, and sends nothing", async () => {
    having('RUNNING', 'other');
    await expect(cancelTask(machine, 't1', { client })).rejects.toMatchObject({ code: 'not_found' });
    expect(sent()).toEqual(['GET /api/tasks/t1']);
  });

  test('does not report a refusal when the task ended in between', async () => {
    let reads = 0;
    server.respond((request, response) => {
      if (request.method !== 'GET') sendJson(response, { message: 'not running' }, 400);
      else sendJson(response, task((reads += 1) === 1 ? 'RUNNING' : 'FINISHED'));
    });
    expect(await cancelTask(machine, 't1', { client })).toEqual({ kind: 'accepted', value: 'ended' });
  });

  test('reports a lasting refusal', async () => {
    having('RUNNING', 'm1', (_q, response) => sendJson(response, { message: 'no' }, 403));
    expect(await cancelTask(machine, 't1', { client })).toEqual({
      kind: 'rejected',
      status: 403,
      message: 'The backup system does not support cancelling operations here.',
    });
  });

  test('sends nothing when the task cannot be read', async () => {
    server.respond((_q, response) => sendJson(response, {}, 503));
    expect(await cancelTask(machine, 't1', { client })).toMatchObject({
      kind: 'not_sent',
      error: { code: 'upstream_unavailable' },
    });
  });
});

describe('reads of an authorized machine', () => {
  test("throws not_found for files of another machine's backup", async () => {
    server.respond((_q, response) =>
      sendJson(response, { guid: 'b1', status: 'SUCCESS', protectedEntity: { guid: 'other' } }),
    );
    await expect(listBackupFiles(machine, 'b1', { client })).rejects.toMatchObject({ code: 'not_found' });
    expect(sent()).toEqual(['GET /api/backups/b1']);
  });

  test('reads files by the path that the server supports', async () => {
    server.respond(({ path }, response) => {
      if (path === '/api/backups/b1')
        sendJson(response, { guid: 'b1', status: 'SUCCESS', protectedEntity: { guid: 'm1' } });
      else if (path === '/api/backup-files') sendJson(response, [{ guid: 'f1', path: '/staging/disk-0', size: 7 }]);
      else sendJson(response, {}, 404);
    });
    expect((await listBackupFiles(machine, 'b1', { client })).items).toMatchObject([
      { guid: 'f1', sizeBytes: 7, fileType: null },
    ]);
  });

  test('returns null when the server cannot check for incremental backups', async () => {
    server.respond((_q, response) => sendJson(response, {}, 404));
    expect(await listIncrementalBlocks([machine], { client })).toBeNull();
  });

  test("reads rules from the machine's policy, without those marked for deletion", async () => {
    const mine = {
      guid: 'p1',
      name: 'mine',
      vms: [{ guid: 'm1' }],
      rules: [{ guid: 'r1' }, { guid: 'r2', markedForDeletion: true }],
    };
    server.respond(({ method }, response) =>
      sendJson(
        response,
        method === 'GET'
          ? mine
          : [mine, { guid: 'p2', name: 'foreign', vms: [{ guid: 'other' }], rules: [{ guid: 'r3' }] }],
      ),
    );
    expect((await listRules(machine, { client })).map(({ guid }) => guid)).toEqual(['r1']);
    expect(server.requests[0]?.body).toEqual({ protectedEntities: ['m1'] });
  });
});
