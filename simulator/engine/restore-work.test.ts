import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { at, importBody, restorable, testApi } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';
import { isLive } from '@/simulator/model/task';
import type { Task } from '@/simulator/model/task';

import type { NextRestore } from './work-plan';
import { cancelTask, deleteTask } from './task-lifecycle';
import { pass, testSimulation } from '@/simulator/testing/test-simulation';

type Move =
  | { kind: 'import' | 'mount' | 'files' }
  | { kind: 'order'; next: NextRestore }
  | { kind: 'wait'; ms: number }
  | { kind: 'cancel' | 'delete' | 'remount' | 'unmount'; which: number };

const which = fc.nat(20);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constantFrom<Move>({ kind: 'import' }, { kind: 'mount' }, { kind: 'files' }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 200, max: 9_000 }) }) },
  fc.record({
    kind: fc.constant('order' as const),
    next: fc.constantFrom<NextRestore>(
      { fail: 'restore' },
      { fail: 'import' },
      { fail: 'mount' },
      { stallMs: 20_000 },
      { warning: 'Slow' },
    ),
  }),
  fc.record({
    kind: fc.constantFrom('cancel' as const, 'delete' as const, 'remount' as const, 'unmount' as const),
    which,
  }),
);

async function play(api: TestApi, step: Move): Promise<void> {
  const { sim } = api;
  const { machine, backup } = restorable(api, 'OPENSTACK');
  const live = [...sim.world.liveTasks];
  const mounts = [...sim.world.mounts.values()];
  switch (step.kind) {
    case 'import':
      await api.send('POST', '/tasks/restore-and-import', importBody(api, machine, backup));
      break;
    case 'files':
      await api.send('POST', '/tasks/restore', { backup: backup.guid, node: [...sim.world.nodes.keys()][0] });
      break;
    case 'mount':
      await api.send('POST', '/tasks/restore-and-mount', { backup: backup.guid, mode: 'AUTO', unmountTime: 60_000 });
      break;
    case 'order':
      sim.nextRestore.set(machine.guid, [step.next]);
      break;
    case 'wait':
      pass(sim, step.ms);
      break;
    case 'cancel':
    case 'delete': {
      const task = live[step.which % Math.max(1, live.length)];
      if (task !== undefined && step.kind === 'cancel') cancelTask(sim, task, 'Stop');
      else if (task !== undefined) deleteTask(sim, task);
      break;
    }
    case 'remount':
    case 'unmount': {
      const mountedBackup = mounts[step.which % Math.max(1, mounts.length)];
      if (mountedBackup !== undefined)
        await api.send('POST', `/tasks/${step.kind === 'remount' ? 'mount' : 'unmount'}`, { mountedBackup });
      break;
    }
  }
}

describe('restores and mounts with random events', () => {
  test('end: jobs and mounts agree with their tasks, imports follow finished restores only, every success created one machine', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 40 }), async (moves) => {
        const api = await testApi(
          testSimulation({ machines: 12, behaviour: { appearAfter: 'import', inventorySyncIntervalMinutes: 100_000 } }),
        );
        const { sim } = api;
        const before = sim.world.machines.size;
        const seeded = new Set(sim.world.restoreJobs.keys());
        const jobs = () => [...sim.world.restoreJobs.values()].filter(({ guid }) => !seeded.has(guid));
        const seen = new Set<Task>();
        const look = (): void => {
          for (const task of sim.world.tasks.values()) if (task.restore !== null) seen.add(task);
          for (const job of jobs()) {
            const waiting = [...seen].some(
              (task) => task.restore?.jobGuid === job.guid && (isLive(task) || task.holdsSlot),
            );
            expect(waiting).toBe(job.status === 'QUEUED' || job.status === 'INPROGRESS');
          }
        };
        for (const step of moves) {
          await play(api, step);
          look();
        }
        pass(sim, 2 * 3_600_000);
        look();
        expect(jobs().every(({ status }) => status === 'SUCCESS' || status === 'FAILED')).toBe(true);
        for (const task of seen) {
          if (task.type !== 'IMPORT' && (task.type !== 'MOUNT' || task.restore?.jobGuid === null)) continue;
          const restore = [...seen].find(({ guid }) => guid === task.parentTaskGuid);
          expect([restore?.type, restore?.state]).toEqual(['RESTORE', 'FINISHED']);
        }
        const imported = jobs().filter(
          ({ restoreType, status }) => restoreType === 'RESTORE_AND_IMPORT' && status === 'SUCCESS',
        );
        expect(sim.world.machines.size).toBe(before + imported.length);
        for (const { state, endedAt } of sim.world.mounts.values())
          expect([['UNMOUNTED', 'FAILED'].includes(state), endedAt !== null]).toEqual([true, true]);
        for (const key of sim.nextRestore.keys()) expect(sim.world.machines.has(key)).toBe(true);
        for (const node of sim.world.nodes.keys())
          expect([sim.queue.count(node, 'restore'), sim.queue.count(node, 'other')]).toEqual([0, 0]);
        expect(at((await api.send('GET', '/mounted-backups?finished-mount=false')).body, 0)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
