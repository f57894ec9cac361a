import { describe, expect, test } from 'vitest';
import { firstDueRun, summarizePolicy } from './policy-summary';
import type { StoredRule } from '@/lib/mirror/stored-json';

const now = new Date('2026-03-10T12:00:00Z');
const seen = new Date('2026-03-01T00:00:00Z');
function schedule(
  guid: string,
  hour: number,
  change: {
    active?: boolean;
    backupType?: string;
    executionType?: string;
    changedAt?: Date;
    firstSeenAt?: Date;
    startWindowMs?: number;
  } = {},
) {
  return {
    guid,
    active: true,
    backupType: 'FULL',
    executionType: 'TIME',
    hourMs: hour * 3_600_000,
    startWindowMs: null,
    intervalStartMs: null,
    intervalEndMs: null,
    intervalEveryMs: null,
    daysOfWeek: [],
    months: [],
    occurrences: [],
    firstSeenAt: seen,
    changedAt: seen,
    ...change,
  };
}
function rule(scheduleGuids: string[], active = true): StoredRule {
  return { guid: `rule of ${scheduleGuids.join()}`, name: null, active, position: 0, scheduleGuids, destinations: [] };
}
const schedules = new Map(
  [
    schedule('early', 1),
    schedule('late', 20),
    schedule('off', 13, { active: false }),
    schedule('copy', 14, { backupType: 'SYNCHRONIZATION' }),
  ].map((one) => [one.guid, one]),
);

describe('summarizePolicy', () => {
  test.each<[string, boolean, StoredRule[], boolean, string | null]>([
    ['the earliest of its active schedules is next', true, [rule(['early', 'late'])], true, '2026-03-10T20:00:00.000Z'],
    ['over all of its rules', true, [rule(['early']), rule(['late'])], true, '2026-03-10T20:00:00.000Z'],
    [
      'but not those of a rule that is off',
      true,
      [rule(['early']), rule(['late'], false)],
      true,
      '2026-03-11T01:00:00.000Z',
    ],
    ['a policy that is off has schedules, and no next run', false, [rule(['early'])], true, null],
    [
      'a schedule that is off, a copy, or one that is unknown starts no backup',
      true,
      [rule(['off', 'copy', 'unknown'])],
      false,
      null,
    ],
    ['no rule, no run', true, [], false, null],
  ])('%s', (_name, active, rules, hasActiveSchedule, nextRunAt) => {
    const summary = summarizePolicy({ active, rules }, schedules, now);
    expect({ ...summary, nextRunAt: summary.nextRunAt?.toISOString() ?? null }).toMatchObject({
      active,
      hasActiveSchedule,
      nextRunAt,
      isNotUnderstood: false,
      obstacle: null,
    });
  });

  test('unknown kinds of schedules count as starting nothing', () => {
    for (const odd of [schedule('odd', 1, { executionType: 'CRON' }), schedule('odd', 1, { backupType: 'REVERSE' })]) {
      const known = new Map([...schedules, ['odd', odd]]);
      expect(summarizePolicy({ active: true, rules: [rule(['odd'])] }, known, now)).toMatchObject({
        hasActiveSchedule: true,
        isNotUnderstood: true,
        nextRunAt: null,
      });
      expect(summarizePolicy({ active: true, rules: [rule(['odd', 'late'])] }, known, now)).toMatchObject({
        isNotUnderstood: false,
      });
    }
  });

  test('a policy stores nothing when the destination of every active rule was deleted', () => {
    const at = (guid: string, role = 'PRIMARY', active = true) => ({
      ...rule(['early']),
      destinations: [{ guid, name: null, role, active, retention: null }],
    });
    const obstacle = (...rules: StoredRule[]) =>
      summarizePolicy({ active: true, rules }, schedules, now, (guid) => guid !== 'gone').obstacle;
    expect(obstacle(at('here'))).toBeNull();
    expect(obstacle(rule(['early']))).toBeNull();
    expect(obstacle(at('gone'))?.text).toBe('its backup destination no longer exists.');
    expect(obstacle(at('gone'), at('here'))).toBeNull();
    expect(obstacle(at('here'), at('gone', 'SECONDARY'))).toBeNull();
    expect(obstacle(at('gone', 'PRIMARY', false))).toBeNull();
  });
});

describe('firstDueRun', () => {
  const run = (one: ReturnType<typeof schedule>, after: string, knownSince = seen) => {
    const found = firstDueRun([one], { after: new Date(after), knownSince });
    return found && `${found.at.toISOString()} ${found.windowEndsAt.toISOString()}`;
  };
  test('is the next run after, with its window and a minute; six hours without a window', () => {
    expect(run(schedule('a', 1, { startWindowMs: 3_600_000 }), '2026-03-10T00:00:00Z')).toBe(
      '2026-03-10T01:00:00.000Z 2026-03-10T02:01:00.000Z',
    );
    expect(run(schedule('a', 1), '2026-03-10T00:00:00Z')).toBe('2026-03-10T01:00:00.000Z 2026-03-10T07:01:00.000Z');
  });
  test('a backup that began a little early counts for that run', () => {
    expect(run(schedule('a', 1), '2026-03-10T00:59:30Z')).toBe('2026-03-11T01:00:00.000Z 2026-03-11T07:01:00.000Z');
  });
  test('a schedule counts from its last change, or from when it was first seen if the portal had synced before', () => {
    expect(run(schedule('a', 1, { changedAt: new Date('2026-03-09T12:00:00Z') }), '2026-03-05T00:00:00Z')).toContain(
      '2026-03-10T01:00:00.000Z',
    );
    expect(run(schedule('a', 1), '2026-02-01T00:00:00Z')).toContain('2026-02-01T01:00:00.000Z');
    expect(run(schedule('a', 1), '2026-02-01T00:00:00Z', new Date('2026-02-10T00:00:00Z'))).toContain(
      '2026-03-01T01:00:00.000Z',
    );
  });
});
