import { describe, expect, test } from 'vitest';
import type { MachineSchedule } from '@/lib/contracts/machine';
import { scheduleWords } from './machine-policy';

const winter = Date.parse('2026-11-23T12:00:00.000Z');
const summer = Date.parse('2026-07-23T12:00:00.000Z');
const base: MachineSchedule = {
  guid: 's',
  name: 'S',
  active: true,
  backupType: 'FULL',
  execution: { kind: 'TIME', atMinuteUtc: 60 },
  daysOfWeek: [],
  months: [],
  occurrences: [],
  startWindowMinutes: null,
  nextRuns: [],
};

describe('scheduleWords', () => {
  test('says the time in the zone of the viewer, as its clocks stand now', () => {
    expect(scheduleWords(base, 'Europe/Berlin', winter)).toEqual({
      local: 'Every day at 02:00',
      utc: 'Every day at 01:00',
    });
    expect(scheduleWords(base, 'Europe/Berlin', summer).local).toBe('Every day at 03:00');
  });

  test('moves the weekdays where the zone is a day ahead or behind', () => {
    const late: MachineSchedule = {
      ...base,
      execution: { kind: 'TIME', atMinuteUtc: 23 * 60 + 30 },
      daysOfWeek: ['SUNDAY', 'MONDAY'],
    };
    expect(scheduleWords(late, 'Europe/Berlin', winter).local).toBe('Monday and Tuesday at 00:30');
    expect(scheduleWords({ ...base, daysOfWeek: ['MONDAY'] }, 'America/New_York', winter).local).toBe(
      'Sunday at 20:00',
    );
  });

  test('stays with UTC where a day of the month can not be moved', () => {
    const first: MachineSchedule = { ...base, daysOfWeek: ['MONDAY'], occurrences: ['FIRST_IN_MONTH'] };
    expect(scheduleWords(first, 'America/New_York', winter).local).toBe('First Monday of the month at 01:00 UTC');
    expect(scheduleWords(first, 'Europe/Berlin', winter).local).toBe('First Monday of the month at 02:00');
  });

  test('says intervals, working days and months', () => {
    const office: MachineSchedule = {
      ...base,
      execution: { kind: 'INTERVAL', fromMinuteUtc: 8 * 60, toMinuteUtc: 18 * 60, everyMinutes: 120 },
      daysOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'],
      months: ['JANUARY', 'JULY'],
    };
    expect(scheduleWords(office, 'UTC', winter).local).toBe(
      'Monday to Friday in January and July every 2 h from 08:00 to 18:00',
    );
  });
});
