import { describe, expect, test } from 'vitest';
import { daysOfWeek } from '@/lib/contracts/schedule';
import { scheduleSentence } from './schedule-sentence';
import type { SpokenSchedule } from './schedule-sentence';

const nightly: SpokenSchedule = {
  execution: { kind: 'TIME', at: '02:00' },
  daysOfWeek: [...daysOfWeek],
  months: [],
  occurrences: [],
};

describe('a schedule in words', () => {
  test('says days as people do', () => {
    expect(scheduleSentence(nightly)).toBe('Every day at 02:00');
    expect(scheduleSentence({ ...nightly, daysOfWeek: daysOfWeek.slice(0, 6) })).toBe('Monday to Saturday at 02:00');
    expect(scheduleSentence({ ...nightly, daysOfWeek: ['SUNDAY'] })).toBe('Every Sunday at 02:00');
    expect(scheduleSentence({ ...nightly, daysOfWeek: ['FRIDAY', 'MONDAY'] })).toBe('Monday and Friday at 02:00');
    expect(scheduleSentence({ ...nightly, daysOfWeek: [] })).toBe('On no day at 02:00');
  });

  test('says intervals, occurrences and months', () => {
    const interval = { kind: 'INTERVAL', from: '08:00', to: '18:00', everyMinutes: 60 } as const;
    expect(scheduleSentence({ ...nightly, execution: interval })).toBe('Every day, every hour from 08:00 to 18:00');
    expect(
      scheduleSentence({
        ...nightly,
        daysOfWeek: ['SUNDAY'],
        occurrences: ['FIRST_IN_MONTH', 'LAST_IN_MONTH'],
        months: ['JULY', 'JANUARY'],
      }),
    ).toBe('First and last Sunday of the month at 02:00, only in January and July');
  });
});
