import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mayCancel, permissions, rolePermissions, roles } from './me';
import type { Permission, Role } from './me';
import { operationKinds } from './operation';

function cellOf(role: Role, permission: Permission): string {
  if (!rolePermissions[role].includes(permission)) return '';
  if (permission !== 'operation:cancel') return 'yes';
  return operationKinds.every((kind) => mayCancel(rolePermissions[role], kind)) ? 'yes' : 'own kind';
}

describe('the permissions of roles', () => {
  test('are those of docs/permissions.md, cell by cell', () => {
    const rows = readFileSync('docs/permissions.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim().replaceAll('`', '')),
      );
    const [head, , ...cells] = rows;
    expect(head).toEqual(['', ...roles]);
    expect(cells).toEqual(
      permissions
        .filter((permission) => permission !== 'provider')
        .map((permission) => [permission, ...roles.map((role) => cellOf(role, permission))]),
    );
  });

  test.each<[Role, readonly string[]]>([
    ['BILLING', []],
    ['VIEWER', []],
    ['BACKUP_OPERATOR', ['BACKUP']],
    ['RESTORE_OPERATOR', ['RESTORE', 'MOUNT', 'UNMOUNT']],
    ['OPERATOR', operationKinds],
    ['ADMIN', operationKinds],
  ])('let a %s cancel only work of these kinds: %s', (role, kinds) => {
    expect(operationKinds.filter((kind) => mayCancel(rolePermissions[role], kind))).toEqual(kinds);
  });

  test('that start work give no right to cancel it', () => {
    expect(operationKinds.filter((kind) => mayCancel(['backup:run', 'restore:run', 'mount:run'], kind))).toEqual([]);
  });
});
