import { describe, expect, test } from 'vitest';
import type { StorwareBackup } from '@/lib/storware/model/backup';
import type { MountRequest } from '@/lib/storware/model/mount';
import { mountBody, mountFolderOf } from '@/lib/storware/resources/start-restore';
import { parseElement } from '@/lib/storware/wire/parse';
import { WireBackup } from '@/lib/storware/wire/wire-backup';

function backupOf(over: object = {}): StorwareBackup {
  const parsed = parseElement(WireBackup, {
    guid: 'b1',
    status: 'SUCCESS',
    snapshotTime: Date.UTC(2026, 2, 1, 4, 5, 6),
    protectedEntity: { guid: 'm1', name: 'web-01' },
    ...over,
  });
  if (!parsed.ok) throw new Error('no backup');
  return parsed.value;
}
const fileSystems = [
  { guid: 'f1', volume: '/dev/vda1', sizeBytes: 1, type: 'xfs', label: null },
  { guid: 'f2', volume: null, sizeBytes: 1, type: 'xfs', label: null },
];
const common = { source: { backupGuid: 'b1', locationGuid: 'l1' }, unmountAfterMs: 3_600_000 };
const source = { backup: { guid: 'b1' }, backupLocation: { guid: 'l1', backup: { guid: 'b1' } } };
const body = (request: MountRequest): unknown =>
  JSON.parse(JSON.stringify(mountBody(request, backupOf(), fileSystems)));

describe('mountBody', () => {
  test('AUTO: all file systems below a folder of machine and snapshot, for a duration', () => {
    expect(body({ ...common, mode: 'AUTO' })).toEqual({
      ...source,
      mode: { name: 'AUTO' },
      mountedFileSystems: [{ mountPath: '/mnt/vprotect/web-01/20260301_040506' }],
      unmountTime: 3_600_000,
    });
  });

  test('MANUAL: the chosen file systems, each in a folder of its own', () => {
    expect(body({ ...common, mode: 'MANUAL', fileSystemGuids: ['f1', 'f2'] })).toMatchObject({
      mode: { name: 'MANUAL' },
      mountedFileSystems: [
        { fileSystem: { guid: 'f1' }, mountPath: '/mnt/vprotect/web-01/20260301_040506/dev_vda1', selected: true },
        { fileSystem: { guid: 'f2' }, mountPath: '/mnt/vprotect/web-01/20260301_040506/1', selected: true },
      ],
    });
  });

  test('ISCSI: the chosen files for the named initiators; no time means the default of the server', () => {
    expect(
      body({
        ...common,
        unmountAfterMs: null,
        mode: 'ISCSI',
        fileGuids: ['x'],
        allowedClients: ['iqn.2026-01.example:a'],
      }),
    ).toEqual({
      ...source,
      mode: { name: 'ISCSI' },
      mountedFileSystems: [],
      mountedDisks: [{ backupFile: { guid: 'x' } }],
      allowedClients: ['iqn.2026-01.example:a'],
    });
  });

  test.each([0, -1, Number.NaN, Date.UTC(2026, 0, 1)])('refuses %d as a duration', (unmountAfterMs) => {
    expect(() => mountBody({ ...common, mode: 'AUTO', unmountAfterMs }, backupOf(), [])).toThrow(RangeError);
  });

  test.each([
    ['../../etc', '__.._etc'],
    ['a b/c', 'a_b_c'],
    ['..', '_'],
  ])('a machine called %s cannot leave the folder of mounts', (name, folder) => {
    expect(mountFolderOf(backupOf({ protectedEntity: { guid: 'm1', name } }))).toBe(
      `/mnt/vprotect/${folder}/20260301_040506`,
    );
  });
});
