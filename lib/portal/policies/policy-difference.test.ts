import { describe, expect, test } from 'vitest';
import type { Policy, PolicyBody } from '@/lib/contracts/policy';
import { bodyOfPolicy } from '@/lib/portal/schedules/write-schedule';
import { policyDifference } from './policy-difference';

const score = { expected: 0, kept: 0, percent: null };
const part = { keepLast: 4, keepDays: 30 };
const theirs: Policy = {
  guid: 'p',
  name: 'Nightly',
  active: true,
  priority: 50,
  machines: ['a', 'b'].map((guid) => ({ guid, name: `vm-${guid}` })),
  destination: { guid: 'd1', name: 'Store' },
  secondaryDestination: null,
  obstacle: null,
  retention: { full: part, incremental: part },
  schedules: [
    {
      guid: 's1',
      name: 'Every night',
      active: true,
      backupType: 'FULL',
      timeZone: 'Europe/Warsaw',
      execution: { kind: 'TIME', at: '02:00' },
      daysOfWeek: ['MONDAY'],
      months: [],
      occurrences: [],
      startWindowMinutes: 60,
      policy: { guid: 'p', name: 'Nightly' },
      readOnly: false,
      condition: { kind: 'OK', detail: null },
      nextRuns: [],
    },
  ],
  autoRemoveNonPresent: false,
  version: 3,
  readOnly: false,
  condition: 'OK',
  nextRunAt: null,
  lastResult: null,
  scores: { days7: score, days30: score },
};
const same = bodyOfPolicy(theirs);
const names = new Map([
  ['c', 'vm-c'],
  ['d2', 'Vault'],
]);
const words = (change: Partial<PolicyBody>) =>
  policyDifference(theirs, { ...same, ...change }, names).map(({ path, message }) => `${path} ${message}`);

describe('differences between two versions of a policy', () => {
  test('are none when it is written unchanged', () => {
    expect(words({})).toEqual([]);
    expect(words({ version: 1, moveMachines: ['a'] })).toEqual([]);
  });

  test('are listed field by field, with names instead of ids', () => {
    expect(words({ name: 'Nights', active: false, priority: 7 })).toEqual([
      'name is “Nightly” now, you sent “Nights”',
      'active is on now, you sent off',
      'priority is 50 now, you sent 7',
    ]);
    expect(words({ destination: 'd2', secondaryDestination: 'd1' })).toEqual([
      'destination is Store now, you sent Vault',
      'secondaryDestination is none now, you sent d1',
    ]);
    expect(words({ retention: { full: { keepLast: 9, keepDays: 30 }, incremental: part } })).toEqual([
      'retention.full.keepLast is 4 now, you sent 9',
    ]);
    expect(words({ machines: ['b', 'c'] })).toEqual([
      'machines vm-c is not in it now, but in your version',
      'machines vm-a is in it now, but not in your version',
    ]);
  });

  test('name changed, new and deleted schedules', () => {
    const [nightly] = same.schedules;
    if (!nightly) throw new Error('no schedule');
    const { guid: _, ...fresh } = nightly;
    expect(words({ schedules: [{ ...nightly, execution: { kind: 'TIME', at: '03:00' } }] })).toEqual([
      'schedules.0 “Every night” is Full backup at 02:00 on Monday (Europe/Warsaw) now, you sent “Every night”: Full backup at 03:00 on Monday (Europe/Warsaw)',
    ]);
    expect(words({ schedules: [{ ...fresh, name: 'New' }] })).toEqual([
      'schedules.0 “New” is new in your version: Full backup at 02:00 on Monday (Europe/Warsaw)',
      'schedules “Every night” (Full backup at 02:00 on Monday (Europe/Warsaw)) exists now, but not in your version',
    ]);
    expect(words({ schedules: [nightly, { ...nightly, guid: 'gone', name: 'Old' }] })).toEqual([
      'schedules.1 “Old” no longer exists',
    ]);
  });

  test('name ten of many machines', () => {
    const many = Array.from({ length: 25 }, (_, index) => `m${index}`);
    expect(words({ machines: ['a', 'b', ...many] })).toEqual([
      `machines ${many.slice(0, 10).join(', ')} and 15 more are not in it now, but in your version`,
    ]);
  });
});
