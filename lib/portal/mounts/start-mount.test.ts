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
  test('every mode is possible without an obstacle', () => {
    for (const mode of mountModes) expect(mountObstacle(mode, open)).toBeNull();
  });

  test('every mode names the reason of a recovery point that can’t be restored', () => {
    for (const mode of mountModes)
      expect(
        mountObstacle(mode, { ...open, parts: null, notRestorable: { text: 'Its data is gone.', ref: null } })?.text,
      ).toBe('Its data is gone.');
  });

  test('no mode is possible with disks that can’t be mounted', () => {
    for (const mode of mountModes)
      expect(
        mountObstacle(mode, {
          ...open,
          parts: { ...parts, isMountable: false, withoutFileSystems: null, withoutDisks: null },
        })?.text,
      ).toContain('can’t mount');
  });

  test('file systems can be chosen only when some are known', () => {
    const situation = { ...open, parts: { ...parts, fileSystems: [] } };
    expect(mountObstacle('MANUAL', situation)?.text).toContain('no file system');
    expect(mountObstacle('AUTO', situation)).toBeNull();
  });

  test('iSCSI needs the permission of the provider and disks that support it', () => {
    expect(mountObstacle('ISCSI', { ...open, allowsIscsi: false })?.text).toContain('provider');
    expect(
      mountObstacle('ISCSI', {
        ...open,
        parts: { ...parts, disks: [{ guid: 'd', name: 'vda', sizeBytes: 1, overIscsi: false }] },
      })?.text,
    ).toContain('iSCSI');
  });
});
