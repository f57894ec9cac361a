import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayBeside, dayColumns, spanOf } from './day-chart';
import type { Day } from './day-chart';

const dayOf = (index: number, onTime = 0, late = 0, missed = 0): Day => {
  const from = new Date(Date.UTC(2026, 10, 1 + index)).toISOString();
  return { date: from.slice(0, 10), from, onTime, late, missed };
};
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }));
const someDays = fc
  .array(fc.tuple(count, count, count), { minLength: 1, maxLength: 30 })
  .map((days) => days.map((counts, index) => dayOf(index, ...counts)));

describe('dayColumns', () => {
  test('draws every value, however small, inside the chart without overlaps', () => {
    fc.assert(
      fc.property(someDays, (days) => {
        const { line, columns } = dayColumns(days, 96);
        for (const { day, onTime, late, missed } of columns) {
          for (const [of, bar] of [
            [day.onTime, onTime],
            [day.late, late],
            [day.missed, missed],
          ] as const) {
            expect(bar.height > 0).toBe(of > 0);
            expect(bar.y).toBeGreaterThanOrEqual(-0.001);
            expect(bar.y + bar.height).toBeLessThanOrEqual(96.001);
          }
          expect(late.y + late.height).toBeCloseTo(onTime.y);
          expect(onTime.y + onTime.height).toBeCloseTo(line);
          expect(missed.y).toBe(line);
        }
      }),
    );
  });

  test('uses one scale for all days', () => {
    const { columns } = dayColumns([dayOf(0, 10), dayOf(1, 20), dayOf(2, 0, 0, 20)], 99);
    expect((columns[1]?.onTime.height ?? 0) / (columns[0]?.onTime.height ?? 1)).toBeCloseTo(2);
    expect(columns[2]?.missed.height).toBeCloseTo(columns[1]?.onTime.height ?? 0);
  });
});

describe('days', () => {
  const days = [dayOf(0), dayOf(1), dayOf(2)];

  test('are selected from the newest, and not past the ends', () => {
    expect(dayBeside(days, null, -1)).toBe('2026-11-03');
    expect(dayBeside(days, '2026-11-03', -1)).toBe('2026-11-02');
    expect(dayBeside(days, '2026-11-03', 1)).toBe('2026-11-03');
    expect(dayBeside(days, '2026-11-02', -7)).toBe('2026-11-01');
    expect(dayBeside([], null, 1)).toBeNull();
  });

  test('end where the next one begins; today has no end', () => {
    expect(spanOf(days, '2026-11-02')).toEqual({ from: '2026-11-02T00:00:00.000Z', to: '2026-11-02T23:59:59.999Z' });
    expect(spanOf(days, '2026-11-03')).toEqual({ from: '2026-11-03T00:00:00.000Z', to: undefined });
    expect(spanOf(days, '2026-12-03')).toBeNull();
  });
});
