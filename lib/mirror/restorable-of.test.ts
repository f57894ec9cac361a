import { describe, expect, test } from 'vitest';
import { restorableOf } from './restorable-of';
import type { RestorableInput } from './restorable-of';

const present = [{ status: 'PRESENT' }];
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
    ['one copy of two left', { locations: [{ status: 'REMOVED' }, { status: 'PRESENT' }] }, null],
    ['all copies removed', { locations: [{ status: 'REMOVED' }] }, 'Its data has been removed by retention.'],
    ['copies failed', { locations: [{ status: 'FAILED' }] }, 'No copy of it is usable.'],
    ['copy being stored', { locations: [{ status: 'IN_PROGRESS' }] }, 'Its copy is still being stored.'],
    ['no copy named', { locations: [] }, 'It is not known where its data is.'],
    ['removed', { status: 'SUCCESS_REMOVED', locations: [] }, 'Its data has been removed by retention.'],
    ['failed', { status: 'FAILED' }, 'This backup failed.'],
    ['running', { status: 'INPROGRESS', locations: [] }, 'It is still being made.'],
    ['queued', { status: 'QUEUED', locations: [] }, 'It is still being made.'],
    ['a status that nobody knows', { status: 'SHINY' }, 'Its state is not known.'],
    ['full whose parent is gone', { parentGuid: 'missing' }, null],
  ])('%s', (_name, change, reason) => {
    expect(restorableOf([backup('a', change)]).get('a')).toEqual({ restorable: reason === null, reason });
  });

  test('an incremental needs its whole chain, in whatever order the list is', () => {
    const chain = [incremental('c', 'b'), backup('a'), incremental('b', 'a'), incremental('y', 'x'), backup('x', { status: 'SUCCESS_REMOVED' }), incremental('z', 'y')];
    const answers = restorableOf(chain);
    expect(['a', 'b', 'c'].map((guid) => answers.get(guid)?.restorable)).toEqual([true, true, true]);
    expect(['x', 'y', 'z'].map((guid) => answers.get(guid)?.reason)).toEqual([
      'Its data has been removed by retention.',
      'A recovery point that it builds on is missing.',
      'A recovery point that it builds on is missing.',
    ]);
  });

  test('an incremental whose parent is not in the list is not restorable; one without a named parent is', () => {
    const answers = restorableOf([incremental('a', 'gone'), incremental('b', null)]);
    expect(answers.get('a')?.restorable).toBe(false);
    expect(answers.get('b')?.restorable).toBe(true);
  });

  test('a chain that bites its tail is not restorable and ends', () => {
    const answers = restorableOf([incremental('a', 'b'), incremental('b', 'a')]);
    expect([...answers.values()].every(({ restorable }) => !restorable)).toBe(true);
  });

  test('a chain of 50,000 is no trouble', () => {
    const chain = [backup('0'), ...Array.from({ length: 50_000 }, (_, index) => incremental(String(index + 1), String(index)))].reverse();
    expect(restorableOf(chain).get('50000')).toEqual({ restorable: true, reason: null });
  });
});
