import { describe, expect, test } from 'vitest';
import { permissionText } from './files';

describe('permissionText', () => {
  test('looks like the output of ls -l in any order of the names', () => {
    expect(permissionText(['OTHERS_READ', 'OWNER_READ', 'OWNER_WRITE', 'GROUP_READ'])).toBe('rw-r--r--');
    expect(permissionText(['OWNER_EXECUTE'])).toBe('--x------');
  });

  test('ignores unknown names, and is null without names', () => {
    expect(permissionText(['OWNER_READ', 'STICKY'])).toBe('r--------');
    expect(permissionText([])).toBeNull();
  });
});
