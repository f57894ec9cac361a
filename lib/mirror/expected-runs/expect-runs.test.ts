import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { say } from '@/lib/core/say';
import type { Attempt, DueRun, RunContext } from './expect-runs';
import { evaluateRun, matchRuns, toleranceMs } from './expect-runs';

const minute = 60_000;
const base = Date.parse('2026-11-02T02:00:00Z');
const at = (minutes: number): Date => new Date(base + minutes * minute);
const runAt = (minutes: number, window = 60): DueRun => ({ dueAt: at(minutes), windowEndsAt: at(minutes + window) });
const attempt = (
  minutes: number,
  outcome: Attempt['outcome'] = 'GOOD',
  guid: string | null = `b${minutes}`,
): Attempt => ({
  guid,
  at: at(minutes),
  startedAt: at(minutes),
  outcome,
  cause: outcome === 'FAILED' ? { text: `why ${minutes}`, ref: null } : null,
});
const context: RunContext = { now: at(1_000), knownAt: at(1_000), released: null, isSilent: false };

const runsOf = fc
  .uniqueArray(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 12 })
  .map((due) => due.map((minutes) => runAt(minutes)));
const attemptsOf = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: -100, max: 2_500 }),
      outcome: fc.constantFrom('GOOD', 'FAILED', 'RUNNING'),
      id: fc.uuid(),
    }),
    { maxLength: 20 },
  )
  .map((all) => all.map(({ minutes, outcome, id }) => attempt(minutes, outcome, id)));

describe('matching attempts to runs', () => {
  test('matches an attempt to at most one run, never to a later one, and every attempt after the first run to one', () => {
    fc.assert(
      fc.property(runsOf, attemptsOf, (runs, attempts) => {
        const matched = matchRuns(runs, attempts);
        const all = matched.flat();
        expect(new Set(all.map(({ guid }) => guid)).size).toBe(all.length);
        const first = Math.min(...runs.map(({ dueAt }) => dueAt.getTime()));
        expect(all.length).toBe(attempts.filter((one) => one.at.getTime() >= first - toleranceMs).length);
        matched.forEach((some, index) => {
          const due = runs[index]?.dueAt.getTime() ?? 0;
          for (const one of some) {
            expect(one.at.getTime()).toBeGreaterThanOrEqual(due - toleranceMs);
            for (const other of runs)
              expect(other.dueAt.getTime() > due && other.dueAt.getTime() - toleranceMs <= one.at.getTime()).toBe(
                false,
              );
          }
        });
      }),
    );
  });

  test('and evaluation do not depend on the order of runs and attempts', () => {
    const results = (runs: readonly DueRun[], attempts: readonly Attempt[]) => {
      const matched = matchRuns(runs, attempts);
      return new Map(runs.map((run, index) => [run.dueAt.getTime(), evaluateRun(run, matched[index] ?? [], context)]));
    };
    fc.assert(
      fc.property(runsOf, attemptsOf, fc.infiniteStream(fc.nat()), (runs, attempts, randoms) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((value) => ({ value, key: Number(randoms.next().value) }))
            .sort((one, other) => one.key - other.key)
            .map(({ value }) => value);
        expect(results(shuffled(runs), shuffled(attempts))).toEqual(results(runs, attempts));
      }),
    );
  });

  test('uses the window of a task, not the time at which it was started', () => {
    const runs = [runAt(0), runAt(60)];
    const slow = { ...attempt(59), startedAt: at(65), at: at(0) };
    expect(matchRuns(runs, [slow])).toEqual([[slow], []]);
  });
});

describe('a run', () => {
  test.each([
    ['is kept by a backup in its window', [attempt(5)], 'KEPT', null],
    [
      'is kept by one that a clock put a little before it, or that began at the very end',
      [{ ...attempt(0), startedAt: at(60.5) }],
      'KEPT',
      null,
    ],
    ['is late when its backup began after the window', [attempt(90)], 'LATE', 'It started after its window had ended.'],
    ['is kept when a retry succeeds', [attempt(5, 'FAILED'), attempt(20)], 'KEPT', null],
    ['is open while a backup of it runs', [attempt(5, 'FAILED'), attempt(20, 'RUNNING')], 'OPEN', null],
    [
      'has failed for the reason of the last attempt',
      [attempt(5, 'FAILED'), attempt(20, 'FAILED')],
      'FAILED',
      'why 20',
    ],
    ['was missed when nothing happened', [], 'MISSED', 'No backup was started in its window.'],
  ] as const)('%s', (_, attempts, state, cause) => {
    const result = evaluateRun(runAt(0), attempts, context);
    expect({ state: result.state, cause: result.cause?.text ?? null }).toEqual({ state, cause });
  });

  test('is open until its window has ended and a later read shows that nothing happened', () => {
    expect(evaluateRun(runAt(0), [], { ...context, now: at(60) }).state).toBe('OPEN');
    expect(evaluateRun(runAt(0), [], { ...context, knownAt: at(60) }).state).toBe('OPEN');
    expect(evaluateRun(runAt(0), [], { ...context, knownAt: null }).state).toBe('OPEN');
    expect(evaluateRun(runAt(0), [], { ...context, knownAt: at(62) }).state).toBe('MISSED');
  });

  test('is skipped when it was not expected, unless it happened', () => {
    const gone = { ...context, released: say('reason.run.machineGone') };
    expect(evaluateRun(runAt(0), [], gone)).toMatchObject({ state: 'SKIPPED', cause: gone.released });
    expect(evaluateRun(runAt(0), [], { ...context, isSilent: true })).toMatchObject({ state: 'SKIPPED' });
    expect(evaluateRun(runAt(0), [attempt(5)], { ...gone, isSilent: true }).state).toBe('KEPT');
    expect(evaluateRun(runAt(0), [attempt(5, 'FAILED')], gone).state).toBe('FAILED');
  });
});
