import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { processSingleton } from '@/lib/core/process-state';
import { db } from '@/lib/db/client';
import { rememberStorware } from '@/lib/mirror/storware-memory';
import { syncInfrastructure } from '@/lib/mirror/infrastructure/sync-infrastructure';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { syncMounts } from '@/lib/mirror/mounts/sync-mounts';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';
import { startBackup } from '@/lib/portal/backups/start-backup';
import { getBackupOptions } from '@/lib/portal/backups/get-backup-options';
import { getMachine } from '@/lib/portal/machines/get-machine';
import { getOperation } from '@/lib/portal/operations/operations';
import { createPolicy } from '@/lib/portal/policies/create-policy';
import { deletePolicy } from '@/lib/portal/policies/delete-policy';
import { putPolicy } from '@/lib/portal/policies/put-policy';
import { policyBody } from '@/lib/portal/policies/testing/policy-fixture';
import { listCapabilities } from '@/lib/portal/provider/storware-link';
import { listRecoveryPoints } from '@/lib/portal/recovery-points/recovery-points';
import { getRestoreOptions } from '@/lib/portal/restores/get-restore-options';
import { preflight, startRestore } from '@/lib/portal/restores/start-restore';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { capabilities } from '@/lib/storware/capability/table';
import { createStorwareClient } from '@/lib/storware/client';
import type { StorwareClient } from '@/lib/storware/client';
import { storwareMemory } from '@/lib/storware/capability/availability';
import { createBackupReads, readMachine } from './read-machine';
import { createTaskRounds } from './task-rounds';

let fixture: TestFixture;
let client: StorwareClient;
let scope: TenantScope;
let machine: string;
let destination: string;
const lines: { level: number; msg: string; method?: string; route?: string; capability?: string }[] = [];
const signal = new AbortController().signal;
const readBackups = createBackupReads();
const ended = new Set<string>();
/** A round over all tasks: the first of a worker is. */
const wholeRound = (): Promise<number> =>
  createTaskRounds({
    onEnded: (guids) => guids.forEach((guid) => ended.add(guid)),
    onInventoryRead: () => undefined,
  }).round(signal);

/** What the sync worker does, without its pauses. */
async function sync(): Promise<void> {
  await syncInfrastructure();
  await syncSchedules();
  await syncPolicies();
  await syncMachines();
  await syncMounts();
}

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 40, workSpeed: 10, speed: 0 });
  rememberStorware();
  const { url, login, password, caFile } = fixture.simulator;
  client = createStorwareClient({
    url,
    login,
    password,
    ca: readFileSync(caFile, 'utf8'),
    memory: storwareMemory,
    timeouts: { headersMs: 400 },
    retry: { attempts: 2, baseMs: 1, maxMs: 2 },
    capabilityPauses: { missingMs: 1, missingMaxMs: 1, outageMs: 1, outageMaxMs: 1 },
    log: pino(
      { level: 'info' },
      { write: (text: string) => void lines.push(JSON.parse(text) as (typeof lines)[number]) },
    ),
  });
  processSingleton('storware-client', () => client);
  await sync();
  const [own] = (await fixture.simulator.control.machines({ platform: 'OPENSTACK' })).filter(
    ({ present, backups }) => present && backups > 0,
  );
  machine = own?.guid ?? '';
  destination = (
    await db().mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'DESTINATION' }, orderBy: { guid: 'asc' } })
  ).guid;
  scope = await fixture.tenant('ADMIN', [machine]);
  await db().entitlement.create({
    data: { tenantId: scope.tenant.id, kind: 'DESTINATION', guid: destination, isDefault: true },
  });
});
afterEach(() => fixture.simulator.control.clearCapabilities());
afterAll(() => fixture.close());

async function settled({ id }: Operation): Promise<Operation> {
  for (let round = 0; round < 30; round += 1) {
    await wholeRound();
    for (const guid of ended) await readMachine(guid, readBackups, signal);
    ended.clear();
    const operation = await getOperation(scope, id);
    if (isSettled(operation.state)) return operation;
    await fixture.simulator.control.clock({ advanceMs: 10_000 });
  }
  throw new Error(`operation ${id} does not end: ${JSON.stringify(await getOperation(scope, id))}`);
}

const newest = { page: 1, pageSize: 5, search: '', sort: { key: 'startedAt', descending: true } } as const;

