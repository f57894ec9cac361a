import { describe, expect, test } from 'vitest';
import { known } from '@/lib/storware/wire/known-values';
import { isOver, mountPhaseOf } from './sync-mounts';

describe('mountPhaseOf', () => {
  test('the one documented state means that files can be read', () => {
    expect(mountPhaseOf('RUNNING', false)).toBe('READY');
    expect(mountPhaseOf('running', true)).toBe('READY');
  });

  test.each([
    ['UNMOUNTED', 'ENDED'],
    ['FINISHED', 'ENDED'],
    ['UNMOUNTING', 'ENDING'],
    ['MOUNT_FAILED', 'FAILED'],
    ['ERROR', 'FAILED'],
  ] as const)('reads %s by its stem as %s', (word, phase) => {
    expect(mountPhaseOf(word, true)).toBe(phase);
  });

  test('an intermediate state counts as before or after being ready, depending on what was seen', () => {
    for (const word of ['PREPARING', 'QUEUED', 'MOUNTING']) {
      expect(mountPhaseOf(word, false)).toBe('PREPARING');
      expect(mountPhaseOf(word, true)).toBe('ENDING');
    }
  });

  test('an unknown or missing state is neither in progress, ready nor ended', () => {
    for (const word of ['FROBNICATED', 'WARMING_UP', '', null])
      for (const wasReady of [false, true]) expect(mountPhaseOf(word, wasReady)).toBe('UNKNOWN');
  });

  test('every state that is not reported to the provider has a meaning', () => {
    for (const word of known.mountState) expect(mountPhaseOf(word, false)).not.toBe('UNKNOWN');
  });

  test('only final states are an end', () => {
    expect((['PREPARING', 'READY', 'ENDING', 'ENDED', 'FAILED', 'UNKNOWN'] as const).filter(isOver)).toEqual([
      'ENDED',
      'FAILED',
    ]);
  });
});
