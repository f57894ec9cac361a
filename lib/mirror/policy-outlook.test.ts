import { describe, expect, test } from 'vitest';
import { policyOutlook } from './policy-outlook';
import type { StoredRule } from './stored-json';

const now = new Date('2026-03-10T12:00:00Z');
function schedule(guid: string, hour: number, change: { active?: boolean; backupType?: string } = {}) {
  return {
    guid, active: true, backupType: 'FULL', executionType: 'TIME', hourMs: hour * 3_600_000, startWindowMs: null,
    intervalStartMs: null, intervalEndMs: null, intervalEveryMs: null, daysOfWeek: [], months: [], occurrences: [], ...change,
  };
}
function rule(scheduleGuids: string[], active = true): StoredRule {
  return { guid: `rule of ${scheduleGuids.join()}`, name: null, active, position: 0, scheduleGuids, destinations: [] };
}
const schedules = new Map(
  [schedule('early', 1), schedule('late', 20), schedule('off', 13, { active: false }), schedule('copy', 14, { backupType: 'SYNCHRONIZATION' })].map((one) => [one.guid, one]),
);

describe('policyOutlook', () => {
  test.each<[string, boolean, StoredRule[], boolean, string | null]>([
    ['the earliest of its active schedules is next', true, [rule(['early', 'late'])], true, '2026-03-10T20:00:00.000Z'],
    ['over all of its rules', true, [rule(['early']), rule(['late'])], true, '2026-03-10T20:00:00.000Z'],
    ['but not those of a rule that is off', true, [rule(['early']), rule(['late'], false)], true, '2026-03-11T01:00:00.000Z'],
    ['a policy that is off has schedules, and no next run', false, [rule(['early'])], true, null],
    ['a schedule that is off, a copy, or one that is unknown starts no backup', true, [rule(['off', 'copy', 'unknown'])], false, null],
    ['no rule, no run', true, [], false, null],
  ])('%s', (_name, active, rules, hasActiveSchedule, nextRunAt) => {
    const outlook = policyOutlook({ active, rules }, schedules, now);
    expect({ ...outlook, nextRunAt: outlook.nextRunAt?.toISOString() ?? null }).toEqual({ active, hasActiveSchedule, nextRunAt });
  });
});