/** Every job of the guide as a tenant does it; throws at the first that fails. */
async function doAllJobs(): Promise<void> {
  await sync();
  await readMachine(machine, readBackups, signal);
  const detail = await getMachine(scope, machine);
  expect(detail).toMatchObject({ guid: machine, present: true });
  expect(await getBackupOptions(scope, machine)).toMatchObject({ allowed: true });

  const [backup] = (
    await startBackup(scope, { body: { machines: [machine], type: 'FULL', destination }, idempotencyKey: randomUUID() })
  ).operations;
  if (!backup) throw new Error('no operation');
  expect(await settled(backup)).toMatchObject({
    state: expect.stringMatching(/SUCCEEDED|WARNING/) as string,
    progress: 100,
  });
  const points = await listRecoveryPoints(scope, machine, newest);
  const point = points.items.find(({ restorable }) => restorable);
  expect(point?.status).toMatch(/SUCCESS|PARTIAL/);
  expect(Date.parse(point?.startedAt ?? '')).toBeGreaterThan(Date.parse(detail.lastBackup?.at ?? '1970-01-01') - 1);

  const { defaults, modes } = await getRestoreOptions(scope, point?.guid ?? '');
  if (!defaults) throw new Error(`nothing can be restored: ${JSON.stringify(modes)}`);
  const body = { ...defaults, name: `back-${randomUUID().slice(0, 8)}` };
  expect((await preflight(scope, body.recoveryPoint, body)).checks.filter(({ state }) => state === 'BLOCKED')).toEqual(
    [],
  );
  const { operation: restore } = await startRestore(scope, { body, idempotencyKey: randomUUID() });
  expect(await settled(restore)).toMatchObject({ state: expect.stringMatching(/SUCCEEDED|WARNING/) as string });

  const own = detail.policy?.guid ?? null;
  const wanted = { ...policyBody(destination, [machine]), moveMachines: own === null ? [] : [machine] };
  const made = await createPolicy(scope, wanted);
  expect(made).toMatchObject({ machines: [{ guid: machine }], destination: { guid: destination } });
  const changed = await putPolicy(scope, made.guid, {
    ...wanted,
    moveMachines: [],
    name: `${wanted.name} changed`,
    priority: 71,
    schedules: wanted.schedules.slice(0, 1),
  });
  expect(changed).toMatchObject({ priority: 71, schedules: [{ name: 'Every night' }] });
  await syncPolicies();
  await deletePolicy(scope, made.guid);
  expect((await fixture.simulator.control.policies()).some(({ guid }) => guid === made.guid)).toBe(false);
}

const beyond = capabilities.flatMap(({ routes }) => [...routes] as string[]);
const modes = ['404', '403', '500', 'nonsense', 'silent', '405', '501', 'html'] as const;
/** The routes beyond the guide that these jobs use, or a substitute does; each is removed by itself. */
const onTheWay = [
  'GET /virtual-machine-disks',
  'POST /policies/vm-backup/list-by-entities',
  'GET /rules/vm-backup',
  'GET /rules/vm-backup/{guid}',
  'GET /backups/{guid}',
  'GET /backup-files/detailed/for-restore',
  'GET /backup-files/detailed',
  'GET /backup-files',
  'GET /restore-jobs',
  'POST /virtual-machines/incremental-not-possible',
  'GET /hypervisor-clusters',
  'GET /hypervisor-storages',
  'GET /network',
  'GET /network/shared',
  'GET /virtual-machine-flavors',
  'GET /projects',
  'GET /projects/for-restore',
  'GET /nodes',
  'GET /mounted-backups',
];

describe('the jobs of the guide', () => {
  test('work with a complete server, and use no other routes beyond the guide than those removed below', async () => {
    await fixture.simulator.control.clearJournal();
    await doAllJobs();
    const requested = Object.keys((await fixture.simulator.control.counters()).byRoute).filter((route) =>
      beyond.includes(route),
    );
    expect(requested.filter((route) => !onTheWay.includes(route))).toEqual([]);
  });

  test.each(onTheWay.map((route, index) => [route, modes[index % modes.length] ?? '404'] as const))(
    'work without %s (%s)',
    async (route, mode) => {
      await fixture.simulator.control.capabilities({ endpoints: { [route]: mode } });
      await doAllJobs();
    },
    120_000,
  );

  test('work without all the others', async () => {
    const others = beyond.filter((route) => !onTheWay.includes(route));
    await fixture.simulator.control.capabilities({
      endpoints: Object.fromEntries(others.map((route, index) => [route, modes[index % modes.length] ?? '404'])),
    });
    await doAllJobs();
  });

  test("work with a server that has only the guide's endpoints; the provider sees what is missing, and the log has each once", async () => {
    lines.length = 0;
    await fixture.simulator.control.capabilities({ profile: 'guide' });
    await doAllJobs();
    await doAllJobs();
    const { items } = await listCapabilities({} as ProviderScope);
    const missing = items.filter(({ available }) => available === false).map(({ id }) => id);
    expect(missing).toEqual(
      expect.arrayContaining([
        'disks',
        'policies-of-machines',
        'rules',
        'backup-details',
        'restore-jobs',
        'clusters',
        'storages',
        'networks',
        'flavors',
        'projects',
        'nodes',
        'mounts',
      ]),
    );
    expect(items.find(({ id }) => id === 'disks')).toMatchObject({
      state: 'MISSING',
      reason: 'This server does not have GET /virtual-machine-disks (404).',
      privilege: 'VE Instances: Read',
    });
    expect(await getMachine(scope, machine)).toMatchObject({ disksReason: null });
    const warned = lines
      .filter(({ level }) => level >= 40)
      .map(({ method, route }) => `${method ?? ''} ${route ?? ''}`);
    expect(warned.filter((route, index) => warned.indexOf(route) !== index)).toEqual([]);
    expect(warned).toContain('GET /virtual-machine-disks');

    await fixture.simulator.control.clearCapabilities();
    await doAllJobs();
    expect((await listCapabilities({} as ProviderScope)).items.find(({ id }) => id === 'disks')).toMatchObject({
      state: 'AVAILABLE',
      available: true,
      reason: null,
    });
    expect(
      lines.filter(({ level, route }) => level === 30 && route === '/virtual-machine-disks').map(({ msg }) => msg),
    ).toEqual(['Storware offers this again']);
  });
});
