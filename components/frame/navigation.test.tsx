import { describe, expect, test } from 'vitest';
import { rolePermissions, roles } from '@/lib/contracts/me';
import type { Me, Role } from '@/lib/contracts/me';
import { navItemsFor } from './navigation';

const watching = ['/overview', '/machines', '/activity', '/policies'];
const pages: Readonly<Record<Role, readonly string[]>> = {
  BILLING: [],
  VIEWER: watching,
  BACKUP_OPERATOR: watching,
  RESTORE_OPERATOR: [...watching, '/mounts'],
  OPERATOR: [...watching, '/mounts'],
  ADMIN: [...watching, '/mounts'],
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
