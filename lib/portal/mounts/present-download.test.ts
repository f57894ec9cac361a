import { describe, expect, test } from 'vitest';
import { downloadState, silentMs } from './downloads';

const now = new Date('2026-11-23T12:00:00.000Z');
const at = (ms: number): Date => new Date(now.getTime() + ms);

describe('downloadState', () => {
  test('an unused link expires', () => {
    expect(downloadState({ state: 'WAITING', expiresAt: at(1), movedAt: null }, now)).toBe('WAITING');
    expect(downloadState({ state: 'WAITING', expiresAt: at(0), movedAt: null }, now)).toBe('EXPIRED');
  });

  test('a running download without recent progress has failed', () => {
    expect(downloadState({ state: 'RUNNING', expiresAt: at(-1), movedAt: at(-1_000) }, now)).toBe('RUNNING');
    expect(downloadState({ state: 'RUNNING', expiresAt: at(-1), movedAt: at(-silentMs) }, now)).toBe('FAILED');
  });

  test('a final state does not change', () => {
    for (const state of ['FINISHED', 'CANCELLED', 'FAILED'] as const)
      expect(downloadState({ state, expiresAt: at(-1), movedAt: at(-1) }, now)).toBe(state);
  });
});
