import { describe, expect, test } from 'vitest';

import { testSimulation } from '@/simulator/testing/test-simulation';

import { STABLE_PROJECT_UUIDS } from './names';

describe('generated server', () => {
  test('the same seed and counts give the same guids and names', () => {
    const [first, second] = [testSimulation({ machines: 60 }), testSimulation({ machines: 60 })];
    expect([...second.world.machines.values()]).toEqual([...first.world.machines.values()]);
    expect([...second.world.backups.keys()]).toEqual([...first.world.backups.keys()]);
    expect([...testSimulation({ machines: 60, seed: 2 }).world.machines.keys()]).not.toEqual([
      ...first.world.machines.keys(),
    ]);
  });

  test('acme and globex are the first projects and have the same Keystone ids whatever the seed', () => {
    for (const seed of [1, 99]) {
      const projects = [...testSimulation({ seed }).world.projects.values()];
      expect(projects.slice(0, 2).map(({ name, uuid }) => [name, uuid])).toEqual(Object.entries(STABLE_PROJECT_UUIDS));
    }
  });

  test('a dozen machines already show every platform, a deleted one with backups, and one that was never backed up', () => {
    const { world } = testSimulation({ machines: 12 });
    const machines = [...world.machines.values()];
    expect(new Set(machines.map(({ platform }) => platform)).size).toBe(7);
    expect(machines.some(({ guid, present }) => !present && world.backupsOf(guid).length > 0)).toBe(true);
    expect(machines.some(({ guid, present }) => present && world.backupsOf(guid).length === 0)).toBe(true);
  });

  test('names are unique, and histories have failures, warnings, removed and partial backups and chains', () => {
    const { world } = testSimulation({ machines: 120 });
    expect(new Set([...world.machines.values()].map(({ name }) => name)).size).toBe(120);
    const backups = world.allBackups();
    expect(new Set(backups.map(({ status }) => status))).toEqual(
      new Set(['SUCCESS', 'FAILED', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED']),
    );
    expect(backups.some(({ warnings }) => warnings.length > 0)).toBe(true);
    for (const { type, parentGuid, machineGuid } of backups) {
      expect(type === 'INCREMENTAL').toBe(parentGuid !== null);
      if (parentGuid !== null) expect(world.backups.get(parentGuid)?.machineGuid).toBe(machineGuid);
    }
  });

  test('lists are in order of time', () => {
    const { world } = testSimulation({ machines: 30 });
    const times = world.allBackups().map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
