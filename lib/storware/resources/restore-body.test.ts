import { describe, expect, test } from 'vitest';
import type { RestoreImportRequest } from '@/lib/storware/model/restore';
import { placeIdOf, restoreImportBody, restoreToNodeBody } from '@/lib/storware/resources/start-restore';

const common = { source: { backupGuid: 'b1', locationGuid: 'l1' }, name: 'again', overwrite: false };
const place = { uuid: 'place-uuid', guid: 'place-guid' };
const one = { kind: 'one', storage: place } as const;
const project = { guid: 'p-guid', uuid: 'p-uuid', name: 'acme' };
const source = { backup: { guid: 'b1' }, backupLocation: { guid: 'l1', backup: { guid: 'b1' } } };
const body = (request: RestoreImportRequest): unknown => JSON.parse(JSON.stringify(restoreImportBody(request)));

describe('restoreImportBody', () => {
  test('OpenStack: sends the zone’s uuid, the whole project, original volume types, networks and flavor', () => {
    const request = {
      ...common,
      platform: 'OPENSTACK',
      managerGuid: 'm',
      cluster: place,
      project,
      storage: { kind: 'original' },
      flavorGuid: 'f',
      networks: [{ cardGuid: 'c', networkGuid: 'n' }],
      powerOn: true,
      tenantId: 'p-uuid',
    } as const;
    expect(body(request)).toEqual({
      ...source,
      restoredPeName: 'again',
      overwrite: false,
      powerOnAfterRestore: true,
      tenantId: 'p-uuid',
      hypervisorManager: { guid: 'm' },
      restoreClusterId: 'place-uuid',
      restoreProject: project,
      restoreToOriginalVolumeType: true,
      restoreVmFlavor: { guid: 'f' },
      restoredNetworks: [{ network: { guid: 'n' }, networkInterfaceCard: { guid: 'c' } }],
    });
  });

  test('a storage for each disk: the common storage is an empty string, and original volume types are off', () => {
    const disks = [
      { fileGuid: 'f1', path: '/x/disk-0', diskName: 'root', storage: place, excluded: false },
      { fileGuid: 'f2', path: null, diskName: null, storage: null, excluded: true },
    ];
    const wire = body({
      ...common,
      platform: 'OPENSTACK',
      managerGuid: 'm',
      cluster: place,
      project,
      storage: { kind: 'each', disks },
      flavorGuid: null,
      networks: null,
    });
    expect(wire).toMatchObject({ restoreToOriginalVolumeType: false, restoreStorageId: '' });
    expect(wire).toMatchObject({
      taskFiles: [
        {
          backupFile: { guid: 'f1' },
          path: '/x/disk-0',
          diskName: 'root',
          originalDiskName: 'root',
          originalDiskGuid: 'f1',
          storageId: 'place-uuid',
          excludedFromRestore: false,
          markedForRestore: true,
        },
        { backupFile: { guid: 'f2' }, excludedFromRestore: true, markedForRestore: false },
      ],
    });
    expect(wire).not.toHaveProperty('restoredNetworks');
    expect(wire).not.toHaveProperty('restoreVmFlavor');
  });

  test.each<[RestoreImportRequest, object]>([
    [
      {
        ...common,
        platform: 'RHV',
        managerGuid: 'm',
        cluster: place,
        storage: one,
        allocation: 'SPARSE',
        networks: null,
      },
      {
        hypervisorManager: { guid: 'm' },
        restoreClusterId: 'place-uuid',
        restoreStorageId: 'place-uuid',
        restoredDiskAllocationFormat: { name: 'SPARSE' },
      },
    ],
    [
      { ...common, platform: 'VCENTER', managerGuid: 'm', cluster: null, dataCenterName: 'DC', storage: one },
      { hypervisorManager: { guid: 'm' }, restoreStorageId: 'place-uuid', dataCenter: { name: 'DC' } },
    ],
    [
      { ...common, platform: 'ESXI', hypervisorGuid: 'h', dataCenterName: null, storage: one },
      { hypervisor: { guid: 'h' }, restoreStorageId: 'place-uuid' },
    ],
    [
      { ...common, platform: 'NUTANIX', managerGuid: 'm', cluster: place, storage: one },
      { hypervisorManager: { guid: 'm' }, restoreClusterId: 'place-uuid', restoreStorageId: 'place-uuid' },
    ],
    [{ ...common, platform: 'KVM', hypervisorGuid: 'h', storage: { kind: 'original' } }, { hypervisor: { guid: 'h' } }],
    [
      { ...common, platform: 'AWS', managerGuid: 'm', cluster: place, baseImageUuid: 'ami' },
      { hypervisorManager: { guid: 'm' }, restoreClusterId: 'place-uuid', baseImage: { uuid: 'ami' } },
    ],
    [
      { ...common, platform: 'OPENSHIFT', managerGuid: 'm', project, storage: one },
      { hypervisorManager: { guid: 'm' }, restoreProject: project, restoreStorageId: 'place-uuid' },
    ],
    [
      {
        ...common,
        platform: 'OTHER',
        target: { hypervisorGuid: 'h' },
        cluster: place,
        project,
        storage: one,
        dataCenterName: 'DC',
        flavorGuid: 'f',
        allocation: 'PREALLOCATED',
        networks: [],
      },
      {
        hypervisor: { guid: 'h' },
        restoreClusterId: 'place-uuid',
        restoreProject: project,
        restoreStorageId: 'place-uuid',
        dataCenter: { name: 'DC' },
        restoreVmFlavor: { guid: 'f' },
        restoredDiskAllocationFormat: { name: 'PREALLOCATED' },
        restoredNetworks: [],
      },
    ],
    [
      {
        ...common,
        platform: 'OTHER',
        target: { managerGuid: 'm' },
        cluster: null,
        project: null,
        storage: { kind: 'original' },
        dataCenterName: null,
        flavorGuid: null,
        allocation: null,
        networks: null,
      },
      { hypervisorManager: { guid: 'm' } },
    ],
  ])('%o: exactly its own fields', (request, fields) => {
    expect(body(request)).toEqual({ ...source, restoredPeName: 'again', overwrite: false, ...fields });
  });

  test('an empty name is sent as null and keeps the original one; without a copy only the backup is sent', () => {
    const request: RestoreImportRequest = {
      platform: 'KVM',
      hypervisorGuid: 'h',
      storage: { kind: 'original' },
      source: { backupGuid: 'b1', locationGuid: null },
      name: null,
      overwrite: true,
    };
    expect(body(request)).toEqual({
      backup: { guid: 'b1' },
      restoredPeName: null,
      overwrite: true,
      hypervisor: { guid: 'h' },
    });
    expect(body({ ...request, name: '' })).toMatchObject({ restoredPeName: null });
  });

  test('sends a place without a uuid by its guid', () => {
    expect(placeIdOf({ uuid: null, guid: 'g' })).toBe('g');
  });
});

describe('restoreToNodeBody', () => {
  test('sends backup, copy, node and folder', () => {
    expect(
      JSON.parse(JSON.stringify(restoreToNodeBody({ source: common.source, nodeGuid: 'n', path: '/vprotect_data' }))),
    ).toEqual({ ...source, node: { guid: 'n' }, restorePath: '/vprotect_data' });
  });
});
