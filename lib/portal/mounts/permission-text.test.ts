import { describe, expect, test } from 'vitest';
import { permissionText } from './files';

describe('permissionText', () => {
  test('reads like ls -l, in whatever order the names come', () => {
    expect(permissionText(['OTHERS_READ', 'OWNER_READ', 'OWNER_WRITE', 'GROUP_READ'])).toBe('rw-r--r--');
    expect(permissionText(['OWNER_EXECUTE'])).toBe('--x------');
  });

  test('names of a newer server change nothing, and no names say nothing', () => {
    expect(permissionText(['OWNER_READ', 'STICKY'])).toBe('r--------');
    expect(permissionText([])).toBeNull();
  });
});
