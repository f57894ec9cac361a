import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignmentOf, fromTenantsText, lossText, refreshed, withSelectedOwned } from './assignment';
import type { OwnedMachineRef } from './assignment';
import { wordsOf } from '@/lib/client/testing/words';

const tenants = ['acme', 'globex', 'initech'];
const machine = (guid: string, slug: string | null): OwnedMachineRef => ({
  guid,
  name: `vm-${guid}`,
  owner:
    slug === null
      ? null
      : { slug, name: slug.toUpperCase(), source: 'MANUAL', assignedBy: null, assignedAt: '2026-11-23T12:00:00.000Z' },
});
const selections = fc
  .array(fc.constantFrom(null, ...tenants), { maxLength: 40 })
  .map((owners) => owners.map((owner, index) => machine(String(index), owner)));

describe('assignmentOf', () => {
  test('counts every machine exactly once', () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(null, ...tenants), (selected, tenant) => {
        const { machines, fromNobody, fromTenants, unchanged } = assignmentOf(selected, tenant, 'en');
        expect(machines.length + unchanged).toBe(selected.length);
        expect(fromNobody + fromTenants.reduce((sum, from) => sum + from.machines.length, 0)).toBe(machines.length);
      }),
    );
  });

  test('moves nothing to where it already is', () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(null, ...tenants), (selected, tenant) => {
        const { machines, fromTenants } = assignmentOf(selected, tenant, 'en');
        expect(machines.every(({ owner }) => (owner?.slug ?? null) !== tenant)).toBe(true);
        expect(fromTenants.map(({ slug }) => slug)).not.toContain(tenant);
      }),
    );
  });

  test('names who loses machines, the most first', async () => {
    const t = await wordsOf('provider');
    const assignment = assignmentOf(
      [machine('a', 'acme'), machine('b', 'globex'), machine('c', 'globex'), machine('d', null)],
      'initech',
      'en',
    );
    expect(fromTenantsText(assignment, t)).toBe('2 from GLOBEX, 1 from ACME');
    expect(lossText(assignment, t)).toBe('GLOBEX loses 2 machines, ACME loses 1 machine');
    expect(assignment.fromNobody).toBe(1);
  });
});

describe('selection of the provider', () => {
  test('keeps machines of other pages and asks about owners as they are now', () => {
    const selected = withSelectedOwned(new Map([['a', machine('a', null)]]), new Set(['a', 'b']), [
      machine('b', null),
      machine('c', null),
    ]);
    expect([...selected.keys()]).toEqual(['a', 'b']);
    expect(refreshed(selected, [machine('b', 'acme')]).map(({ owner }) => owner?.slug ?? null)).toEqual([null, 'acme']);
  });
});
