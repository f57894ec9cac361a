import { describe, expect, test } from 'vitest';
import { groupsOf, isTestPart, testParts } from './parts';

describe('parts of npm test', () => {
  const all = Object.keys(testParts).filter(isTestPart);

  test('all of them run once, in their order, two at a time where one leaves a core idle', () => {
    expect(groupsOf(all).flat()).toEqual(all);
    expect(groupsOf(all)).toEqual([['types', 'lint'], ['unit', 'build'], ['integration'], ['browser'], ['node-24']]);
  });

  test('one that is requested without its neighbour runs alone', () => {
    expect(groupsOf(['types', 'unit', 'browser'])).toEqual([['types'], ['unit'], ['browser']]);
  });
});
