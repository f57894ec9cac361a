import { describe, expect, test } from 'vitest';

import type { Backup } from '@/simulator/model/backup';
import type { Task } from '@/simulator/model/task';

import { hasIncrementalSchedule, supportsIncremental } from './backup-files';
import { progressOf } from './work-plan';
import type { Simulation } from './simulation';
import { startRun } from './submit-work';
import { cancelTask, deleteTask } from './task-lifecycle';
import { machineWhere, orderBackup, pass, testSimulation } from '@/simulator/testing/test-simulation';

const MINUTE = 60_000;

function backupOf(sim: Simulation, task: Task): Backup {
  const backup = sim.world.backups.get(task.backupGuid ?? '');
  if (backup === undefined) throw new Error('Task without backup');
  return backup;
}

function storeOf(sim: Simulation, task: Task): Task | undefined {
  return [...sim.world.tasksOfBackup(task.backupGuid ?? '')].find(({ type }) => type === 'STORE');
}

function until(sim: Simulation, done: () => boolean): void {
  for (let step = 0; step < 600 && !done(); step += 1) pass(sim, 500);
  if (!done()) throw new Error('It did not happen within five minutes');
}

const present = (sim: Simulation) =>
  machineWhere(sim, (machine) => machine.present && sim.world.tasksOfMachine(machine.guid).size === 0);
const withChain = (sim: Simulation) =>
  machineWhere(
    sim,
    (machine) =>
      machine.lastStoredSnapshot !== null &&
      supportsIncremental(sim.world, machine) &&
      hasIncrementalSchedule(sim.world, machine),
  );

