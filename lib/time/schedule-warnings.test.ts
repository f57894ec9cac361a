import { describe, expect, test } from 'vitest';
import { startsOverThreshold, incrementalWithoutFull, overlappingWindows } from './schedule-warnings';
import type { PlannedSchedule } from './schedule-warnings';
import { daily, every, makeIntent } from './testing/make-intent';

const now = new Date('2026-03-01T12:00Z');

function planned(name: string, given: Partial<PlannedSchedule> = {}): PlannedSchedule {
  return { name, backupType: 'FULL', active: true, intent: daily('Europe/Warsaw', '02:00'), ...given };
}

describe('incrementalWithoutFull', () => {
  test('returns true unless an active full schedule exists', () => {
    const incremental = planned('nightly', { backupType: 'INCREMENTAL' });
    expect(incrementalWithoutFull([incremental])).toBe(true);
    expect(incrementalWithoutFull([incremental, planned('weekly', { active: false })])).toBe(true);
    expect(incrementalWithoutFull([incremental, planned('weekly')])).toBe(false);
    expect(incrementalWithoutFull([{ ...incremental, active: false }])).toBe(false);
    expect(incrementalWithoutFull([])).toBe(false);
  });
});

describe('overlappingWindows', () => {
  test('finds a run that begins in the open window of another, also months ahead', () => {
    const yearly = makeIntent({
      execution: { kind: 'TIME', at: '06:00' },
      daysOfWeek: ['SUNDAY'],
      months: ['JANUARY'],
      occurrences: ['FIRST_IN_MONTH'],
    });
    expect(overlappingWindows([planned('nightly'), planned('yearly', { intent: yearly })], now)).toEqual([
      { first: 'nightly', second: 'yearly', at: new Date('2027-01-03T05:00Z') },
    ]);
  });

  test('windows that touch do not overlap, and equal times do', () => {
    const at = (name: string, zone: string, time: string) => planned(name, { intent: daily(zone, time) });
    expect(overlappingWindows([at('night', 'Asia/Tokyo', '02:00'), at('morning', 'Asia/Tokyo', '08:00')], now)).toEqual(
      [],
    );
    expect(
      overlappingWindows([at('night', 'Asia/Tokyo', '02:00'), at('morning', 'Asia/Tokyo', '07:59')], now),
    ).toHaveLength(1);
    expect(overlappingWindows([planned('one'), planned('other')], now)).toHaveLength(1);
    expect(overlappingWindows([planned('one'), planned('other', { active: false })], now)).toEqual([]);
  });

  test('finds the one night of the year on which summer time makes them overlap', () => {
    const morning = planned('morning', { intent: daily('Europe/Warsaw', '08:00') });
    expect(overlappingWindows([planned('night'), morning], now)).toEqual([
      { first: 'night', second: 'morning', at: new Date('2026-03-29T06:00Z') },
    ]);
  });

  test('compares schedules of different zones', () => {
    expect(
      overlappingWindows([planned('Warsaw'), planned('New York', { intent: daily('America/New_York', '20:30') })], now),
    ).toHaveLength(1);
    expect(
      overlappingWindows(
        [planned('Warsaw'), planned('day', { intent: every('Asia/Kathmandu', 60, '13:00', '23:00') })],
        now,
      ),
    ).toEqual([]);
  });
});

describe('startsOverThreshold', () => {
  test('adds up the machines of schedules that start within minutes', () => {
    const both = [
      { ...planned('one'), machines: 30 },
      { ...planned('other', { intent: daily('Europe/Warsaw', '02:10') }), machines: 30 },
      { ...planned('off', { active: false }), machines: 500 },
    ];
    expect(startsOverThreshold(both, now, { limit: 50 })).toEqual({
      at: new Date('2026-03-02T01:00Z'),
      machines: 60,
      schedules: ['one', 'other'],
    });
    expect(startsOverThreshold(both, now, { limit: 60 })).toBeNull();
    expect(startsOverThreshold(both, now, { limit: 50, withinMinutes: 10 })).toBeNull();
  });
});
