import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { StorwareClient } from '@/lib/storware/client';
import type { StorwareTask } from '@/lib/storware/model/task';
import { assignBySettings } from '@/lib/storware/resources/policy-writes';
import * as backups from '@/lib/storware/resources/backups';
import { submitTasks } from '@/lib/storware/resources/backups';
import { listDestinationsUsableFor } from '@/lib/storware/resources/inventory';
import { sendCancel } from '@/lib/storware/resources/tasks';
import * as inventory from '@/lib/storware/resources/inventory';
import * as mounts from '@/lib/storware/resources/mounts';
import { findRule, listRules, policiesOfMachines } from '@/lib/storware/resources/policies';
import { listRestoreJobs } from '@/lib/storware/resources/restore-jobs';
import { postMount, postUnmount } from '@/lib/storware/resources/start-restore';
import { startInventorySync } from '@/lib/storware/resources/inventory';
import { findIncrementalBlocks, listDisks } from '@/lib/storware/resources/machines';
import { sendJson, startFakeServer } from '@/lib/storware/testing/fake-server';
import type { FakeServer } from '@/lib/storware/testing/fake-server';
import { testClient } from '@/lib/storware/testing/test-client';
import type { Availability, RouteRecord } from './availability';
import { ifOffered, reasonWithout } from './availability';
import { capabilityById } from './guide';
import { capabilities } from './table';

type OptionalRoute = (typeof capabilities)[number]['routes'][number];
type Call = { client: StorwareClient };
type Ask = {
  readonly ask: (call: Call) => Promise<unknown>;
  /** The result without the route, null for "not known"; without it the call fails and names the reason. */
  readonly instead?: unknown;
  /** A valid response; otherwise an empty list. */
  readonly good?: unknown;
};

const task = (state: StorwareTask['state']) => ({ guid: 't', state }) as StorwareTask;
const none = { items: [], broken: 0 };

