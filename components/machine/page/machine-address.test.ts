import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedQuery } from '@/lib/client/address-state';
import { queryString } from '@/lib/client/addresses';
import { ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import { OperationListQuery } from '@/lib/contracts/operation';
import { RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import {
  machineTabs,
  readMachineActivityAddress,
  readMachineTab,
  readPlannedAddress,
  readRecoveryPointAddress,
  readShowsRemoved,
  tabChanges,
} from './machine-address';

const entries = fc.dictionary(
  fc.constantFrom('page', 'sort', 'status', 'type', 'tab', 'state', 'removed'),
  fc.oneof(fc.string(), fc.constantFrom('FAILED,SUCCESS', 'MISSED,LATE', 'FULL', '-sizeBytes', '3', 'points', 'shown')),
);

describe('addresses of a machine', () => {
  test('keep only values that the API accepts', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const params = new URLSearchParams(given);
        const asked = (list: object) => Object.fromEntries(new URLSearchParams(queryString({ ...list })));
        expect(RecoveryPointListQuery.safeParse(asked(readRecoveryPointAddress(params))).success).toBe(true);
        expect(OperationListQuery.safeParse(asked(readMachineActivityAddress(params, 'm'))).success).toBe(true);
        expect(ExpectedRunListQuery.safeParse(asked(readPlannedAddress(params, 'm'))).success).toBe(true);
      }),
    );
  });

  test('request removed points only on demand', () => {
    const asked = (query: string) => readRecoveryPointAddress(new URLSearchParams(query)).status;
    expect(asked('')).toEqual(['SUCCESS', 'PARTIAL', 'FAILED', 'RUNNING', 'UNKNOWN']);
    expect(asked('type=FULL')).not.toContain('REMOVED');
    expect(asked('removed=shown')).toBeUndefined();
    expect(asked('status=FAILED&removed=shown')).toEqual(['FAILED']);
    expect(asked('status=REMOVED')).toEqual(['REMOVED']);
    expect(readShowsRemoved(new URLSearchParams('removed=1'))).toBe(false);
  });

  test('drop the parameters of one view in the next', () => {
    for (const tab of machineTabs) {
      const query = changedQuery('status=FAILED&type=FULL&sort=-sizeBytes&state=MISSED&page=3&days=7', tabChanges(tab));
      expect(readMachineTab(new URLSearchParams(query))).toBe(tab);
      expect(readRecoveryPointAddress(new URLSearchParams(query))).toEqual(
        readRecoveryPointAddress(new URLSearchParams()),
      );
      expect(readPlannedAddress(new URLSearchParams(query), 'm')).toEqual(
        readPlannedAddress(new URLSearchParams(), 'm'),
      );
      expect(new URLSearchParams(query).get('days')).toBe('7');
    }
  });
});
