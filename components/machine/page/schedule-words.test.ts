import { describe, expect, test } from 'vitest';
import { wordsOf } from '@/lib/client/testing/words';
import type { MachineSchedule } from '@/lib/contracts/machine';
import type { Language } from '@/lib/messages/languages';
import { scheduleWords } from './schedule-words';

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

/** The messages for a reader of this language in this zone. */
async function say(schedule: MachineSchedule, timeZone: string, now: number, language: Language = 'en') {
  return scheduleWords(schedule, { t: await wordsOf('machine', language), language, timeZone, now });
}

describe('scheduleWords', () => {
  test("shows the time in the viewer's zone with its present offset", async () => {
    expect(await say(base, 'Europe/Berlin', winter)).toEqual({
      local: 'Every day at 02:00',
      utc: 'Every day at 01:00',
    });
    expect((await say(base, 'Europe/Berlin', summer)).local).toBe('Every day at 03:00');
  });

  test('moves the weekdays where the zone is a day ahead or behind', async () => {
    const late: MachineSchedule = {
      ...base,
      execution: { kind: 'TIME', atMinuteUtc: 23 * 60 + 30 },
      daysOfWeek: ['SUNDAY', 'MONDAY'],
    };
    expect((await say(late, 'Europe/Berlin', winter)).local).toBe('Monday and Tuesday at 00:30');
    expect((await say({ ...base, daysOfWeek: ['MONDAY'] }, 'America/New_York', winter)).local).toBe('Sunday at 20:00');
  });

  test('stays in UTC where a day of the month cannot be moved', async () => {
    const first: MachineSchedule = { ...base, daysOfWeek: ['MONDAY'], occurrences: ['FIRST_IN_MONTH'] };
    expect((await say(first, 'America/New_York', winter)).local).toBe('First Monday of the month at 01:00 UTC');
    expect((await say(first, 'Europe/Berlin', winter)).local).toBe('First Monday of the month at 02:00');
  });

  test('shows intervals, working days and months', async () => {
    const office: MachineSchedule = {
      ...base,
      execution: { kind: 'INTERVAL', fromMinuteUtc: 8 * 60, toMinuteUtc: 18 * 60, everyMinutes: 120 },
      daysOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'],
      months: ['JANUARY', 'JULY'],
    };
    expect((await say(office, 'UTC', winter)).local).toBe(
      'Monday to Friday in January and July every 2 h from 08:00 to 18:00',
    );
  });

  test("uses the reader's language", async () => {
    const first: MachineSchedule = { ...base, daysOfWeek: ['MONDAY'], occurrences: ['FIRST_IN_MONTH'] };
    expect((await say(first, 'Europe/Berlin', winter, 'de')).local).toBe('Am ersten Montag des Monats um 02:00');
    expect((await say({ ...base, daysOfWeek: ['MONDAY', 'SUNDAY'] }, 'UTC', winter, 'pl')).local).toBe(
      'Poniedziałek i niedziela o 01:00',
    );
  });
});
