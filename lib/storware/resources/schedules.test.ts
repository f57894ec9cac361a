import { describe, expect, test } from 'vitest';
import { msOfUtcDay, wrapToUtcDay } from '@/lib/storware/model/policy';
import type { ScheduleInput } from '@/lib/storware/model/policy';
import { newScheduleBody, scheduleChangeBody } from '@/lib/storware/resources/schedules';

const input: ScheduleInput = {
  name: 'acme-1',
  active: true,
  backupType: 'FULL',
  timing: { kind: 'TIME', startAt: msOfUtcDay(1, 0), startWindowMs: 21_600_000 },
  daysOfWeek: ['SUNDAY'],
  months: [],
  occurrences: ['LAST_IN_MONTH'],
  tenantId: 'k-1',
};

describe('newScheduleBody', () => {
  test('01:00 is 3,600,000; enums are objects, no restriction is an empty list', () => {
    expect(newScheduleBody(input)).toEqual({
      name: 'acme-1',
      active: true,
      type: { name: 'VM_BACKUP' },
      backupType: { name: 'FULL' },
      executionType: { name: 'TIME' },
      hour: 3_600_000,
      startWindowLength: 21_600_000,
      interval: null,
      daysOfWeek: [{ name: 'SUNDAY' }],
      months: [],
      dayOfWeekOccurrences: [{ name: 'LAST_IN_MONTH' }],
      rules: [],
      tenantId: 'k-1',
    });
  });

  test('an interval has neither hour nor window', () => {
    const timing = { kind: 'INTERVAL', from: msOfUtcDay(0, 0), to: msOfUtcDay(21, 59), everyMs: 7_200_000 } as const;
    expect(newScheduleBody({ ...input, timing, tenantId: null })).toMatchObject({
      executionType: { name: 'INTERVAL' },
      hour: null,
      startWindowLength: null,
      interval: { startHour: 0, endHour: 79_140_000, frequency: 7_200_000 },
    });
    expect(newScheduleBody({ ...input, tenantId: null })).not.toHaveProperty('tenantId');
  });

  test.each<[string, Partial<ScheduleInput>]>([
    ['an hour in seconds', { timing: { kind: 'TIME', startAt: wrapToUtcDay(3_600), startWindowMs: 60_000 } }],
    ['a window of nothing', { timing: { kind: 'TIME', startAt: msOfUtcDay(1, 0), startWindowMs: 0 } }],
    [
      'an interval in minutes',
      { timing: { kind: 'INTERVAL', from: msOfUtcDay(1, 0), to: msOfUtcDay(2, 0), everyMs: 120 } },
    ],
    ['no weekday', { daysOfWeek: [] }],
  ])('%s is refused', (_name, over) => {
    expect(() => newScheduleBody({ ...input, ...over })).toThrow(RangeError);
  });
});

describe('scheduleChangeBody', () => {
  test('sends only changed fields', () => {
    expect(scheduleChangeBody({})).toEqual({});
    expect(scheduleChangeBody({ active: false, months: ['MAY'] })).toEqual({
      active: false,
      months: [{ name: 'MAY' }],
    });
  });
});
