import { describe, expect, test } from 'vitest';
import type { ProviderTenant } from '@/lib/contracts/tenant';
import { holdingsToHandOver } from './delete-tenant-dialog';
import { readTenantAddress, shownTenants } from './tenant-address';

const tenant = (name: string, given: Partial<ProviderTenant> = {}): ProviderTenant => ({
  slug: name.toLowerCase().replaceAll(' ', '-'),
  name,
  externalId: null,
  timeZone: 'UTC',
  language: null,
  status: 'ACTIVE',
  suspendedAt: null,
  internal: false,
  machines: 0,
  members: 0,
  ...given,
});
const all = [
  tenant('Site 10', { machines: 5, members: 1 }),
  tenant('Ägir', { machines: 5, members: 2, status: 'SUSPENDED' }),
  tenant('Site 9', { machines: 7, externalId: 'Project-7' }),
];
const shown = (query: string) =>
  shownTenants(all, readTenantAddress(new URLSearchParams(query)), 'en').map(({ name }) => name);

describe('the list of tenants', () => {
  test.each([
    ['', ['Ägir', 'Site 9', 'Site 10']],
    ['sort=-name', ['Site 10', 'Site 9', 'Ägir']],
    ['sort=-machines', ['Site 9', 'Ägir', 'Site 10']],
    ['sort=members', ['Site 9', 'Site 10', 'Ägir']],
    ['sort=secret', ['Ägir', 'Site 9', 'Site 10']],
    ['status=SUSPENDED', ['Ägir']],
    ['status=GONE', ['Ägir', 'Site 9', 'Site 10']],
    ['search=%20project-7%20', ['Site 9']],
    ['search=site-1', ['Site 10']],
    ['search=nothing', []],
  ])('at ?%s shows %j', (query, names) => {
    expect(shown(query)).toEqual(names);
  });
});

test('what has to be handed over is what the tenant owns, without running work', () => {
  expect(holdingsToHandOver({ machines: 2, policies: 0, schedules: 0, mounts: 1, running: 3 })).toEqual([
    'machines',
    'mounts',
  ]);
  expect(holdingsToHandOver({ machines: 0, policies: 0, schedules: 0, mounts: 0, running: 0 })).toEqual([]);
});
