import { describe, expect, test } from 'vitest';
import { weekdayNames } from '@/lib/contracts/calendar-names';
import { intendedRuns } from './intended-runs';
import type { ScheduleIntentInput } from './schedule-intent';
import { instantsByLooking, stretchesOf } from './testing/intl-clock';
import { makeIntent } from './testing/make-intent';
import { firingsWithRewrites } from './testing/storware-clock';
import { transitionsBetween } from './zone-offsets';

const from = Date.UTC(2024, 0, 1);
const to = Date.UTC(2036, 0, 1);
const dayMs = 86_400_000;
const zones = Intl.supportedValuesOf('timeZone').map((timeZone) => ({
  timeZone,
  stretches: stretchesOf(timeZone, from - 5 * dayMs, to + 5 * dayMs),
}));

/** One zone of each history: results depend only on the jumps of the clocks, and those are compared for every zone. */
const histories = [...new Map(zones.map((zone) => [JSON.stringify(zone.stretches), zone])).values()];

type Rule = Omit<ScheduleIntentInput, 'timeZone' | 'startWindowMinutes'>;
const anyDay = { daysOfWeek: weekdayNames, months: [], occurrences: [] };
const two = { kind: 'TIME', at: '02:00' } as const;
const halfPastTwo = { kind: 'TIME', at: '02:30' } as const;
const halfPastMidnight = { kind: 'TIME', at: '00:30' } as const;
const beforeMidnight = { kind: 'TIME', at: '23:45' } as const;
const rules: { name: string; rules: Rule[] }[] = [
  {
    name: 'daily at times that changes of summer time move and double',
    rules: [
      { execution: two, ...anyDay },
      { execution: halfPastTwo, ...anyDay },
    ],
  },
  {
    name: 'on working days around midnight',
    rules: [halfPastMidnight, beforeMidnight].map((execution) => ({
      execution,
      ...anyDay,
      daysOfWeek: weekdayNames.slice(0, 5),
    })),
  },
  {
    name: 'on occurrences in the month',
    rules: [
      { execution: halfPastMidnight, daysOfWeek: ['MONDAY'], months: [], occurrences: ['FIRST_IN_MONTH'] },
      {
        execution: beforeMidnight,
        daysOfWeek: ['SUNDAY', 'WEDNESDAY'],
        months: [],
        occurrences: ['SECOND_IN_MONTH', 'LAST_IN_MONTH'],
      },
    ],
  },
  {
    name: 'in some months',
    rules: [halfPastMidnight, beforeMidnight].map((execution) => ({
      execution,
      ...anyDay,
      months: ['MARCH', 'APRIL', 'OCTOBER'],
    })),
  },
  {
    name: 'at an interval over the night',
    rules: [
      {
        execution: { kind: 'INTERVAL', from: '22:00', to: '05:00', everyMinutes: 100 },
        ...anyDay,
        daysOfWeek: ['SATURDAY'],
      },
    ],
  },
];

/** toEqual is slow for long lists, and its report unreadable. */
function firstDifference(one: number[], other: number[]): string | null {
  const index = Array.from({ length: Math.max(one.length, other.length) }, (_, each) => each).find(
    (each) => one[each] !== other[each],
  );
  const show = (moment: number | undefined) => (moment === undefined ? 'none' : new Date(moment).toISOString());
  return index === undefined ? null : `${show(one[index])} is not ${show(other[index])}`;
}

describe('all zones of the tz database, 2024 to 2035', () => {
  test('finds the same clock changes as Intl, and none within four days of another', { timeout: 120_000 }, () => {
    for (const { timeZone, stretches } of zones) {
      const jumps = transitionsBetween(timeZone, from - 5 * dayMs, to + 5 * dayMs);
      expect([timeZone, jumps.map(({ at }) => at)]).toEqual([
        timeZone,
        stretches.slice(1).map((stretch) => stretch.from),
      ]);
      for (const [index, { at }] of jumps.entries())
        expect(at - (jumps[index - 1]?.at ?? 0)).toBeGreaterThan(4 * dayMs);
    }
  });

  test.each(rules)('Storware fires exactly as the definition says: $name', { timeout: 120_000 }, ({ rules: some }) => {
    const wrong: string[] = [];
    for (const { timeZone, stretches } of histories) {
      for (const rule of some) {
        const intent = makeIntent({ timeZone, ...rule });
        const meant = instantsByLooking(intent, stretches, from, to);
        const named = intendedRuns(intent, new Date(from), new Date(to)).map(({ at }) => at.getTime());
        const fired = firingsWithRewrites(intent, from, to);
        const faults = [firstDifference(named, meant), firstDifference(fired, meant)];
        if (faults.some((fault) => fault !== null))
          wrong.push(`${timeZone}: named ${faults[0] ?? 'right'}, fired ${faults[1] ?? 'right'}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
