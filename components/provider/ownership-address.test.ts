import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queryString } from '@/lib/client/addresses';
import { ProviderMachineListQuery } from '@/lib/contracts/provider';
import { effectiveOwner, ownerParam, readOwnershipAddress } from './ownership-address';

describe('readOwnershipAddress', () => {
  test('asks the API only for what it accepts, whatever stands in the address', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('none', 'all', 'acme', '-owner', '2', 'RHV'));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('owner', 'page', 'pageSize', 'sort', 'search', 'platform'), value),
        (entries) => {
          const { owner, params } = readOwnershipAddress(new URLSearchParams(entries));
          const asked = queryString({ ...params, owner: ownerParam(effectiveOwner(owner, 3) ?? 'all') });
          expect(ProviderMachineListQuery.safeParse(Object.fromEntries(new URLSearchParams(asked))).success).toBe(true);
        },
      ),
    );
  });
});

describe('effectiveOwner', () => {
  test('shows what nobody owns first, as long as there is any', () => {
    expect(effectiveOwner(null, 3)).toBe('none');
    expect(effectiveOwner(null, 0)).toBe('all');
    expect(effectiveOwner(null, undefined)).toBeUndefined();
  });

  test('does what the address says', () => {
    expect(effectiveOwner('all', 3)).toBe('all');
    expect(effectiveOwner('acme', undefined)).toBe('acme');
    expect(ownerParam('all')).toBeUndefined();
    expect(ownerParam('none')).toBe('none');
  });
});
