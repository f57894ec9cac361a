import { describe, expect, test } from 'vitest';

import type { Schedule } from '@/simulator/model/policy';

import { planNextFiring, protectionAt } from './schedules';
import { machineWhere, pass, testSimulation } from '@/simulator/testing/test-simulation';
import type { Simulation } from './simulation';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function scheduleNamed(sim: Simulation, name: string): Schedule {
  const schedule = [...sim.world.schedules.values()].find((candidate) => candidate.name === name);
  if (schedule === undefined) throw new Error(`No schedule ${name}`);
  return schedule;
}

function exportsOf(sim: Simulation, schedule: Schedule) {
  return [...sim.world.tasks.values()].filter(
    ({ scheduleGuid, createdAt, type }) =>
      scheduleGuid === schedule.guid && type === 'EXPORT' && createdAt >= Date.parse('2026-03-02T12:00:00Z'),
  );
}

describe('schedules', () => {
  test('a jump of a day fires each at its own time, for every present machine of its policies', () => {
    const sim = testSimulation({ behaviour: { taskRetentionHours: 1000 } });
    const incremental = scheduleNamed(sim, 'Nightly incremental');
    pass(sim, DAY);
    const tasks = exportsOf(sim, incremental).filter(({ parentTaskGuid }) => parentTaskGuid === null);
    const policyGuid =
      [...sim.world.rules.values()].find(({ scheduleGuids }) => scheduleGuids.includes(incremental.guid))?.policyGuid ??
      '';
    const due = [...sim.world.machinesOfPolicy(policyGuid)].filter(({ present }) => present);
    expect(tasks.map(({ machineGuid }) => machineGuid).sort()).toEqual(due.map(({ guid }) => guid).sort());
    for (const task of tasks) {
      expect(task.createdAt).toBe(Date.parse('2026-03-02T22:00:00Z'));
      expect(task.windowEnd).toBe(task.createdAt + 6 * HOUR);
      expect(task.origin).toMatchObject({ type: 'SCHEDULE', guid: incremental.guid });
      expect(task.state).toBe('FINISHED');
    }
    expect(incremental.lastRun).toBe(Date.parse('2026-03-02T22:00:00Z'));
    expect(exportsOf(sim, scheduleNamed(sim, 'Nightly full'))).toEqual([]);
  });

  test('an interval schedule fires from start to end and opens a window of one frequency', () => {
    const sim = testSimulation();
    const schedule = scheduleNamed(sim, 'Gold every 6 hours incremental');
    pass(sim, DAY);
    const firings = [...new Set(exportsOf(sim, schedule).map(({ createdAt }) => createdAt))];
    expect(firings.map((firing) => new Date(firing).getUTCHours())).toEqual([12, 18, 0, 6, 12].slice(1));
    for (const task of exportsOf(sim, schedule)) expect(task.windowEnd - task.windowStart).toBe(6 * HOUR);
  });

  test('one that is switched off, or whose policy is, does not fire', () => {
    const sim = testSimulation();
    const schedule = scheduleNamed(sim, 'Nightly incremental');
    schedule.active = false;
    planNextFiring(sim, schedule);
    pass(sim, DAY);
    expect(exportsOf(sim, schedule)).toEqual([]);
    expect(exportsOf(sim, scheduleNamed(sim, 'Legacy (paused) full'))).toEqual([]);
  });

  test('one saved after its time does not fire for the past time of that day', () => {
    const sim = testSimulation();
    const schedule = scheduleNamed(sim, 'Nightly incremental');
    schedule.hour = 11 * HOUR;
    planNextFiring(sim, schedule);
    pass(sim, HOUR);
    expect(exportsOf(sim, schedule)).toEqual([]);
    pass(sim, 22.5 * HOUR);
    expect(exportsOf(sim, schedule).length).toBeGreaterThan(0);
    expect(new Set(exportsOf(sim, schedule).map(({ createdAt }) => createdAt))).toEqual(
      new Set([Date.parse('2026-03-03T11:00:00Z')]),
    );
  });

  test('a copy schedule adds a secondary location to the latest good backup', () => {
    const sim = testSimulation();
    const schedule = scheduleNamed(sim, 'Gold every 6 hours copy');
    pass(sim, DAY);
    const copies = [...sim.world.tasks.values()].filter(({ scheduleGuid }) => scheduleGuid === schedule.guid);
    expect(copies.length).toBeGreaterThan(0);
    for (const { type, role, backupGuid } of copies) {
      expect([type, role]).toEqual(['STORE', 'SECONDARY']);
      expect(
        sim.world.backups.get(backupGuid ?? '')?.locations.find((location) => location.role === 'SECONDARY')?.status,
      ).toBe('PRESENT');
    }
  });
});

describe('protection', () => {
  test('is lost when the schedules no longer make backups, and unknown without a schedule', () => {
    const sim = testSimulation();
    const machine = machineWhere(sim, (candidate) => protectionAt(sim)(candidate) === true);
    const unscheduled = machineWhere(sim, ({ policyGuid }) => policyGuid === null);
    expect(protectionAt(sim)(unscheduled)).toBeUndefined();
    machine.present = false;
    pass(sim, 9 * DAY);
    expect(protectionAt(sim)(machine)).toBe(false);
  });
});
