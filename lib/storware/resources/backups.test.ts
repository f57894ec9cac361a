import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { toTasks } from './backups';

const log = pino({ level: 'silent' });
const task = {
  guid: 't1',
  type: { name: 'EXPORT', description: 'Export' },
  state: { name: 'QUEUED' },
  protectedEntity: { guid: 'm1', name: 'web-01', type: { name: 'VM' } },
};

describe('toTasks', () => {
  test.each([
    ['one task', task],
    ['an array', [task]],
    ['a bulk answer', { successful: [{ guid: 'm1' }], unsuccessful: [], tasks: [task] }],
    ['a wrapped array', { members: undefined, tasks: [task] }],
  ])('finds the task in %s', (_name, body) => {
    const { tasks } = toTasks(body, log);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({
      guid: 't1',
      type: 'EXPORT',
      state: 'QUEUED',
      machineGuid: 'm1',
      machineName: 'web-01',
      progress: 0,
    });
  });

  test.each([[undefined], [null], [''], [[]], [{}], ['OK'], [7], [{ tasks: [] }]])(
    'finds no task in %j, and does not throw',
    (body) => {
      expect(toTasks(body, log)).toEqual({ tasks: [], unsuccessful: [] });
    },
  );

  test('drops a broken task and keeps its neighbour', () => {
    expect(toTasks([{ guid: 'x' }, task], log).tasks.map(({ guid }) => guid)).toEqual(['t1']);
  });

  test('returns the machines that a bulk response did not accept', () => {
    expect(toTasks({ successful: [], unsuccessful: [{ guid: 'm1', name: 'web-01' }], tasks: [] }, log)).toEqual({
      tasks: [],
      unsuccessful: ['m1'],
    });
  });
});
