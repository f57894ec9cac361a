import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { protectionStates } from '@/lib/contracts/machine';
import type { ProtectionState } from '@/lib/contracts/machine';
import { TenantStatus } from '@/lib/contracts/status';
import { statusOf, tooOldMs } from './tenant-status';

const now = new Date('2026-11-23T12:00:00.000Z');
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();
type Facts = Parameters<typeof statusOf>[0];

const facts = (counts: Partial<Record<ProtectionState, number>>, given: Partial<Facts> = {}): Facts => ({
  freshness: { state: 'LIVE', asOf: ago(5_000) },
  protection: { ...zero, ...counts },
  failures24h: 0,
  oldestGoodBackupAt: new Date('2026-11-23T01:00:00.000Z'),
  ...given,
});
const zero = Object.fromEntries(protectionStates.map((state) => [state, 0])) as Record<ProtectionState, number>;
const stateOf = (...given: Parameters<typeof facts>) => statusOf(facts(...given), now).state;

describe('statusOf', () => {
  test('is OK when every machine is protected, waits for its first run or is excluded on purpose', () => {
    expect(stateOf({ PROTECTED: 3, PENDING: 1, EXCLUDED: 1 })).toBe('OK');
  });

  test.each(['FAILING', 'NOT_RESTORABLE', 'UNPROTECTED'] as const)('one machine %s is CRITICAL', (state) => {
    expect(stateOf({ PROTECTED: 30, LATE: 4, [state]: 1 }, { failures24h: 2 })).toBe('CRITICAL');
  });

  test('a late machine, a failure of the last day, a machine of which nothing is known, or late data is WARNING', () => {
    expect(stateOf({ PROTECTED: 3, LATE: 1 })).toBe('WARNING');
    expect(stateOf({ PROTECTED: 3 }, { failures24h: 1 })).toBe('WARNING');
    expect(stateOf({ PROTECTED: 3, UNKNOWN: 1 })).toBe('WARNING');
    for (const state of ['LATE', 'DOWN'] as const)
      expect(stateOf({ PROTECTED: 3 }, { freshness: { state, asOf: ago(tooOldMs) } })).toBe('WARNING');
  });

  test('is UNKNOWN with data that is too old, without any, and without a machine that is known', () => {
    expect(stateOf({ FAILING: 1 }, { freshness: { state: 'LATE', asOf: ago(tooOldMs + 1) } })).toBe('UNKNOWN');
    expect(stateOf({ PROTECTED: 1 }, { freshness: { state: 'LATE', asOf: null } })).toBe('UNKNOWN');
    expect(stateOf({ UNKNOWN: 4 })).toBe('UNKNOWN');
    expect(stateOf({}, { oldestGoodBackupAt: null })).toBe('UNKNOWN');
  });

  const anyFacts = fc.record({
    freshness: fc.record({
      state: fc.constantFrom('LIVE', 'LATE', 'DOWN'),
      asOf: fc.option(fc.integer({ min: 0, max: 2 * tooOldMs }).map(ago)),
    }),
    protection: fc.record(
      Object.fromEntries(protectionStates.map((state) => [state, fc.nat({ max: 3 })])) as Record<
        ProtectionState,
        fc.Arbitrary<number>
      >,
    ),
    failures24h: fc.nat({ max: 3 }),
    oldestGoodBackupAt: fc.option(fc.constant(new Date('2026-11-01T00:00:00.000Z'))),
  }) as fc.Arbitrary<Facts>;

  test('whatever the facts: the contract holds, no count is lost, and OK means that nothing is wrong', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const { state, machines, asOf } = TenantStatus.parse(statusOf(given, now));
        const { UNKNOWN, PENDING, EXCLUDED } = given.protection;
        const named = machines.protected + machines.late + machines.failing + machines.unprotected;
        expect(machines.total).toBe(named + UNKNOWN + PENDING + EXCLUDED);
        expect(asOf).toBe(given.freshness.asOf);
        if (state === 'OK')
          expect([machines.late, machines.failing, machines.unprotected, UNKNOWN, given.failures24h]).toEqual([
            0, 0, 0, 0, 0,
          ]);
      }),
    );
  });

  const rank = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;
  test('one more bad machine never makes the state better', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom('LATE', 'FAILING', 'NOT_RESTORABLE', 'UNPROTECTED'), (given, bad) => {
        const before = statusOf(given, now).state;
        const worse = { ...given, protection: { ...given.protection, [bad]: given.protection[bad] + 1 } };
        const after = statusOf(worse, now).state;
        // A tenant of which nothing was known is known a little now.
        if (before !== 'UNKNOWN') expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
        else expect(after).not.toBe('OK');
      }),
    );
  });
});
