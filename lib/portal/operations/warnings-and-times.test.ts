import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Phase } from '@/lib/contracts/operation';
import { timePartsOf } from './warnings-and-times';
import type { TimedBackup } from './warnings-and-times';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 26, 22, 0, second));
const phase = (type: string, state: Phase['state'], from: number | null, to: number | null): Phase => ({
  type,
  state,
  progress: 0,
  startedAt: from === null ? null : at(from).toISOString(),
  finishedAt: to === null ? null : at(to).toISOString(),
  message: null,
});
const backup: TimedBackup = {
  queuedExportMs: 279_000n,
  exportMs: 10_000n,
  queuedStoreMs: 0n,
  storeMs: 4_000n,
  durationMs: 293_000n,
};
const ended = {
  requestedAt: at(0),
  finishedAt: at(293),
  phases: [phase('EXPORT', 'FINISHED', 279, 289), phase('STORE', 'FINISHED', 289, 293)],
};

describe('timePartsOf', () => {
  test('separates waiting from work as measured by Storware', () => {
    expect(timePartsOf(ended, backup)).toEqual({ waitedMs: 279_000, workedMs: 14_000 });
    expect(timePartsOf(null, backup)).toEqual({ waitedMs: 279_000, workedMs: 14_000 });
  });

  test('uses the phases without a record; phases that were not reached took no time', () => {
    expect(timePartsOf(ended, null)).toEqual({ waitedMs: 279_000, workedMs: 14_000 });
    expect(
      timePartsOf(
        { ...ended, phases: [phase('EXPORT', 'FAILED', 100, 120), phase('STORE', 'NOT_REACHED', null, null)] },
        null,
      ),
    ).toEqual({ waitedMs: 273_000, workedMs: 20_000 });
    expect(timePartsOf({ ...ended, phases: [phase('EXPORT', 'CANCELLED', null, null)] }, null)).toEqual({
      waitedMs: 293_000,
      workedMs: 0,
    });
  });

  test('unknown times are null', () => {
    expect(timePartsOf({ ...ended, finishedAt: null }, backup)).toEqual({ waitedMs: null, workedMs: null });
    expect(timePartsOf({ ...ended, phases: [phase('EXPORT', 'FAILED', 100, null)] }, null)).toEqual({
      waitedMs: null,
      workedMs: null,
    });
    expect(timePartsOf(null, null)).toEqual({ waitedMs: null, workedMs: null });
  });

  test('the parts of ended work are never negative, and not more than the whole unless Storware measured the work', () => {
    const ms = fc.option(fc.bigInt({ min: 0n, max: 400_000n }));
    fc.assert(
      fc.property(
        fc.record({ queuedExportMs: ms, exportMs: ms, queuedStoreMs: ms, storeMs: ms, durationMs: ms }),
        (record) => {
          const { waitedMs, workedMs } = timePartsOf(ended, record);
          expect(workedMs).toBeGreaterThanOrEqual(0);
          expect(waitedMs).toBe(Math.max(0, 293_000 - (workedMs ?? 0)));
        },
      ),
    );
  });
});
