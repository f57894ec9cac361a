import { describe, expect, test } from 'vitest';
import { wordsOf } from '@/lib/client/testing/words';
import { weekdayNames } from '@/lib/contracts/calendar-names';
import type { Language } from '@/lib/messages/languages';
import { everyWords, scheduleSentence } from './schedule-sentence';
import type { SpokenSchedule } from './schedule-sentence';

const nightly: SpokenSchedule = {
  execution: { kind: 'TIME', at: '02:00' },
  daysOfWeek: [...weekdayNames],
  months: [],
  occurrences: [],
};
const interval = { kind: 'INTERVAL', from: '08:00', to: '18:00', everyMinutes: 60 } as const;
const rare: Partial<SpokenSchedule> = {
  daysOfWeek: ['SUNDAY'],
  occurrences: ['FIRST_IN_MONTH', 'LAST_IN_MONTH'],
  months: ['JULY', 'JANUARY'],
};

async function speakerOf(language: Language): Promise<(change: Partial<SpokenSchedule>) => string> {
  const t = await wordsOf('policies', language);
  return (change) => scheduleSentence({ ...nightly, ...change }, t, language);
}

describe('a schedule as text', () => {
  test('describes days', async () => {
    const speak = await speakerOf('en');
    expect(speak({})).toBe('Every day at 02:00');
    expect(speak({ daysOfWeek: weekdayNames.slice(0, 6) })).toBe('Monday to Saturday at 02:00');
    expect(speak({ daysOfWeek: ['SUNDAY'] })).toBe('Every Sunday at 02:00');
    expect(speak({ daysOfWeek: ['FRIDAY', 'MONDAY'] })).toBe('Monday and Friday at 02:00');
    expect(speak({ daysOfWeek: ['FRIDAY', 'MONDAY', 'SUNDAY'] })).toBe('Monday, Friday and Sunday at 02:00');
    expect(speak({ daysOfWeek: [] })).toBe('On no day at 02:00');
  });

  test('describes intervals, occurrences and months', async () => {
    const speak = await speakerOf('en');
    expect(speak({ execution: interval })).toBe('Every day, every hour from 08:00 to 18:00');
    expect(speak({ execution: { ...interval, everyMinutes: 90 } })).toBe(
      'Every day, every 1 h 30 min from 08:00 to 18:00',
    );
    expect(speak(rare)).toBe('First and last Sunday of the month at 02:00, only in January and July');
    expect(speak({ occurrences: ['FIRST_IN_MONTH'] })).toBe('First of each weekday of the month at 02:00');
  });

  test('uses German', async () => {
    const speak = await speakerOf('de');
    expect(speak({})).toBe('Jeden Tag um 02:00');
    expect(speak({ daysOfWeek: ['THURSDAY', 'MONDAY'] })).toBe('Jeden Montag und Donnerstag um 02:00');
    expect(speak({ daysOfWeek: weekdayNames.slice(0, 5) })).toBe('Montag bis Freitag um 02:00');
    expect(speak({ execution: interval })).toBe('Jeden Tag, stündlich von 08:00 bis 18:00');
    expect(speak(rare)).toBe('Jeden ersten und letzten Sonntag im Monat um 02:00, nur im Januar und Juli');
  });

  test('uses Polish, with the case and gender of each day', async () => {
    const speak = await speakerOf('pl');
    expect(speak({})).toBe('Codziennie o 02:00');
    expect(speak({ daysOfWeek: ['WEDNESDAY'] })).toBe('Co środę o 02:00');
    expect(speak({ daysOfWeek: ['THURSDAY', 'MONDAY'] })).toBe('Co poniedziałek i czwartek o 02:00');
    expect(speak({ daysOfWeek: weekdayNames.slice(0, 6) })).toBe('Od poniedziałku do soboty o 02:00');
    expect(speak({ execution: { ...interval, everyMinutes: 120 } })).toBe('Codziennie, co 2 godz. od 08:00 do 18:00');
    expect(speak(rare)).toBe('W pierwszą i ostatnią niedzielę miesiąca o 02:00, tylko w miesiącach: styczeń i lipiec');
    expect(speak({ occurrences: ['FIRST_IN_MONTH'], months: ['MARCH'] })).toBe(
      'W pierwsze wystąpienie każdego dnia tygodnia w miesiącu o 02:00, tylko w miesiącu: marzec',
    );
  });

  test('describes frequencies', async () => {
    const t = await wordsOf('policies');
    expect([30, 60, 240, 65].map((minutes) => everyWords(minutes, t))).toEqual([
      'every 30 min',
      'every hour',
      'every 4 h',
      'every 1 h 5 min',
    ]);
  });
});
