import { describe, expect, test } from 'vitest';
import { mountModes } from '@/lib/contracts/mount';
import { mountObstacle } from './start-mount';
import type { MountSituation } from './start-mount';

const parts = {
  fileSystems: [{ guid: 'f', name: 'root', type: 'ext4', sizeBytes: 1 }],
  disks: [{ guid: 'd', name: 'vda', sizeBytes: 1, overIscsi: true }],
  isMountable: true,
  withoutFileSystems: null,
  withoutDisks: null,
};
const open: MountSituation = { notRestorable: null, notOffered: null, allowsIscsi: true, parts };

describe('mountObstacle', () => {
  test('where all is well every way is open', () => {
    for (const mode of mountModes) expect(mountObstacle(mode, open)).toBeNull();
  });

  test('a recovery point that can’t be restored says why, for every way', () => {
    for (const mode of mountModes)
      expect(mountObstacle(mode, { ...open, parts: null, notRestorable: 'Its data is gone.' })).toBe(
        'Its data is gone.',
      );
  });

  test('disks that can’t be mounted close every way', () => {
    for (const mode of mountModes)
      expect(
        mountObstacle(mode, {
          ...open,
          parts: { ...parts, isMountable: false, withoutFileSystems: null, withoutDisks: null },
        }),
      ).toContain('can’t mount');
  });

  test('file systems can be chosen only where some are known', () => {
    const situation = { ...open, parts: { ...parts, fileSystems: [] } };
    expect(mountObstacle('MANUAL', situation)).toContain('no file system');
    expect(mountObstacle('AUTO', situation)).toBeNull();
  });

  test('iSCSI needs the provider’s leave and disks that allow it', () => {
    expect(mountObstacle('ISCSI', { ...open, allowsIscsi: false })).toContain('provider');
    expect(
      mountObstacle('ISCSI', {
        ...open,
        parts: { ...parts, disks: [{ guid: 'd', name: 'vda', sizeBytes: 1, overIscsi: false }] },
      }),
    ).toContain('iSCSI');
  });
});