/** How the portal asks for each route of the table. */
const asks: Record<OptionalRoute, Ask> = {
  'GET /virtual-machine-disks': { ask: (call) => listDisks('m', call) },
  'PUT /virtual-machines/{guid}/settings': { ask: (call) => assignBySettings('m', 'p', call) },
  'POST /policies/vm-backup/list-by-entities': {
    ask: (call) => policiesOfMachines(['m'], call),
    instead: new Map([['m', null]]),
  },
  'GET /rules/vm-backup': { ask: (call) => listRules({}, call) },
  'GET /rules/vm-backup/{guid}': { ask: (call) => findRule('r', call), good: { guid: 'r' } },
  'GET /backups/{guid}': {
    ask: (call) => backups.findBackup('b', call),
    good: { guid: 'b', status: 'SUCCESS', type: 'FULL' },
  },
  'GET /backup-locations': { ask: (call) => backups.listBackupLocations('m', {}, call) },
  'GET /backup-files/detailed/for-restore': { ask: (call) => backups.listBackupFiles('b', call), instead: none },
  'GET /backup-files/detailed': { ask: (call) => backups.listBackupFiles('b', call), instead: none },
  'GET /backup-files': { ask: (call) => backups.listBackupFiles('b', call) },
  'GET /file-systems': { ask: (call) => backups.listFileSystems('b', call) },
  'GET /restore-jobs': { ask: (call) => listRestoreJobs({}, call) },
  'POST /backup-destinations/usable-for-vms': { ask: (call) => listDestinationsUsableFor(['m'], call) },
  'POST /virtual-machines/incremental-not-possible': {
    ask: (call) => findIncrementalBlocks(['m'], call),
    instead: null,
  },
  'GET /hypervisor-clusters': { ask: (call) => inventory.listClusters('hm', call) },
  'GET /hypervisor-storages': { ask: (call) => inventory.listStorages({ managerGuid: 'hm' }, call) },
  'GET /network': { ask: (call) => inventory.listNetworks('hm', call) },
  'GET /network/shared': { ask: (call) => inventory.listNetworks('hm', call), instead: none },
  'GET /virtual-machine-flavors': { ask: (call) => inventory.listFlavors('hm', call) },
  'GET /projects': { ask: (call) => inventory.listProjects(call) },
  'GET /projects/for-restore': { ask: (call) => inventory.listProjectsForRestore('b', 'hm', call), instead: none },
  'GET /nodes': { ask: (call) => inventory.listNodes({}, call) },
  'POST /tasks/restore': { ask: (call) => submitTasks('/tasks/restore', {}, 'm', ['m'], call) },
  'GET /mounted-backups': { ask: (call) => mounts.listMounts({}, call) },
  'GET /mounted-backups/{guid}': { ask: (call) => mounts.findMount('mb', call), good: { guid: 'mb' } },
  'POST /tasks/restore-and-mount': { ask: (call) => submitTasks('/tasks/restore-and-mount', {}, 'm', ['m'], call) },
  'POST /tasks/unmount': { ask: (call) => postUnmount('m', 'mb', call) },
  'POST /tasks/mount': { ask: (call) => postMount('m', 'mb', call) },
  'GET /session/user': { ask: (call) => mounts.getLongestMountMs(call), instead: 86_400_000, good: {} },
  'GET /mounted-file-systems/detailed': { ask: (call) => mounts.listMountedFileSystems('mb', call) },
  'POST /mounted-file-systems/{guid}/listing': { ask: (call) => mounts.listFolder('fs', '/', call) },
  'GET /mounted-files': { ask: (call) => mounts.listMountedFiles('mb', call) },
  'POST /mounted-file-systems/{guid}/download': {
    ask: async (call) => (await mounts.downloadFiles('fs', ['/a'], call)).stream.cancel(),
  },
  'PUT /tasks/{guid}/state': { ask: (call) => sendCancel(task('RUNNING'), '', call) },
  'DELETE /tasks/{guid}': { ask: (call) => sendCancel(task('QUEUED'), '', call) },
  'POST /tasks/inventory-sync': { ask: (call) => startInventorySync({ managerGuid: 'hm' }, call) },
};
const routes = Object.keys(asks) as OptionalRoute[];

/** They change something: sent whenever a person asks, and any 2xx is a success. */
const writes: ReadonlySet<OptionalRoute> = new Set<OptionalRoute>([
  'PUT /virtual-machines/{guid}/settings',
  'POST /tasks/restore',
  'POST /tasks/restore-and-mount',
  'POST /tasks/unmount',
  'POST /tasks/mount',
  'PUT /tasks/{guid}/state',
  'DELETE /tasks/{guid}',
  'POST /tasks/inventory-sync',
]);
const download: OptionalRoute = 'POST /mounted-file-systems/{guid}/download';
const isOfOneObject = (route: OptionalRoute): boolean => route.includes('{');

type Mode = {
  readonly name: string;
  readonly state: Exclude<Availability, 'AVAILABLE'>;
  readonly status: number | null;
  readonly answer: (response: ServerResponse) => void;
};
const refusing = (status: number, state: Mode['state']): Mode => ({
  name: `answers ${status}`,
  state,
  status,
  answer: (response) => sendJson(response, { message: 'no' }, status),
});
const modes: readonly Mode[] = [
  refusing(404, 'MISSING'),
  refusing(405, 'MISSING'),
  refusing(501, 'MISSING'),
  refusing(403, 'DENIED'),
  refusing(500, 'OUTAGE'),
  {
    name: 'answers a page',
    state: 'NOT_UNDERSTOOD',
    status: 200,
    answer: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
  },
  {
    name: 'answers JSON that nobody understands',
    state: 'NOT_UNDERSTOOD',
    status: 200,
    answer: (response) => sendJson(response, 'nonsense'),
  },
  { name: 'never answers', state: 'OUTAGE', status: null, answer: () => undefined },
];

