import pino from 'pino';
import * as z from 'zod';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { cancelTask, listIncrementalBlocks, listRules, listUsableDestinations, startExport } from './authorized';
import { mintAuthorizedMachine } from './authorized-handles';
import { createStorwareClient } from './client';
import type { StorwareClient } from './client';
import type { StorwareTask } from './model/task';
import { startSimulator } from './testing/simulator-process';
import type { SimulatorProcess } from './testing/simulator-process';
import type { StorwareClientConfig } from './transport/settings';
import * as unscoped from './unscoped';

const Counters = z.object({ logins: z.number(), byRoute: z.record(z.string(), z.number()) });
const Machines = z.array(
  z.object({ guid: z.string(), name: z.string(), present: z.boolean(), platform: z.string(), policy: z.unknown() }),
);

let simulator: SimulatorProcess;
let client: StorwareClient;
const clients: StorwareClient[] = [];

function newClient(config: Partial<StorwareClientConfig> = {}): StorwareClient {
  const made = createStorwareClient({
    url: simulator.url,
    login: 'portal',
    password: 'Simulator-Passw0rd',
    ca: simulator.ca,
    retry: { attempts: 3, baseMs: 5, maxMs: 10 },
    log: pino({ level: 'silent' }),
    ...config,
  });
  clients.push(made);
  return made;
}
const counters = async () => Counters.parse(await simulator.control('GET', '/counters'));
const fault = (over: Record<string, unknown>) => simulator.control('POST', '/faults', { match: {}, times: 1, ...over });

beforeAll(async () => {
  simulator = await startSimulator('--machines', '60', '--speed', '1', '--work-speed', '1');
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.control('PUT', '/options', {
    taskResponseShape: 'array',
    tenantFilter: 'lenient',
    dialect: '7.4',
    nullStyle: 'omit',
    enumStyle: 'object',
    totalCountHeader: true,
  });
  client = newClient();
});
afterEach(async () => {
  await simulator.control('DELETE', '/faults');
  await Promise.all(clients.splice(0).map((one) => one.close()));
});

/** A machine that can be backed up and has no work. */
async function idleMachine(): Promise<string> {
  const machines = Machines.parse(await simulator.control('GET', '/machines'));
  const live = await unscoped.listTasksUnscoped({ states: ['QUEUED', 'RUNNING'] }, { client });
  const busy = new Set(live.items.map((task) => task.machineGuid));
  const idle = machines.find((machine) => machine.present && machine.policy !== null && !busy.has(machine.guid));
  if (!idle) throw new Error('no idle machine in the seed');
  return idle.guid;
}

async function backUp(guid: string, using = client) {
  const machine = mintAuthorizedMachine(guid);
  const [rule] = await listRules(machine, { client: using });
  const destination = rule?.destinations.find(({ role }) => role === 'PRIMARY')?.destination ?? null;
  const target = { ruleGuids: rule ? [rule.guid] : [], destinationGuid: destination?.guid ?? null };
  const windowStart = new Date();
  return startExport(
    machine,
    { type: 'FULL', priority: 90, windowStart, windowEnd: new Date(windowStart.getTime() + 3_600_000), ...target },
    { client: using },
  );
}

const exportsOf = async (guid: string): Promise<StorwareTask[]> =>
  (await unscoped.listTasksUnscoped({ machineGuid: guid, type: 'EXPORT', states: ['QUEUED', 'RUNNING'] }, { client }))
    .items;

