import { describe, expect, test } from 'vitest';
import { restorableOf } from './settle-machines';
import type { RestorableInput } from './settle-machines';

const place = { destinationGuid: 'd' };
const present = [{ status: 'PRESENT', ...place }];
function backup(guid: string, change: Partial<RestorableInput> = {}): RestorableInput {
  return { guid, status: 'SUCCESS', type: 'FULL', parentGuid: null, locations: present, ...change };
}
function incremental(guid: string, parentGuid: string | null, change: Partial<RestorableInput> = {}): RestorableInput {
  return backup(guid, { type: 'INCREMENTAL', parentGuid, ...change });
}

describe('restorableOf', () => {
  test.each<[string, Partial<RestorableInput>, string | null]>([
    ['success with a copy', {}, null],
    ['partial with a copy', { status: 'PARTIAL_SUCCESS' }, null],
    [
      'one copy of two left',
      {
        locations: [
          { status: 'REMOVED', ...place },
          { status: 'PRESENT', ...place },
        ],
      },
      null,
    ],
    ['all copies removed', { locations: [{ status: 'REMOVED', ...place }] }, 'Its data has been removed by retention.'],
    ['copies failed', { locations: [{ status: 'FAILED', ...place }] }, 'None of its copies can be used.'],
    ['copy being stored', { locations: [{ status: 'IN_PROGRESS', ...place }] }, 'Its copy is still being stored.'],
    ['no copy named', { locations: [] }, 'The location of its data is not known.'],
    ['removed', { status: 'SUCCESS_REMOVED', locations: [] }, 'Its data has been removed by retention.'],
    ['failed', { status: 'FAILED' }, 'This backup failed.'],
    ['running', { status: 'INPROGRESS', locations: [] }, 'It is still being created.'],
    ['queued', { status: 'QUEUED', locations: [] }, 'It is still being created.'],
    ['a status that nobody knows', { status: 'SHINY <b>' }, 'The portal does not know its status (SHINY b).'],
    ['a kind that nobody knows', { type: 'REVERSE' }, 'The portal does not know this kind of backup (REVERSE).'],
    [
      'a copy in a state that nobody knows',
      { locations: [{ status: 'TIERED', ...place }] },
      'The portal does not know the state of its copy (TIERED).',
    ],
    [
      'a copy without a place',
      { locations: [{ status: 'PRESENT', destinationGuid: null }] },
      'Its backup destination no longer exists.',
    ],
    [
      'a copy in a place that is gone',
      { locations: [{ status: 'PRESENT', destinationGuid: 'gone' }] },
      'Its backup destination no longer exists.',
    ],
    ['one of two places gone', { locations: [{ status: 'PRESENT', destinationGuid: 'gone' }, ...present] }, null],
    ['full whose parent is gone', { parentGuid: 'missing' }, null],
  ])('%s', (_name, change, reason) => {
    const answer = restorableOf([backup('a', change)], (guid) => guid !== 'gone').get('a');
    expect(answer && { ...answer, reason: answer.reason?.text ?? null }).toEqual({
      restorable: reason === null,
      isUnclear: /does not know|not known/.test(reason ?? ''),
      reason,
    });
  });

  test('an incremental needs its whole chain, in any order of the list', () => {
    const chain = [
      incremental('c', 'b'),
      backup('a'),
      incremental('b', 'a'),
      incremental('y', 'x'),
      backup('x', { status: 'SUCCESS_REMOVED' }),
      incremental('z', 'y'),
    ];
    const answers = restorableOf(chain);
    expect(['a', 'b', 'c'].map((guid) => answers.get(guid)?.restorable)).toEqual([true, true, true]);
    expect(['x', 'y', 'z'].map((guid) => answers.get(guid)?.reason?.text)).toEqual([
      'Its data has been removed by retention.',
      'A recovery point that it depends on is missing: its data has been removed by retention.',
      'A recovery point that it depends on is missing: its data has been removed by retention.',
    ]);
  });

  test('an incremental whose parent is not in the list is not restorable; one without a named parent is', () => {
    const answers = restorableOf([
      incremental('a', 'gone'),
      incremental('b', null),
      incremental('c', 'odd'),
      backup('odd', { status: 'ODD' }),
    ]);
    expect(answers.get('a')).toMatchObject({
      restorable: false,
      isUnclear: false,
      reason: { text: 'A recovery point that it depends on is missing: the backup system no longer has it.' },
    });
    expect(answers.get('c')).toMatchObject({ restorable: false, isUnclear: true });
    expect(answers.get('b')?.restorable).toBe(true);
  });

  test('a circular chain is not restorable', () => {
    const answers = restorableOf([incremental('a', 'b'), incremental('b', 'a')]);
    expect([...answers.values()].every(({ restorable }) => !restorable)).toBe(true);
  });

  test('evaluates a chain of 50,000', () => {
    const chain = [
      backup('0'),
      ...Array.from({ length: 50_000 }, (_, index) => incremental(String(index + 1), String(index))),
    ].reverse();
    expect(restorableOf(chain).get('50000')).toEqual({ restorable: true, isUnclear: false, reason: null });
  });
});
