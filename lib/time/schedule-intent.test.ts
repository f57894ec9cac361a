import { describe, expect, test } from 'vitest';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { firingMinutes, scheduleIntent } from './schedule-intent';
import type { ScheduleIntentInput } from './schedule-intent';
import { makeIntent } from './testing/make-intent';

const valid: ScheduleIntentInput = {
  timeZone: 'Europe/Warsaw',
  execution: { kind: 'TIME', at: '02:00' },
  daysOfWeek: ['MONDAY'],
  months: [],
  occurrences: [],
  startWindowMinutes: 360,
};
const pathsOf = (given: Partial<ScheduleIntentInput>) => {
  const made = scheduleIntent({ ...valid, ...given });
  return made.ok ? [] : made.faults.map(({ path }) => path);
};

describe('scheduleIntent', () => {
  test.each([
    ['an unknown zone', { timeZone: 'Europe/Atlantis' }, ['timeZone']],
    ['an offset, which knows no summer time', { timeZone: '+02:00' }, ['timeZone']],
    ['a time that no clock shows', { execution: { kind: 'TIME', at: '24:00' } }, ['execution.at']],
    ['a time without its zero', { execution: { kind: 'TIME', at: '2:00' } }, ['execution.at']],
    [
      'an interval of no length',
      { execution: { kind: 'INTERVAL', from: '08:00', to: '08:00', everyMinutes: 60 } },
      ['execution.to'],
    ],
    [
      'an interval shorter than its frequency',
      { execution: { kind: 'INTERVAL', from: '08:00', to: '09:00', everyMinutes: 61 } },
      ['execution.everyMinutes'],
    ],
    [
      'backups at each minute',
      { execution: { kind: 'INTERVAL', from: '08:00', to: '09:00', everyMinutes: 1 } },
      ['execution.everyMinutes'],
    ],
    [
      'parts of a minute',
      { execution: { kind: 'INTERVAL', from: '08:00', to: '09:00', everyMinutes: 7.5 } },
      ['execution.everyMinutes'],
    ],
    ['no day', { daysOfWeek: [] }, ['daysOfWeek']],
    [
      'words that nobody knows',
      { daysOfWeek: ['MONDAY', 'SOMEDAY'], months: ['MAY', 'Mai'], occurrences: ['FIFTH_IN_MONTH'] },
      ['daysOfWeek.1', 'months.1', 'occurrences.0'],
    ],
    ['a time without a window', { startWindowMinutes: null }, ['startWindowMinutes']],
    ['a window longer than a day', { startWindowMinutes: 1441 }, ['startWindowMinutes']],
  ] satisfies [string, Partial<ScheduleIntentInput>, string[]][])('refuses %s', (_, given, paths) => {
    expect(pathsOf(given)).toEqual(paths);
  });

  test('reports all validation errors at once', () => {
    expect(
      pathsOf({ timeZone: '', execution: { kind: 'TIME', at: 'noon' }, daysOfWeek: [], startWindowMinutes: 0 }),
    ).toEqual(['timeZone', 'execution.at', 'startWindowMinutes', 'daysOfWeek']);
  });

  test('normalises order, repetitions and lists that name everything', () => {
    const intent = makeIntent({
      daysOfWeek: ['SUNDAY', 'MONDAY', 'SUNDAY'],
      months: [...monthNames].reverse(),
      occurrences: occurrenceNames,
    });
    expect(intent).toMatchObject({ daysOfWeek: ['MONDAY', 'SUNDAY'], months: [], occurrences: [] });
    expect(makeIntent().daysOfWeek).toEqual(weekdayNames);
  });

  test('an interval has no start window', () => {
    expect(
      makeIntent({
        execution: { kind: 'INTERVAL', from: '08:00', to: '18:00', everyMinutes: 60 },
        startWindowMinutes: 60,
      }).startWindowMinutes,
    ).toBeNull();
  });
});

describe('firingMinutes', () => {
  test('includes the end of an interval, and counts on over midnight', () => {
    expect(
      firingMinutes(makeIntent({ execution: { kind: 'INTERVAL', from: '08:00', to: '10:00', everyMinutes: 60 } })),
    ).toEqual([480, 540, 600]);
    expect(
      firingMinutes(makeIntent({ execution: { kind: 'INTERVAL', from: '23:00', to: '01:30', everyMinutes: 60 } })),
    ).toEqual([1380, 1440, 1500]);
  });
});
