import { describe, expect, test } from 'vitest';
import { mintAuthorizedMachine, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { PolicyInput, RuleDestinationInput } from '@/lib/storware/model/policy';
import { changedPolicyBody, changedRuleBody, newPolicyBody, newRuleBody } from '@/lib/storware/resources/policy-rules';

const retention = {
  keepLastFull: 4,
  keepFullNewerThanMs: 2_592_000_000,
  keepLastIncremental: 30,
  keepIncrementalNewerThanMs: 2_592_000_000,
};
const wireRetention = {
  retentionKeepLastNFull: 4,
  retentionKeepFullNewerThan: 2_592_000_000,
  retentionKeepLastNIncremental: 30,
  retentionKeepIncrementalNewerThan: 2_592_000_000,
};
const primary: RuleDestinationInput = { role: 'PRIMARY', destinationGuid: 'd1', active: true, retention };
const rule = { name: 'Default', active: true, schedules: [mintAuthorizedSchedule('s1')], destinations: [primary] };
const input: PolicyInput = {
  name: 'acme-p',
  active: true,
  priority: 50,
  autoRemoveNonPresent: false,
  machines: [mintAuthorizedMachine('m1')],
  tenantId: 'k-1',
  rule,
};

describe('newPolicyBody', () => {
  test('has every field that 7.x requires, no auto-assignment, and the rule inline in both dialects', () => {
    expect(newPolicyBody(input, true)).toEqual({
      name: 'acme-p',
      active: true,
      priority: 50,
      autoRemoveNonPresent: false,
      backupRetryCount: 0,
      vms: [{ guid: 'm1' }],
      projects: [],
      visibleForAllProjects: false,
      dailyReportEnabled: false,
      executeAutoAssignmentAfterSavingPolicy: false,
      disableCleanOldBackups: false,
      quiesceBeforeSnapshot: false,
      tenantId: 'k-1',
      autoAssignSettings: {
        mode: { name: 'DISABLED' },
        includeTags: [],
        excludeTags: [],
        includeRegExps: [],
        excludeRegExps: [],
        hvClusters: [],
        projects: [],
      },
      rules: [
        {
          name: 'Default',
          active: true,
          position: 0,
          schedules: [{ guid: 's1' }],
          backupDestinations: [{ guid: 'd1' }],
          ruleBackupDestinations: [
            {
              roleType: { name: 'PRIMARY' },
              backupDestination: { guid: 'd1' },
              active: true,
              daysToKeepRetentionLock: 0,
              backupRetentionSettings: { ...wireRetention, keepLastBackupWhenSourceStillExists: false },
            },
          ],
        },
      ],
    });
    expect(newPolicyBody(input, false)).not.toHaveProperty('rules');
    expect(newRuleBody(rule, 'p1')).toMatchObject({ policy: { guid: 'p1' } });
  });

  test.each([-1, 101, 1.5])('priority %d is refused', (priority) => {
    expect(() => newPolicyBody({ ...input, priority }, true)).toThrow(RangeError);
  });

  test('refuses a rule without an active primary destination', () => {
    expect(() => newRuleBody({ ...rule, destinations: [] }, null)).toThrow(RangeError);
    expect(() => newRuleBody({ ...rule, destinations: [{ ...primary, role: 'SECONDARY' }] }, null)).toThrow(RangeError);
  });
});

describe('changedPolicyBody', () => {
  const raw = {
    guid: 'p1',
    name: 'acme-p',
    priority: 50,
    scanFileSystem: true,
    novelty: { of: '8.0' },
    autoAssignSettings: { mode: { name: 'ASSIGN_ONLY' }, includeTags: ['x'] },
    vms: [{ guid: 'm1', name: 'whole record' }],
  };

  test('keeps unknown fields, rules and machines', () => {
    const rules = [{ guid: 'r1', novelty: 1 }];
    expect(
      changedPolicyBody(raw, rules, ['m1', 'm2'], {
        active: false,
        add: [{ guid: 'm3' }, { guid: 'm1' }],
        remove: [{ guid: 'm2' }],
      }),
    ).toEqual({
      ...raw,
      active: false,
      rules,
      vms: [{ guid: 'm1' }, { guid: 'm3' }],
      autoAssignSettings: { mode: { name: 'DISABLED' }, includeTags: ['x'] },
      executeAutoAssignmentAfterSavingPolicy: false,
    });
  });
});

describe('changedRuleBody', () => {
  const secondary = { roleType: 'SECONDARY', backupDestination: { guid: 'd2' }, active: true, guid: 'rbd2' };
  const raw = {
    guid: 'r1',
    name: 'Default',
    novelty: true,
    schedules: [{ guid: 's0' }],
    ruleBackupDestinations: [
      {
        guid: 'rbd1',
        type: 'VM',
        roleType: { name: 'PRIMARY' },
        backupDestination: { guid: 'd0', name: 'old' },
        active: true,
        daysToKeepRetentionLock: 7,
        backupRetentionSettings: { keepLastBackupWhenSourceStillExists: true },
      },
      secondary,
    ],
  };

  test('a change of destination keeps lock and identity of its entry, and switches off an unnamed role', () => {
    expect(changedRuleBody(raw, { destinations: [primary] })).toEqual({
      ...raw,
      backupDestinations: [{ guid: 'd1' }],
      ruleBackupDestinations: [
        {
          guid: 'rbd1',
          type: 'VM',
          roleType: { name: 'PRIMARY' },
          backupDestination: { guid: 'd1' },
          active: true,
          daysToKeepRetentionLock: 7,
          backupRetentionSettings: { ...wireRetention, keepLastBackupWhenSourceStillExists: true },
        },
        { ...secondary, active: false },
      ],
    });
  });

  test('without a change it is the same', () => {
    expect(changedRuleBody(raw, {})).toEqual(raw);
    expect(changedRuleBody(raw, { schedules: [] })).toEqual({ ...raw, schedules: [] });
  });
});
