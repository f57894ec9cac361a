import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsAlike } from './schedule-part';
import type { WrittenSchedule } from './schedule-part';
import { changeParts } from './rewrite-plan';

function at(hour: number): WrittenSchedule {
  const none = { intervalStartMs: null, intervalEndMs: null, intervalEveryMs: null, months: [], occurrences: [] };
  return {
    active: true,
    backupType: 'FULL',
    executionType: 'TIME',
    hourMs: hour * 3_600_000,
    startWindowMs: 3_600_000,
    daysOfWeek: ['MONDAY'],
    ...none,
  };
}

const hours = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });

describe('planning a re-sync of Storware schedules', () => {
  test('leads to the wanted schedules, keeps the first one, and writes as little as possible', () => {
    fc.assert(
      fc.property(hours, hours, (before, wanted) => {
        const parts = before.map((hour, index) => ({ guid: `part-${index}`, written: at(hour) }));
        const { changes, creations, removals } = changeParts(parts, wanted.map(at));
        const after = parts
          .filter(({ guid }) => !removals.includes(guid))
          .map(({ guid, written }) => changes.find((change) => change.guid === guid)?.to ?? written);
        expect([...after, ...creations].map(({ hourMs }) => hourMs).sort()).toEqual(
          wanted.map((hour) => hour * 3_600_000).sort(),
        );
        expect(removals).not.toContain('part-0');
        expect(creations.length === 0 || removals.length === 0).toBe(true);
        for (const { guid, from, to } of changes) {
          expect(runsAlike(from, to)).toBe(false);
          expect(from).toEqual(parts.find((part) => part.guid === guid)?.written);
        }
        const fresh = wanted.filter((hour) => !before.includes(hour)).length;
        expect(changes.length + creations.length).toBeLessThanOrEqual(fresh + 1);
      }),
    );
  });

  test('writes nothing when they are right already', () => {
    expect(
      changeParts(
        [
          { guid: 'a', written: at(1) },
          { guid: 'b', written: at(2) },
        ],
        [at(2), at(1)],
      ),
    ).toEqual({ changes: [], creations: [], removals: [] });
  });
});