/** Long enough for a slow response of this machine; only a route that never answers waits for it, once. */
const headersMs = 1_500;
const pauseMs = 60_000;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(stops.splice(0).map((stop) => stop()))));

function matches(route: string, { method, path }: { method: string; path: string }): boolean {
  const [wanted, template = ''] = route.split(' ');
  return wanted === method && new RegExp(`^/api${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

/** The responses of a server that has everything. */
function goodAnswer(server: FakeServer, broken: OptionalRoute, mode: { current: Mode | null }): void {
  server.respond((request, response) => {
    const route = routes
      .filter((one) => matches(one, request))
      .sort((a, b) => Number(isOfOneObject(a)) - Number(isOfOneObject(b)))[0];
    // An older path of the list of files is tried only where there is no newer one.
    const isNewerFiles =
      route?.startsWith('GET /backup-files') && broken.startsWith('GET /backup-files') && route.length > broken.length;
    if (isNewerFiles) sendJson(response, { message: 'no' }, 404);
    else if (route === broken && mode.current) mode.current.answer(response);
    else if (route) sendJson(response, asks[route].good ?? []);
    else if (request.path === '/api/virtual-machines/m') sendJson(response, { guid: 'm', name: 'm', present: true });
    else if (request.path === '/api/tasks/t') sendJson(response, {}, 500);
    else sendJson(response, []);
  });
}

async function play(route: OptionalRoute, mode: Mode) {
  const server = await startFakeServer();
  const clock = { now: Date.now() };
  const kept = new Map<string, RouteRecord>();
  const memory = {
    load: () => Promise.resolve([...kept.values()]),
    save: (record: RouteRecord) => Promise.resolve(void kept.set(record.route, record)),
    saveLink: () => Promise.resolve(),
  };
  const client = testClient(server.url, {
    memory: () => memory,
    now: () => clock.now,
    timeouts: { headersMs },
    downloads: { headersMs },
    retry: { attempts: 2, baseMs: 1, maxMs: 2 },
    capabilityPauses: { missingMs: pauseMs, missingMaxMs: pauseMs, outageMs: pauseMs, outageMaxMs: pauseMs },
  });
  stops.push(async () => {
    await client.close();
    await server.close();
  });
  const current: { current: Mode | null } = { current: mode };
  goodAnswer(server, route, current);
  const asked = () => server.requests.filter((request) => matches(route, request)).length;
  /** The result and the given reason; errors not about a capability are rethrown. */
  const ask = async (): Promise<{ value: unknown; reason: string | null }> => {
    let reason: string | null = null;
    const value = await ifOffered(() =>
      asks[route].ask({ client }).catch((error: unknown) => {
        reason = reasonWithout(error)?.text ?? null;
        throw error;
      }),
    );
    return { value, reason };
  };
  return {
    client,
    kept,
    asked,
    ask,
    pass: (ms: number) => (clock.now += ms),
    mend: () => (current.current = null),
    guide: () => client.read({ method: 'GET', template: '/tasks' }),
  };
}

type Play = Awaited<ReturnType<typeof play>>;

async function isWell({ client, guide }: Play): Promise<void> {
  await expect(guide()).resolves.toMatchObject({ body: [] });
  expect(client.linkStatus()).toMatchObject({ reachable: true, breaker: 'closed' });
}

async function checkWrite(route: OptionalRoute, mode: Mode): Promise<void> {
  const scene = await play(route, mode);
  const capability = capabilities.find((one) => (one.routes as readonly string[]).includes(route));
  const { value } = await scene.ask();
  expect(scene.asked(), 'never sent again by itself').toBe(1);
  await isWell(scene);
  if (mode.state === 'NOT_UNDERSTOOD') {
    // The settings of a machine are read back.
    expect(value).toMatchObject({ kind: route.endsWith('/settings') ? 'by_policy' : 'accepted' });
    return;
  }
  if (route.endsWith('/settings')) expect(value).toMatchObject({ kind: 'by_policy', present: null });
  else if (mode.status === 404 && isOfOneObject(route)) expect(value).toEqual({ kind: 'accepted', value: 'gone' });
  else if (mode.state === 'OUTAGE') expect(value).toMatchObject({ kind: 'unknown' });
  else
    expect(value).toMatchObject({
      kind: 'rejected',
      status: mode.status,
      ...(mode.status !== 404 && { message: capability && capabilityById(capability.id).reason.text }),
    });
  for (let times = 0; times < 2 && mode.status === 404; times += 1) await scene.ask();
  const isOfObject = mode.status === 404 && isOfOneObject(route) && !route.endsWith('/settings');
  expect(scene.kept.get(route)).toEqual(
    isOfObject
      ? undefined
      : expect.objectContaining({ state: mode.state, status: mode.status, capability: capability?.id }),
  );
}

async function checkRead(route: OptionalRoute, mode: Mode): Promise<void> {
  const scene = await play(route, mode);
  const capability = capabilities.find((one) => (one.routes as readonly string[]).includes(route));
  // A missing object, such as a folder or file, says nothing about the route.
  if (mode.status === 404 && isOfOneObject(route)) {
    const outcome = await scene.ask().catch((error: unknown) => error);
    expect(outcome).toMatchObject(route.startsWith('POST') ? { code: 'not_found' } : { value: null });
    expect(scene.kept.get(route)).toBeUndefined();
    return isWell(scene);
  }
  // The content of a download is not read.
  if (route === download && mode.state === 'NOT_UNDERSTOOD') return isWell(scene);
  const isNothing = ({ value, reason }: { value: unknown; reason: string | null }): void => {
    expect(value).toEqual(asks[route].instead ?? null);
    expect(reason).toBe('instead' in asks[route] ? null : capability?.reason.text);
  };
  // A download may have been too large to pack in time.
  if (route === download && mode.status === null)
    await expect(scene.ask()).rejects.toMatchObject({ code: 'upstream_timeout' });
  else isNothing(await scene.ask());
  await isWell(scene);
  // The first 404 of a route that names a place may be about the place.
  for (let times = 0; times < 2 && mode.status === 404 && !scene.kept.has(route); times += 1)
    isNothing(await scene.ask());
  expect(scene.kept.get(route)).toMatchObject({ state: mode.state, status: mode.status, capability: capability?.id });
  const before = scene.asked();
  // A download that takes long to pack is no reason to block others.
  const isHeldBack = !isOfOneObject(route) || mode.state === 'MISSING' || (mode.status === null && route !== download);
  if (isHeldBack) {
    for (let times = 0; times < 5; times += 1) isNothing(await scene.ask());
    expect(scene.asked(), 'not asked again within the pause').toBe(before);
  }
  await isWell(scene);
  scene.mend();
  scene.pass(pauseMs);
  await scene.ask();
  expect(scene.asked(), 'asked again after the pause').toBe(before + 1);
  expect(scene.kept.get(route)).toMatchObject({ state: 'AVAILABLE', failures: 0 });
}

describe('a route beyond the guide', () => {
  test('each route has a call of the portal in this test', () => {
    expect([...routes].sort()).toEqual(capabilities.flatMap((one) => [...one.routes]).sort());
  });

  test.each(modes)(
    'without $name: the result is stored, the route is not called for a while, then tried again, and nothing else is affected',
    async (mode) => {
      const faults = await Promise.all(
        routes.map(async (route) => {
          try {
            await (writes.has(route) ? checkWrite(route, mode) : checkRead(route, mode));
            return null;
          } catch (error) {
            return `${route}: ${error instanceof Error ? error.message : String(error)}`;
          }
        }),
      );
      expect(faults.filter((fault) => fault !== null)).toEqual([]);
    },
    60_000,
  );
});
