import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedQuery } from '@/lib/client/address-state';
import { queryString } from '@/lib/client/addresses';
import { MachineListQuery, protectionStates } from '@/lib/contracts/machine';
import { filterFingerprint, isFiltered, machineSortKeys, readMachineAddress, withoutFilters } from './machine-address';

const read = (query: string) => readMachineAddress(new URLSearchParams(query));

describe('readMachineAddress', () => {
  test('reads what the filters write', () => {
    const query = changedQuery('', {
      search: 'web 1',
      protection: ['LATE', 'FAILING'],
      platform: ['RHV'],
      presence: 'removed',
      restorable: 'no',
      policy: 'none',
      sort: '-size',
      page: 3,
    });
    expect(read(query)).toEqual({
      search: 'web 1',
      protection: ['LATE', 'FAILING'],
      platform: ['RHV'],
      presence: 'removed',
      restorable: 'no',
      policy: 'none',
      sort: '-size',
      page: 3,
      pageSize: undefined,
    });
  });

  test('keeps only values that the API accepts', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('removed', 'LATE,FAILING', '-size', '2', '0', 'RHV', 'none'));
    const name = fc.constantFrom(
      'page',
      'pageSize',
      'sort',
      'search',
      'platform',
      'presence',
      'restorable',
      'protection',
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (entries) => {
        const asked = queryString({ ...readMachineAddress(new URLSearchParams(entries)) });
        expect(MachineListQuery.safeParse(Object.fromEntries(new URLSearchParams(asked))).success).toBe(true);
      }),
    );
  });

  test('is stable: writing and reading its result changes nothing', () => {
    const params = fc.record({
      page: fc.option(fc.integer({ min: 2, max: 9999 }), { nil: undefined }),
      sort: fc.option(fc.constantFrom(...machineSortKeys.map((key) => `-${key}`)), { nil: undefined }),
      search: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9 ,&=%-]{0,20}[a-z0-9]$/), { nil: undefined }),
      protection: fc.option(fc.subarray([...protectionStates], { minLength: 1 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(params, (given) => {
        const once = read(queryString(given));
        expect(once).toMatchObject(
          Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        );
        expect(read(queryString({ ...once }))).toEqual(once);
      }),
    );
  });
});

describe('filterFingerprint', () => {
  test('stays the same over pages and sort orders, so that a selection is kept', () => {
    expect(filterFingerprint(read('search=a&page=2&sort=-name'))).toBe(filterFingerprint(read('search=a')));
    expect(filterFingerprint(read('platform=B,A'))).toBe(filterFingerprint(read('platform=A,B')));
  });

  test('changes with every filter', () => {
    const all = [
      '',
      'search=a',
      'platform=A',
      'presence=removed',
      'restorable=no',
      'protection=LATE',
      'policy=none',
    ].map((query) => filterFingerprint(read(query)));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('isFiltered', () => {
  test('is true for each filter and false without any', () => {
    const query = 'search=a&platform=A&presence=removed&restorable=no&protection=LATE&policy=none&sort=-size';
    expect(isFiltered(read(query))).toBe(true);
    expect(isFiltered(read(changedQuery(query, withoutFilters)))).toBe(false);
    expect(read(changedQuery(query, withoutFilters)).sort).toBe('-size');
  });
});