describe('the session against a server over TLS', () => {
  test('logs in once per session; 200 concurrent requests after its expiry cause exactly one more', async () => {
    const before = (await counters()).logins;
    await unscoped.listAllNodesUnscoped({}, { client });
    expect((await counters()).logins).toBe(before + 1);
    await simulator.control('POST', '/sessions/expire');
    const answers = await Promise.all(Array.from({ length: 200 }, () => unscoped.listAllNodesUnscoped({}, { client })));
    expect(answers.every((list) => list.items.length > 0)).toBe(true);
    expect((await counters()).logins).toBe(before + 2);
  });

  test('does not loop after a second 401', async () => {
    await unscoped.listAllNodesUnscoped({}, { client });
    const before = await counters();
    await fault({ match: { path: '^/nodes' }, times: null, kind: 'unauthorized' });
    await expect(unscoped.listAllNodesUnscoped({}, { client })).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
    const after = await counters();
    expect(after.logins - before.logins).toBe(1);
    expect((after.byRoute['GET /nodes'] ?? 0) - (before.byRoute['GET /nodes'] ?? 0)).toBe(2);
  });

  test('refuses the certificate without its authority, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    try {
      await expect(unscoped.listAllNodesUnscoped({}, { client: newClient({ ca: undefined }) })).rejects.toMatchObject({
        cause: { kind: 'tls', sent: false },
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('an outage opens the circuit breaker, and the return of the server closes it', async () => {
    const clock = { now: Date.now() };
    const patient = newClient({ now: () => clock.now, breaker: { failureThreshold: 3, coolDownMs: 1_000 } });
    await unscoped.listAllNodesUnscoped({}, { client: patient });
    await simulator.control('POST', '/outage', { on: true });
    try {
      await expect(unscoped.listAllNodesUnscoped({}, { client: patient })).rejects.toMatchObject({
        code: 'upstream_unavailable',
      });
      expect(patient.linkStatus()).toMatchObject({ reachable: false, breaker: 'open' });
      const outcome = await startExport(
        mintAuthorizedMachine('any'),
        { type: 'FULL', ruleGuids: [], destinationGuid: null },
        { client: patient },
      );
      expect(outcome).toMatchObject({ kind: 'not_sent', error: { code: 'upstream_unavailable' } });
    } finally {
      await simulator.control('POST', '/outage', { on: false });
    }
    clock.now += 1_000;
    expect((await unscoped.listAllNodesUnscoped({}, { client: patient })).items.length).toBeGreaterThan(0);
    expect(patient.linkStatus()).toMatchObject({ reachable: true, breaker: 'closed' });
  });
});

describe('reading from the simulator', () => {
  test.each([
    { dialect: '7.4', nullStyle: 'omit', enumStyle: 'object' },
    { dialect: 'guide', nullStyle: 'null', enumStyle: 'string', totalCountHeader: false },
  ])('understands every element of every resource: %j', async (options) => {
    await simulator.control('PUT', '/options', options);
    const call = { client };
    const machines = await unscoped.listAllMachinesUnscoped(call);
    const groundTruth = Machines.parse(await simulator.control('GET', '/machines'));
    expect(machines).toMatchObject({ broken: 0, complete: true });
    expect(machines.items.map(({ guid }) => guid).sort()).toEqual(groundTruth.map(({ guid }) => guid).sort());
    expect(new Map(machines.items.map(({ guid, platform }) => [guid, platform]))).toEqual(
      new Map(groundTruth.map(({ guid, platform }) => [guid, platform])),
    );
    expect(machines.items.some(({ present }) => !present)).toBe(true);

    const backups = await unscoped.listBackupsUnscoped({}, call);
    expect(backups).toMatchObject({ broken: 0, complete: true });
    const one = backups.items.find((backup) => backup.status === 'SUCCESS' && backup.machineGuid !== null);
    expect(one).toMatchObject({ snapshotAt: expect.any(Date) as Date, sizeBytes: expect.any(Number) as number });
    const guid = one?.machineGuid ?? '';
    expect(await unscoped.findBackupUnscoped(one?.guid ?? '', call)).toMatchObject({
      guid: one?.guid,
      machineGuid: guid,
    });
    expect(
      (await unscoped.listBackupsUnscoped({ machineGuid: guid }, call)).items.every(
        (backup) => backup.machineGuid === guid,
      ),
    ).toBe(true);
    expect((await unscoped.listBackupLocationsUnscoped(guid, {}, call)).broken).toBe(0);
    expect(await unscoped.findMachineUnscoped(guid, call)).toMatchObject({ guid, raw: { guid } });

    const policies = await unscoped.listAllPoliciesUnscoped(call);
    expect(policies).toMatchObject({ broken: 0, complete: true });
    expect((await unscoped.findPolicyUnscoped(policies.items[0]?.guid ?? '', call))?.rules.length).toBeGreaterThan(0);
    const schedules = await unscoped.listAllSchedulesUnscoped(call);
    expect(schedules.broken).toBe(0);
    expect(
      schedules.items.some(
        (schedule) => schedule.executionType === 'TIME' && schedule.startAt !== null && schedule.daysOfWeek.length > 0,
      ),
    ).toBe(true);

    const small = await Promise.all([
      unscoped.listTasksUnscoped({}, call),
      unscoped.listRulesUnscoped({}, call),
      unscoped.listAllDestinationsUnscoped(call),
      unscoped.listAllManagersUnscoped({}, call),
      unscoped.listAllHypervisorsUnscoped({}, call),
      unscoped.listClustersUnscoped(undefined, call),
      unscoped.listStoragesUnscoped({}, call),
      unscoped.listAllProjectsUnscoped(call),
      unscoped.listAllNodesUnscoped({}, call),
      unscoped.listRestoreJobsUnscoped({}, call),
    ]);
    expect(small.map(({ broken }) => broken)).toEqual(small.map(() => 0));
  });

  test('drops and counts one broken element only', async () => {
    await fault({ match: { path: '^/virtual-machines$' }, kind: 'broken-element' });
    const whole = await unscoped.listAllMachinesUnscoped({ client });
    const groundTruth = Machines.parse(await simulator.control('GET', '/machines'));
    expect(whole).toMatchObject({ broken: 1, complete: false });
    expect(whole.items).toHaveLength(groundTruth.length - 1);
  });

  test('reads the same list with small pages as with one large page', async () => {
    const whole = await unscoped.listBackupsUnscoped({}, { client });
    const paged = await unscoped.listBackupsUnscoped({}, { client: newClient({ pageSize: 37 }) });
    expect(paged.items.map(({ guid }) => guid)).toEqual(whole.items.map(({ guid }) => guid));
    expect(paged.complete).toBe(true);
  });

  test.each(['drop-before', 'drop-after', 'drop-midbody', 'html500'])('a read survives %s', async (kind) => {
    await fault({ match: { path: '^/nodes' }, kind });
    expect((await unscoped.listAllNodesUnscoped({}, { client })).items.length).toBeGreaterThan(0);
  });

  test('reads the capabilities of one machine only', async () => {
    const machine = mintAuthorizedMachine(await idleMachine());
    expect(await listIncrementalBlocks([machine], { client })).toEqual(expect.any(Array));
    expect((await listUsableDestinations([machine], { client })).length).toBeGreaterThan(0);
    expect((await unscoped.listDisksUnscoped(machine.guid, { client })).items.length).toBeGreaterThan(0);
  });
});

describe('starting and ending work at the simulator', () => {
  test.each([
    ['7.4', 'object'],
    ['7.4', 'array'],
    ['7.4', 'bulk'],
    ['7.4', 'empty'],
    ['guide', 'object'],
    ['guide', 'array'],
    ['guide', 'bulk'],
    ['guide', 'empty'],
  ])(
    'dialect %s, response %s: the backup starts once, is found and can be cancelled',
    async (dialect, taskResponseShape) => {
      await simulator.control('PUT', '/options', { dialect, taskResponseShape });
      const guid = await idleMachine();
      const outcome = await backUp(guid);
      expect(outcome.kind).toBe('accepted');
      const tasks = await exportsOf(guid);
      expect(tasks).toHaveLength(1);
      const named = outcome.kind === 'accepted' ? outcome.value.map((task) => task.guid) : [];
      expect(named).toEqual(taskResponseShape === 'empty' ? [] : [tasks[0]?.guid]);
      expect(await cancelTask(mintAuthorizedMachine(guid), tasks[0]?.guid ?? '', { client })).toMatchObject({
        kind: 'accepted',
      });
      expect(await exportsOf(guid)).toEqual([]);
    },
  );

  test.each([
    ['drop-before', 0],
    ['drop-after', 1],
    ['drop-midbody', 1],
  ])('after %s the outcome is unknown and the POST was sent once', async (kind, made) => {
    const guid = await idleMachine();
    const before = (await counters()).byRoute['POST /tasks/export'] ?? 0;
    await fault({ match: { method: 'POST', path: '^/tasks/export' }, kind });
    expect(await backUp(guid)).toMatchObject({ kind: 'unknown', error: { code: 'upstream_unavailable' } });
    expect((await counters()).byRoute['POST /tasks/export']).toBe(before + 1);
    expect(await exportsOf(guid)).toHaveLength(made);
  });

  test('a write succeeds after the session has expired', async () => {
    const guid = await idleMachine();
    await simulator.control('POST', '/sessions/expire');
    expect((await backUp(guid)).kind).toBe('accepted');
    expect(await exportsOf(guid)).toHaveLength(1);
  });

  test('repeats a write after a 401, and creates one task', async () => {
    const guid = await idleMachine();
    await fault({ match: { method: 'POST', path: '^/tasks/export' }, kind: 'unauthorized' });
    expect((await backUp(guid)).kind).toBe('accepted');
    expect(await exportsOf(guid)).toHaveLength(1);
  });

  test("neither reads nor cancels another machine's task, also when the server ignores filters", async () => {
    await simulator.control('PUT', '/options', { tenantFilter: 'ignore' });
    const guid = await idleMachine();
    await backUp(guid);
    const [task] = await exportsOf(guid);
    await expect(cancelTask(mintAuthorizedMachine('another'), task?.guid ?? '', { client })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await exportsOf(guid)).toHaveLength(1);
  });
});
