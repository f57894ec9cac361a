import { describe, expect, test } from 'vitest';
import { PreviewBody } from '@/lib/contracts/schedule';
import { isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import { intentOf } from './plan-schedules';
import { explainChange } from './present-schedule';
import { previewSchedule } from './read-schedules';

const now = new Date('2026-03-20T12:00:00Z');
const nightly = {
  name: 'Nightly',
  backupType: 'FULL',
  timeZone: 'Europe/Warsaw',
  execution: { kind: 'TIME', at: '02:30' },
  daysOfWeek: ['SATURDAY', 'SUNDAY'],
  startWindowMinutes: 60,
} as const;
const preview = (change: object = {}) => previewSchedule(PreviewBody.parse({ ...nightly, ...change }), now);

describe('previewSchedule', () => {
  test('lists ten runs in local time with their windows, and marks the day on which the clocks change', () => {
    const { nextRuns, warnings, refused } = preview();
    expect(nextRuns).toHaveLength(10);
    expect(nextRuns[0]).toEqual({
      at: '2026-03-21T01:30:00.000Z',
      windowEndsAt: '2026-03-21T02:30:00.000Z',
      local: { date: '2026-03-21', time: '02:30', offset: '+01:00' },
      windowEndsLocal: { date: '2026-03-21', time: '03:30', offset: '+01:00' },
      change: null,
      changeRef: null,
    });
    const moved = nextRuns.filter(({ change }) => change !== null);
    expect(moved.map(({ at, local, change }) => [at, local.time, change])).toEqual([
      ['2026-03-29T01:30:00.000Z', '03:30', expect.stringContaining('02:30 does not exist on this day')],
    ]);
    expect([warnings, refused]).toEqual([[], null]);
  });

  test('returns how many schedules the backup system will need', () => {
    expect(preview({}).upstreamSchedules).toBe(1);
    const many = preview({
      timeZone: 'Pacific/Kiritimati',
      months: ['JANUARY', 'MARCH', 'MAY'],
      occurrences: ['FIRST_IN_MONTH', 'LAST_IN_MONTH'],
      daysOfWeek: ['MONDAY', 'SUNDAY'],
    });
    expect(many.refused).toBeNull();
    expect(many.upstreamSchedules).toBeGreaterThan(1);
    expect(many.upstreamSchedules).toBeLessThanOrEqual(26);
  });

  test('gives a time without a window six hours', () => {
    expect(preview({ startWindowMinutes: null }).nextRuns[0]?.windowEndsAt).toBe('2026-03-21T07:30:00.000Z');
  });

  test('warns of incrementals without a full one, of windows that overlap, and of too many starts at once', () => {
    expect(preview({ backupType: 'INCREMENTAL' }).warnings).toEqual([expect.stringContaining('no full backup')]);
    expect(
      preview({ others: [{ ...nightly, name: 'Also', execution: { kind: 'TIME', at: '03:00' } }] }).warnings,
    ).toEqual([expect.stringContaining('“Nightly” and “Also” may run at the same time, first on 2026-03-21 at 03:00')]);
    expect(
      preview({ others: [{ ...nightly, name: 'Also', execution: { kind: 'TIME', at: '09:00' } }] }).warnings,
    ).toEqual([]);
    expect(preview({ backupType: 'INCREMENTAL' }).warningRefs).toEqual([{ code: 'schedule.warning.noFull' }]);
    expect(preview({ machines: 51 }).warnings).toEqual([
      expect.stringContaining('51 backups would start within a quarter of an hour'),
    ]);
  });

  test('reports every validation error', () => {
    try {
      preview({
        timeZone: 'Mars/Base',
        daysOfWeek: [],
        execution: { kind: 'INTERVAL', from: '10:00', to: '10:00', everyMinutes: 30 },
      });
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error) && [error.code, error.errors?.map(({ path }) => path)]).toEqual([
        'validation_failed',
        ['timeZone', 'execution.to', 'daysOfWeek'],
      ]);
    }
  });

  test.each([
    { timeZone: 'Mars/Base' },
    { daysOfWeek: [] },
    { execution: { kind: 'TIME', at: '25:00' } },
    { execution: { kind: 'INTERVAL', from: '10:00', to: '10:00', everyMinutes: 30 } },
    { execution: { kind: 'INTERVAL', from: '10:00', to: '11:00', everyMinutes: 90 } },
    { execution: { kind: 'INTERVAL', from: '10:00', to: '11:00', everyMinutes: 1440 } },
    { startWindowMinutes: 2000 },
    { daysOfWeek: ['SOMEDAY'] },
  ])('an error of a schedule has its code: %o', (change) => {
    const result = intentOf({ ...nightly, months: [], occurrences: [], active: true, ...change } as never);
    expect(result.ok).toBe(false);
    for (const { message, messageRef } of result.ok ? [] : result.faults)
      expect(say((messageRef?.code ?? '') as TextCode, messageRef?.params).text).toBe(message);
  });
});

describe('explainChange', () => {
  test('describes the effect of a change of summer time on a run', () => {
    expect(explainChange({ kind: 'MOVED', wallTime: '02:30' }).text).toContain('02:30 does not exist on this day');
    expect(explainChange({ kind: 'DOUBLED', turn: 'ONLY_FIRST' }).text).toContain('the first time only');
    expect(explainChange({ kind: 'DOUBLED', turn: 'SECOND' }).text).toContain('this is the second');
    const skipped = explainChange({ kind: 'SKIPPED', wallTimes: ['02:00', '02:30'] });
    expect(skipped.text).toContain('02:00, 02:30 do not exist');
    expect(skipped.ref).toEqual({ code: 'schedule.clockChange.skipped', params: { times: '02:00, 02:30', count: 2 } });
  });
});
