import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import type { ScheduleIntentInput } from './schedule-intent';
import { nextRewrite, upstreamFor } from './schedule-rewrite';
import { instantsByLooking, stretchesOf } from './testing/intl-clock';
import type { Stretch } from './testing/intl-clock';
import { daily, every, makeIntent } from './testing/make-intent';
import { firings, firingsWithRewrites } from './testing/storware-clock';
import type { Punctuality } from './testing/storware-clock';

const dayMs = 86_400_000;
const hour = 3_600_000;
const zones = Intl.supportedValuesOf('timeZone');
const known = new Map<string, Stretch[]>();

function clockOf(timeZone: string): Stretch[] {
  let stretches = known.get(timeZone);
  if (stretches === undefined)
    known.set(timeZone, (stretches = stretchesOf(timeZone, Date.UTC(2023, 11, 1), Date.UTC(2036, 1, 1))));
  return stretches;
}

const time = fc.integer({ min: 0, max: 1439 }).map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
const execution: fc.Arbitrary<ScheduleIntentInput['execution']> = fc.oneof(
  fc.record({ kind: fc.constant('TIME' as const), at: time }),
  fc
    .record({
      kind: fc.constant('INTERVAL' as const),
      from: time,
      to: time,
      everyMinutes: fc.oneof(fc.constantFrom(15, 30, 60, 240), fc.integer({ min: 5, max: 700 })),
    })
    .filter(
      ({ from, to, everyMinutes }) =>
        from !== to &&
        ((Date.parse(`2000-01-02T${to}Z`) - Date.parse(`2000-01-01T${from}Z`)) / 60_000) % 1440 >= everyMinutes,
    ),
);
const lists = fc.record({
  daysOfWeek: fc.oneof(fc.constant([...weekdayNames]), fc.subarray([...weekdayNames], { minLength: 1 })),
  months: fc.oneof(fc.constant([]), fc.subarray([...monthNames])),
  occurrences: fc.oneof(fc.constant([]), fc.subarray([...occurrenceNames])),
});
const punctuality = fc.constantFrom<Punctuality>('AS_PLANNED', 'AS_EARLY_AS_ALLOWED', 'AS_LATE_AS_ALLOWED');
const start = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2035, 2, 1) });
const jumping = [
  'Europe/Warsaw',
  'America/New_York',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Pacific/Chatham',
  'America/Nuuk',
  'Antarctica/Troll',
];

describe('upstreamFor and nextRewrite together', () => {
  test.each([
    ['in any zone', zones],
    ['where clocks jump', jumping],
  ])('Storware fires at exactly the intended instants, %s', { timeout: 120_000 }, (_, some) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...some),
        execution,
        lists,
        start,
        punctuality,
        (timeZone, execution, lists, from, when) => {
          const intent = makeIntent({ timeZone, execution, ...lists });
          const to = from + 300 * dayMs;
          expect(firingsWithRewrites(intent, from, to, when)).toEqual(
            instantsByLooking(intent, clockOf(timeZone), from, to),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the Storware schedules change only at re-syncs', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...jumping),
        execution,
        lists,
        start,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (timeZone, execution, lists, from, share) => {
          const intent = makeIntent({ timeZone, execution, ...lists });
          const rewrite = nextRewrite(intent, new Date(from));
          const end = rewrite?.at.getTime() ?? from + 400 * dayMs;
          expect(upstreamFor(intent, new Date(from + Math.floor((end - 1 - from) * share)))).toEqual(
            upstreamFor(intent, new Date(from)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the re-sync has no due run around it, and lies in the allowed time', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...jumping), execution, start, (timeZone, execution, from) => {
        const rewrite = nextRewrite(makeIntent({ timeZone, execution }), new Date(from));
        if (rewrite === null) return;
        expect(rewrite.notBefore.getTime()).toBeLessThan(rewrite.at.getTime());
        expect(rewrite.at.getTime()).toBeLessThan(rewrite.before.getTime());
        if (execution.kind === 'TIME')
          expect(rewrite.before.getTime() - rewrite.notBefore.getTime()).toBeGreaterThanOrEqual(21 * hour);
      }),
      { numRuns: 100 },
    );
  });
});

describe('nextRewrite', () => {
  test.each([
    [
      'half an hour before the change when no run is due then',
      daily('Europe/Warsaw', '20:00'),
      '2026-03-29T00:30:00.000Z',
    ],
    ['before the change when a run is due right after it', daily('Europe/Warsaw', '03:00'), '2026-03-29T00:30:00.000Z'],
    ['after the run that the change moves', daily('Europe/Warsaw', '02:30'), '2026-03-29T01:35:00.000Z'],
    [
      'not while the last run before the change may just be starting',
      daily('America/New_York', '01:30'),
      '2026-03-08T06:35:00.000Z',
    ],
  ])('comes %s', (_, intent, at) => {
    expect(nextRewrite(intent, new Date('2026-03-01T00:00Z'))?.at.toISOString()).toBe(at);
  });

  test('waits until a doubled time is over, so that it does not run again', () => {
    const rewrite = nextRewrite(daily('Europe/Warsaw', '02:30'), new Date('2026-10-01T00:00Z'));
    expect(rewrite).toMatchObject({
      changesAt: new Date('2026-10-25T01:00Z'),
      notBefore: new Date('2026-10-25T01:30Z'),
      before: new Date('2026-10-26T00:30Z'),
      cause: 'OFFSET',
    });
    expect(rewrite).toMatchObject({
      at: new Date('2026-10-25T01:35Z'),
      offsetMinutes: { before: 120, after: 60 },
      plan: { schedules: [{ hourMs: 1.5 * hour }] },
    });
  });

  test('for an interval comes between the last run before the change and the change', () => {
    const rewrite = nextRewrite(every('Europe/Warsaw', 15, '00:00', '23:59'), new Date('2026-03-01T00:00Z'));
    expect(rewrite?.changesAt.toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(rewrite?.before.getTime()).toBeGreaterThan(rewrite?.at.getTime() ?? Infinity);
  });

  test('never comes in zones without clock changes', () => {
    for (const zone of ['UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati'])
      expect(nextRewrite(daily(zone, '02:00'), new Date('2026-03-01T00:00Z'))).toBeNull();
  });

  test('comes each half year where days must be named one by one, even without summer time', () => {
    const first = makeIntent({ timeZone: 'Asia/Tokyo', daysOfWeek: ['MONDAY'], occurrences: ['FIRST_IN_MONTH'] });
    expect(nextRewrite(first, new Date('2026-03-01T00:00Z'))).toMatchObject({
      cause: 'CALENDAR',
      at: new Date('2026-07-14T23:30Z'),
    });
  });

  test('for the calendar may come four months late without a lost or wrong run', () => {
    const intents = (['FIRST_IN_MONTH', 'LAST_IN_MONTH'] as const).map((which) =>
      makeIntent({ timeZone: 'Asia/Tokyo', occurrences: [which] }),
    );
    for (const intent of [
      ...intents,
      makeIntent({ timeZone: 'Asia/Tokyo', months: ['JANUARY', 'AUGUST', 'OCTOBER'] }),
    ]) {
      const from = Date.UTC(2026, 2, 1);
      const late = Date.UTC(2026, 10, 14);
      expect(firings(upstreamFor(intent, new Date(from)), from, late).sort((one, other) => one - other)).toEqual(
        instantsByLooking(intent, clockOf('Asia/Tokyo'), from, late),
      );
    }
  });
});
