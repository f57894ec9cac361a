import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Backup } from '@/simulator/model/backup';
import type { Retention } from '@/simulator/model/policy';
import { SYSTEM_ORIGIN } from '@/simulator/model/platform';

import { expiredBackups } from './retention';

const DAY = 86_400_000;
const NOW = 100 * DAY;

function chainOf(types: readonly ('FULL' | 'INCREMENTAL')[]): Backup[] {
  let parent: string | null = null;
  return types.map((wanted, index) => {
    const type = parent === null ? 'FULL' : wanted;
    const backup: Backup = {
      guid: `b${String(index)}`,
      machineGuid: 'm',
      machineName: 'm',
      createdAt: 0,
      status: 'SUCCESS',
      statusInfo: null,
      type,
      snapshotTime: NOW - (types.length - index) * DAY,
      backupTime: 0,
      size: 1,
      parentGuid: type === 'FULL' ? null : parent,
      ruleGuid: 'r',
      policyGuid: 'p',
      projectGuid: null,
      origin: SYSTEM_ORIGIN,
      warnings: [],
      warningsAcknowledged: false,
      description: null,
      times: { queuedExport: null, export: null, queuedStore: null, store: null },
      locations: [],
      nodeGuid: null,
      hypervisorGuid: null,
      managerGuid: null,
    };
    parent = backup.guid;
    return backup;
  });
}

const limits = fc.option(fc.integer({ min: 0, max: 20 }), { nil: null });
const retentions: fc.Arbitrary<Retention> = fc.record({
  keepLastNFull: limits,
  keepFullNewerThanMs: limits.map((days) => (days === null ? null : days * DAY)),
  keepLastNIncremental: limits,
  keepIncrementalNewerThanMs: limits.map((days) => (days === null ? null : days * DAY)),
  keepLastWhenSourceExists: fc.boolean(),
});
const chains = fc.array(fc.constantFrom('FULL' as const, 'INCREMENTAL' as const), { maxLength: 25 }).map(chainOf);

describe('retention', () => {
  test('never removes a backup that another one needs, nor one without the rest of its chain', () => {
    fc.assert(
      fc.property(chains, retentions, fc.boolean(), (backups, retention, exists) => {
        const expired = expiredBackups(backups, retention, NOW, exists);
        const byGuid = new Map(backups.map((backup) => [backup.guid, backup]));
        for (const backup of backups) {
          const parent = byGuid.get(backup.parentGuid ?? '');
          if (parent !== undefined) expect(expired.has(backup)).toBe(expired.has(parent));
        }
      }),
    );
  });

  test('removes full backups by count or age, whichever is exceeded first', () => {
    const backups = chainOf(Array.from({ length: 10 }, () => 'FULL' as const));
    const retention: Retention = {
      keepLastNFull: 4,
      keepFullNewerThanMs: 30 * DAY,
      keepLastNIncremental: null,
      keepIncrementalNewerThanMs: null,
      keepLastWhenSourceExists: false,
    };
    expect(expiredBackups(backups, retention, NOW, true).size).toBe(6);
    expect(expiredBackups(backups, { ...retention, keepFullNewerThanMs: 2.5 * DAY }, NOW, true).size).toBe(8);
  });

  test('can keep the last backup of an existing machine', () => {
    const backups = chainOf(['FULL', 'FULL']);
    const retention: Retention = {
      keepLastNFull: 0,
      keepFullNewerThanMs: null,
      keepLastNIncremental: null,
      keepIncrementalNewerThanMs: null,
      keepLastWhenSourceExists: true,
    };
    expect([...expiredBackups(backups, retention, NOW, true)].map(({ guid }) => guid)).toEqual(['b0']);
    expect(expiredBackups(backups, retention, NOW, false).size).toBe(2);
  });
});
