import { describe, expect, test } from 'vitest';
import { rolePermissions, roles } from '@/lib/contracts/me';
import type { Me, Role } from '@/lib/contracts/me';
import { navItemsFor } from './navigation';

const watching = ['/overview', '/machines', '/activity', '/policies'];
const pages: Readonly<Record<Role, readonly string[]>> = {
  BILLING: [],
  VIEWER: [...watching, '/settings/members'],
  BACKUP_OPERATOR: [...watching, '/settings/members'],
  RESTORE_OPERATOR: [...watching, '/mounts', '/settings/members'],
  OPERATOR: [...watching, '/mounts', '/settings/members'],
  ADMIN: [...watching, '/mounts', '/settings/members'],
};

const me = (permissions: Me['permissions']): Me => ({
  user: { id: 'u', name: 'U', email: 'u@x.test' },
  tenant: null,
  role: null,
  permissions,
  tenants: [],
  provider: null,
  timeZone: null,
  language: null,
});

describe('navigation', () => {
  test.each(roles)('shows a %s the pages that the role may see', (role) => {
    expect(navItemsFor(me([...rolePermissions[role]])).map(({ href }) => href)).toEqual(pages[role]);
  });

  test('shows a provider without a tenant the pages of the provider only', () => {
    const shown = navItemsFor(me(['provider'])).map(({ href }) => href);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((href) => !href.startsWith('/provider/'))).toEqual([]);
  });
});
