import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Task } from '@/simulator/model/task';

import { createTask } from './task-lifecycle';
import { machineWhere, orderBackup, pass, TEST_START, testSimulation } from '@/simulator/testing/test-simulation';

interface Order {
  priority: number;
  machine: number;
  after: number;
  opensIn: number;
  length: number;
}

const orders = fc.array(
  fc.record({
    priority: fc.integer({ min: 0, max: 100 }),
    machine: fc.nat(39),
    after: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    ),
    opensIn: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    ),
    length: fc.integer({ min: 1000, max: 120_000 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Orders backups in steps of time and checks the whole server after every step. */
function play(list: Order[], look: (tasks: readonly Task[]) => void): Task[] {
  const sim = testSimulation({ behaviour: { inventorySyncIntervalMinutes: 100_000, storeSlotsPerNode: 1 } });
  const machines = [...sim.world.machines.values()].filter(({ present }) => present);
  const tasks: Task[] = [];
  for (const order of list) {
    pass(sim, order.after);
    const machine = machines[order.machine % machines.length];
    if (machine === undefined) continue;
    const windowStart = sim.timeline.now + order.opensIn;
    tasks.push(
      orderBackup(sim, machine, { priority: order.priority, windowStart, windowEnd: windowStart + order.length }),
    );
    look([...sim.world.tasks.values()]);
  }
  for (let step = 0; step < 400; step += 1) {
    pass(sim, 1000);
    look([...sim.world.liveTasks]);
  }
  return tasks;
}

describe('work queue', () => {
  test('a node never runs more exports, exports of one source, or stores than it has slots', () => {
    fc.assert(
      fc.property(orders, (list) => {
        play(list, (tasks) => {
          const running = tasks.filter(({ state, createdAt }) => state === 'RUNNING' && createdAt >= TEST_START);
          for (const { nodeGuid } of running) {
            const here = running.filter((task) => task.nodeGuid === nodeGuid);
            const exports = here.filter(({ type }) => type === 'EXPORT');
            expect(exports.length).toBeLessThanOrEqual(3);
            expect(here.filter(({ type }) => type === 'STORE').length).toBeLessThanOrEqual(1);
            for (const { hypervisorGuid } of exports)
              expect(exports.filter((task) => task.hypervisorGuid === hypervisorGuid).length).toBeLessThanOrEqual(2);
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  test('a node uses all its slots as long as work of enough sources waits', () => {
    const sim = testSimulation({ behaviour: { inventorySyncIntervalMinutes: 100_000 } });
    const node = [...sim.world.nodes.values()][0];
    const machines = [...sim.world.machines.values()].filter(
      ({ present, platform }) => present && platform === 'OPENSTACK',
    );
    for (const machine of machines) orderBackup(sim, machine);
    pass(sim, 5000);
    expect(sim.queue.count(node?.guid ?? '', 'export')).toBe(3);
    sim.behaviour = { ...sim.behaviour, exportSlotsPerNode: 5 };
    sim.timeline.settle();
    expect(sim.queue.count(node?.guid ?? '', 'export')).toBe(5);
  });

  test('no task starts outside its window, and one that has not started by its end fails', () => {
    fc.assert(
      fc.property(orders, (list) => {
        for (const task of play(list, () => undefined)) {
          if (task.startTime === null) {
            expect(task.state).toBe('FAILED');
            expect(task.finishTime).toBe(task.windowEnd);
          } else {
            expect(task.startTime).toBeGreaterThanOrEqual(task.windowStart);
            expect(task.startTime).toBeLessThan(task.windowEnd);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test('of tasks that wait for the same source, the more urgent and then the older starts first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 15 }), (priorities) => {
        const sim = testSimulation();
        const machine = machineWhere(sim, ({ present }) => present);
        const tasks = priorities.map((priority) => orderBackup(sim, machine, { priority }));
        pass(sim, 3_600_000);
        const started = [...tasks].sort((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0) || a.order - b.order);
        const expected = [...tasks].sort((a, b) => b.priority - a.priority || a.order - b.order);
        // The two slots of the source fill at one moment: only the order of moments is guaranteed.
        expect(started.map(({ startTime }) => startTime)).toEqual(expected.map(({ startTime }) => startTime));
      }),
      { numRuns: 30 },
    );
  });

  test('one jump of an hour gives the same history as an hour in small steps', () => {
    const histories = [3_600_000, 7_919].map((step) => {
      const sim = testSimulation();
      const machines = [...sim.world.machines.values()].filter(({ present }) => present).slice(0, 20);
      const tasks = machines.map((machine, index) => orderBackup(sim, machine, { priority: index * 5 }));
      for (let passed = 0; passed < 3_600_000; passed += step) pass(sim, Math.min(step, 3_600_000 - passed));
      return tasks.map(({ state, startTime, finishTime }) => ({ state, startTime, finishTime }));
    });
    expect(histories[1]).toEqual(histories[0]);
  });

  test('nothing starts on a node that is down or, for exports, whose staging space is full', () => {
    const sim = testSimulation();
    const machine = machineWhere(sim, ({ present }) => present);
    const nodes = [...sim.world.nodes.values()];
    for (const node of nodes) node.down = true;
    const task = orderBackup(sim, machine);
    pass(sim, 60_000);
    expect(task.state).toBe('QUEUED');
    for (const node of nodes) Object.assign(node, { down: false, stagingFull: true });
    pass(sim, 60_000);
    sim.timeline.settle();
    expect(task.state).toBe('QUEUED');
    for (const node of nodes) node.stagingFull = false;
    sim.timeline.settle();
    expect(task.state).toBe('RUNNING');
  });

  test('inventory syncs run one at a time on a node', () => {
    const sim = testSimulation();
    const [config] = sim.world.nodeConfigs.keys();
    const tasks = [1, 2, 3].map(() =>
      createTask(sim, {
        type: 'INVENTORY_SYNC',
        nodeConfigGuid: config ?? '',
        origin: { type: 'USER', guid: '1', name: 'test' },
      }),
    );
    pass(sim, 2000);
    expect(tasks.map(({ state }) => state)).toEqual(['RUNNING', 'QUEUED', 'QUEUED']);
    pass(sim, 60_000);
    expect(tasks.map(({ state }) => state)).toEqual(['FINISHED', 'FINISHED', 'FINISHED']);
  });
});
