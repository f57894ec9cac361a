import { describe, expect, test } from 'vitest';
import { known } from '@/lib/storware/wire/known-values';
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

  test('what is under way is before the readiness of one that never was ready, and after that of one that was', () => {
    for (const word of ['PREPARING', 'QUEUED', 'MOUNTING']) {
      expect(mountPhaseOf(word, false)).toBe('PREPARING');
      expect(mountPhaseOf(word, true)).toBe('ENDING');
    }
  });

  test('a word that nobody knows, and none at all, means nothing: neither on its way, nor ready, nor over', () => {
    for (const word of ['FROBNICATED', 'WARMING_UP', '', null])
      for (const wasReady of [false, true]) expect(mountPhaseOf(word, wasReady)).toBe('UNKNOWN');
  });

  test('every status that is not reported to the provider has a meaning', () => {
    for (const word of known.mountState) expect(mountPhaseOf(word, false)).not.toBe('UNKNOWN');
  });

  test('only an end is an end', () => {
    expect((['PREPARING', 'READY', 'ENDING', 'ENDED', 'FAILED', 'UNKNOWN'] as const).filter(isOver)).toEqual([
      'ENDED',
      'FAILED',
    ]);
  });
});