describe('a backup', () => {
  test('goes from queued through export and store to success, one step after the other', () => {
    const sim = testSimulation();
    const machine = present(sim);
    const task = orderBackup(sim, machine);
    const backup = backupOf(sim, task);
    expect([task.state, backup.status, backup.snapshotTime]).toEqual(['QUEUED', 'QUEUED', null]);
    until(sim, () => task.state === 'RUNNING');
    expect([backup.status, backup.snapshotTime]).toEqual(['INPROGRESS', task.startTime]);
    expect(storeOf(sim, task)).toBeUndefined();
    until(sim, () => task.state === 'FINISHED');
    const store = storeOf(sim, task);
    expect([store?.state, store?.windowEnd]).toEqual(['QUEUED', (store?.windowStart ?? 0) + 5 * 60 * MINUTE]);
    expect(backup.status).toBe('INPROGRESS');
    until(sim, () => store?.state === 'FINISHED');
    expect(backup).toMatchObject({
      status: 'SUCCESS',
      type: 'FULL',
      backupTime: store?.finishTime,
      locations: [{ role: 'PRIMARY', status: 'PRESENT' }],
    });
    expect(machine).toMatchObject({
      lastBackup: backup.backupTime,
      lastSuccessfulSize: backup.size,
      lastFullGuid: backup.guid,
    });
  });

  test('has growing progress with fractions, and takes about as long as configured', () => {
    const sim = testSimulation();
    const task = orderBackup(sim, present(sim));
    const seen: number[] = [];
    until(sim, () => {
      seen.push(progressOf(task, sim.timeline.now));
      return task.state === 'FINISHED';
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.some((progress) => !Number.isInteger(progress))).toBe(true);
    expect(seen.at(-1)).toBe(100);
    const duration = (task.finishTime ?? 0) - (task.startTime ?? 0);
    expect(duration).toBeGreaterThan(8_000);
    expect(duration).toBeLessThan(21_000);
  });

  test('is incremental on the last one, and silently full once its snapshot is deleted', () => {
    const sim = testSimulation();
    const machine = withChain(sim);
    const parent = machine.lastStoredSnapshot?.backupGuid;
    const first = orderBackup(sim, machine, { type: 'INCREMENTAL' });
    until(sim, () => backupOf(sim, first).status === 'SUCCESS');
    expect(backupOf(sim, first)).toMatchObject({ type: 'INCREMENTAL', parentGuid: parent });
    sim.nextWork.set(machine.guid, [{ removeSnapshot: true }]);
    const second = orderBackup(sim, machine, { type: 'INCREMENTAL' });
    until(sim, () => backupOf(sim, second).status === 'SUCCESS');
    expect(second.backupType).toBe('INCREMENTAL');
    expect(backupOf(sim, second)).toMatchObject({ type: 'FULL', parentGuid: null });
    expect(machine.lastStoredSnapshot?.backupGuid).toBe(second.backupGuid);
  });

  test('leaves no snapshot behind when the policy has no incremental schedule', () => {
    const sim = testSimulation();
    const machine = machineWhere(
      sim,
      (candidate) => candidate.present && !hasIncrementalSchedule(sim.world, candidate),
    );
    const task = orderBackup(sim, machine);
    until(sim, () => backupOf(sim, task).status === 'SUCCESS');
    expect(machine.lastStoredSnapshot).toBeNull();
  });

  test('fails with its export: same text on both, progress stops, no store follows', () => {
    const sim = testSimulation();
    const machine = present(sim);
    sim.nextWork.set(machine.guid, [{ fail: 'export', atPercent: 37, message: 'It broke' }]);
    const task = orderBackup(sim, machine);
    until(sim, () => task.state === 'FAILED');
    expect([task.progress, task.statusInfo]).toEqual([37, 'It broke']);
    expect(backupOf(sim, task)).toMatchObject({ status: 'FAILED', statusInfo: 'It broke' });
    pass(sim, MINUTE);
    expect(storeOf(sim, task)).toBeUndefined();
  });

  test('fails with its store while the export stays finished', () => {
    const sim = testSimulation();
    const machine = present(sim);
    sim.nextWork.set(machine.guid, [{ fail: 'store' }]);
    const task = orderBackup(sim, machine);
    until(sim, () => storeOf(sim, task)?.state === 'FAILED');
    expect(task.state).toBe('FINISHED');
    expect(backupOf(sim, task)).toMatchObject({ status: 'FAILED', locations: [{ status: 'FAILED' }] });
  });

  test('fails in a full destination', () => {
    const sim = testSimulation();
    const machine = present(sim);
    for (const destination of sim.world.destinations.values()) destination.full = true;
    const task = orderBackup(sim, machine);
    until(sim, () => backupOf(sim, task).status === 'FAILED');
    expect(backupOf(sim, task).statusInfo).toContain('space');
  });

  test('can end with warnings, or partially', () => {
    const sim = testSimulation();
    const machine = present(sim);
    sim.nextWork.set(machine.guid, [{ warning: 'Slow disk' }, { partial: true }]);
    const warned = orderBackup(sim, machine);
    until(sim, () => backupOf(sim, warned).status === 'SUCCESS');
    expect(backupOf(sim, warned).warnings).toEqual(['Slow disk']);
    const partial = orderBackup(sim, machine);
    until(sim, () => backupOf(sim, partial).status === 'PARTIAL_SUCCESS');
  });

  test('stalls at the configured point', () => {
    const sim = testSimulation();
    const machine = present(sim);
    sim.nextWork.set(machine.guid, [{ atPercent: 50, stallMs: MINUTE }]);
    const task = orderBackup(sim, machine);
    pass(sim, 40_000);
    expect(progressOf(task, sim.timeline.now)).toBe(50);
    pass(sim, 10_000);
    expect(progressOf(task, sim.timeline.now)).toBe(50);
    until(sim, () => task.state === 'FINISHED');
  });

  test('is retried by copies of the failed export until the retries are used up', () => {
    const sim = testSimulation();
    const machine = present(sim);
    sim.nextWork.set(machine.guid, [{ fail: 'export' }]);
    const task = orderBackup(sim, machine, { retryCount: 2 });
    until(sim, () => backupOf(sim, task).status === 'FAILED');
    const exports = [...sim.world.tasksOfBackup(task.backupGuid ?? '')];
    expect(exports.map(({ state, retryCount }) => [state, retryCount])).toEqual([
      ['FAILED', 2],
      ['FAILED', 1],
      ['FAILED', 0],
    ]);
  });

  test('of a machine that is no longer present fails', () => {
    const sim = testSimulation();
    const task = orderBackup(
      sim,
      machineWhere(sim, ({ present: here }) => !here),
    );
    until(sim, () => task.state === 'FAILED');
    expect(backupOf(sim, task).status).toBe('FAILED');
  });
});

describe('cancelling', () => {
  test('a running export says so at once and lets its backup fail a moment later, without a store', () => {
    const sim = testSimulation();
    const task = orderBackup(sim, present(sim));
    until(sim, () => progressOf(task, sim.timeline.now) > 20);
    cancelTask(sim, task, 'Not now');
    expect([task.state, task.statusInfo, backupOf(sim, task).status]).toEqual(['CANCELLED', 'Not now', 'INPROGRESS']);
    expect(sim.queue.count(task.nodeGuid ?? '', 'export')).toBe(1);
    pass(sim, 2000);
    expect(backupOf(sim, task)).toMatchObject({ status: 'FAILED', statusInfo: 'Not now' });
    expect(sim.queue.count(task.nodeGuid ?? '', 'export')).toBe(0);
    pass(sim, MINUTE);
    expect(storeOf(sim, task)).toBeUndefined();
  });

  test('DELETE removes a queued task, cancels a running one, and removes that with the second DELETE', () => {
    const sim = testSimulation();
    const queued = orderBackup(sim, present(sim), { windowStart: sim.timeline.now + MINUTE });
    deleteTask(sim, queued);
    expect(sim.world.tasks.has(queued.guid)).toBe(false);
    expect(backupOf(sim, queued).status).toBe('FAILED');
    const running = orderBackup(sim, present(sim));
    until(sim, () => running.state === 'RUNNING');
    deleteTask(sim, running);
    expect([running.state, sim.world.tasks.has(running.guid)]).toEqual(['CANCELLED', true]);
    deleteTask(sim, running);
    expect(sim.world.tasks.has(running.guid)).toBe(false);
    expect(backupOf(sim, running).status).toBe('FAILED');
    expect(sim.queue.count(running.nodeGuid ?? '', 'export')).toBe(0);
  });
});

describe('failure thresholds', () => {
  test('when more backups of a run failed than the policy allows, the waiting ones fail too', () => {
    const sim = testSimulation({ behaviour: { exportSlotsPerNode: 1 } });
    const policy = [...sim.world.policies.values()][0];
    if (policy === undefined) throw new Error('No policy');
    policy.failExportThreshold = 20;
    const machines = [...sim.world.machines.values()]
      .filter(({ present: here, platform }) => here && platform === 'OPENSTACK')
      .slice(0, 6);
    const run = startRun(sim, policy.guid);
    for (const machine of machines) sim.nextWork.set(machine.guid, [{ fail: 'export', message: 'It broke' }]);
    const tasks = machines.map((machine) => orderBackup(sim, machine, { run }));
    until(sim, () => tasks.every(({ state }) => state === 'FAILED'));
    expect(tasks.filter(({ statusInfo }) => statusInfo === 'It broke').length).toBe(2);
    expect(tasks.filter(({ startTime }) => startTime === null).length).toBe(4);
  });
});
