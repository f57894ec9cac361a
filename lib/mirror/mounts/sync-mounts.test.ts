import { describe, expect, test } from 'vitest';
import { isOver, mountPhaseOf } from './sync-mounts';

describe('mountPhaseOf', () => {
  test('the one documented word means that files can be read', () => {
    expect(mountPhaseOf('RUNNING', false)).toBe('READY');
    expect(mountPhaseOf('running', true)).toBe('READY');
  });

  test.each([
    ['UNMOUNTED', 'ENDED'],
    ['FINISHED', 'ENDED'],
    ['UNMOUNTING', 'ENDING'],
    ['MOUNT_FAILED', 'FAILED'],
    ['ERROR', 'FAILED'],
  ] as const)('%s is read by its stem as %s', (word, phase) => {
    expect(mountPhaseOf(word, true)).toBe(phase);
  });

  test('a word that nobody knows is before the readiness of one that never was ready, and after that of one that was', () => {
    for (const word of ['PREPARING', 'WARMING_UP', null]) {
      expect(mountPhaseOf(word, false)).toBe('PREPARING');
      expect(mountPhaseOf(word, true)).toBe('ENDING');
    }
  });

  test('only an end is an end', () => {
    expect((['PREPARING', 'READY', 'ENDING', 'ENDED', 'FAILED'] as const).filter(isOver)).toEqual(['ENDED', 'FAILED']);
  });
});
