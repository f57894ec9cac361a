import { describe, expect, test } from 'vitest';
import type { RestoreBody } from '@/lib/contracts/restore';
import type { FieldFault } from '@/lib/contracts/problem';
import type { EntitledPlace, EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import { PlaceFacts } from '@/lib/portal/scope/own-places';
import type { PlaceKind } from '@/lib/portal/scope/own-places';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import { restoreImportBody } from '@/lib/storware/resources/start-restore';
import { chooseImport } from './choose-import';
import type { NamedParts } from './choose-places';
import { planRestore } from './plan-restore';
import type { RestorePlan } from './plan-restore';

type Given = { kind: PlaceKind; guid: string; data?: object; dataCenters?: string[] };
const given: readonly Given[] = [
  { kind: 'MANAGER', guid: 'm1' },
  { kind: 'MANAGER', guid: 'm2' },
  { kind: 'HYPERVISOR', guid: 'h1', data: { type: 'KVM' } },
  { kind: 'CLUSTER', guid: 'c1', data: { manager: { guid: 'm1' } }, dataCenters: ['dc'] },
  { kind: 'CLUSTER', guid: 'c2', data: { manager: { guid: 'm1' } } },
  { kind: 'STORAGE', guid: 's1', data: { clusters: [{ guid: 'c1' }] } },
  { kind: 'STORAGE', guid: 's2', data: { clusters: [{ guid: 'c2' }] } },
  { kind: 'STORAGE', guid: 'local', data: { hypervisorGuids: ['h1'] } },
  { kind: 'STORAGE', guid: 'lost' },
  { kind: 'PROJECT', guid: 'p1', data: { manager: { guid: 'm1' } } },
  { kind: 'NETWORK', guid: 'n1', data: { managerGuid: 'm1' } },
  { kind: 'NETWORK', guid: 'n2', data: { managerGuid: 'm2' } },
  { kind: 'FLAVOR', guid: 'f1', data: { managerGuid: 'm1' } },
];
const list = given.map(
  ({ kind, guid, data, dataCenters }) =>
    ({
      kind,
      guid,
      uuid: `${guid}-uuid`,
      name: guid,
      facts: PlaceFacts.parse(data ?? {}),
      dataCenters: dataCenters ?? [],
    }) as unknown as EntitledPlace,
);
const places: EntitledPlaces = {
  all: <K extends PlaceKind>(kind: K) => list.filter((place) => place.kind === kind) as EntitledPlace<K>[],
  find: <K extends PlaceKind>(kind: K, guid: string) =>
    list.find((place) => place.kind === kind && place.guid === guid) as EntitledPlace<K> | undefined,
};
const file = (guid: string, format: string, storage: string | null) => ({
  guid,
  format,
  path: `/x/${guid}`,
  sizeBytes: 1,
  storedAt: null,
  fileType: 'DISK',
  disk: { guid: `${guid}-disk`, name: guid, excludedFromBackup: false, originalStorage: null },
  storageId: storage,
  mountable: null,
  iscsiMountable: null,
});

function pointOf(format = 'RAW'): RestorePoint {
  const locations = [
    { guid: 'l-secondary', role: 'SECONDARY', status: 'PRESENT' },
    { guid: 'l-primary', role: 'PRIMARY', status: 'PRESENT' },
  ];
  const backup = {
    guid: 'b',
    machineGuid: 'vm',
    locations,
    cards: [
      { guid: 'card-1', uuid: null, name: 'eth0', network: { guid: 'n1', name: null } },
      { guid: 'card-2', uuid: null, name: 'eth1', network: { guid: 'gone', name: null } },
    ],
  };
  return {
    backup,
    files: [file('disk-1', format, 's1-uuid'), file('disk-2', format, 'foreign-uuid')],
    siblings: [],
    targets: { managers: [], hypervisors: [] },
    nodes: [],
  } as unknown as RestorePoint;
}
const base: RestoreBody = { recoveryPoint: 'b', mode: 'IMPORT' };

function plan(
  platform: string,
  body: Partial<RestoreBody>,
  { point = pointOf(), overwrite = false } = {},
): RestorePlan | FieldFault[] {
  const faults: FieldFault[] = [];
  const machine = { row: { platform, name: 'web', guid: 'vm' } } as OwnedMachine;
  const where = chooseImport({ places, machine }, { ...base, ...body }, faults);
  if (!where || faults.length > 0) return faults;
  const find = (guid: string | undefined) => (guid === undefined ? null : (places.find('STORAGE', guid) ?? null));
  const parts: NamedParts = {
    copy: null,
    disks:
      body.disks?.map((disk) => ({ file: disk.file, storage: find(disk.storage), excluded: disk.excluded ?? false })) ??
      null,
    networks:
      body.networks?.flatMap(({ card, network }) => {
        const place = places.find('NETWORK', network);
        return place ? [{ card, network: place }] : [];
      }) ?? null,
  };
  return planRestore({ chosen: { where, parts }, point, places, overwrite, tenantId: 'tenant' });
}
const wire = (result: RestorePlan | FieldFault[]) => {
  if (!('kind' in result) || result.kind !== 'import') throw new Error(JSON.stringify(result));
  return restoreImportBody(result.request);
};
const openStack = { hypervisorManager: 'm1', cluster: 'c1', project: 'p1' } as const;

describe('planRestore', () => {
  test('OpenStack: sends the zone’s uuid, the whole project, original volume types, the primary copy and the tenant', () => {
    expect(wire(plan('OPENSTACK', { ...openStack, flavor: 'f1' }))).toMatchObject({
      backup: { guid: 'b' },
      backupLocation: { guid: 'l-primary' },
      restoredPeName: 'web',
      overwrite: false,
      tenantId: 'tenant',
      hypervisorManager: { guid: 'm1' },
      restoreClusterId: 'c1-uuid',
      restoreProject: { guid: 'p1', uuid: 'p1-uuid', name: 'p1' },
      restoreToOriginalVolumeType: true,
      restoreVmFlavor: { guid: 'f1' },
    });
  });

  test('a card that is not listed keeps its network; it must be listed if that network is not at the target', () => {
    expect(() => plan('OPENSTACK', { ...openStack, networks: [{ card: 'card-1', network: 'n1' }] })).toThrowError(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ path: 'networks' })],
      }) as Error,
    );
    expect(wire(plan('OPENSTACK', { ...openStack, networks: [{ card: 'card-2', network: 'n1' }] }))).toMatchObject({
      restoredNetworks: [
        { network: { guid: 'n1' }, networkInterfaceCard: { guid: 'card-1' } },
        { networkInterfaceCard: { guid: 'card-2' } },
      ],
    });
  });

  test('each disk gets its own storage, else the common one; an excluded disk needs none', () => {
    const body = { hypervisorManager: 'm1', cluster: 'c1', diskAllocation: 'SPARSE' } as const;
    expect(
      wire(
        plan('RHV', {
          ...body,
          disks: [
            { file: 'disk-1', storage: 's1' },
            { file: 'disk-2', excluded: true },
          ],
        }),
      ),
    ).toMatchObject({
      restoreStorageId: '',
      taskFiles: [{ storageId: 's1-uuid', excludedFromRestore: false }, { excludedFromRestore: true }],
    });
    expect(() => plan('RHV', { ...body, disks: [{ file: 'disk-1', storage: 's1' }] })).toThrowError(
      expect.objectContaining({ code: 'validation_failed' }) as Error,
    );
    expect(wire(plan('RHV', { ...body, storage: 's1', disks: [{ file: 'disk-1', excluded: true }] }))).toMatchObject({
      taskFiles: [{ excludedFromRestore: true }, { storageId: 's1-uuid' }],
    });
  });

  test('a disk may name its original storage where the platform can keep it, and no other storage outside the target', () => {
    const elsewhere = { ...openStack, cluster: 'c2' };
    const excluded = { file: 'disk-2', excluded: true };
    expect(wire(plan('OPENSTACK', elsewhere))).toMatchObject({ restoreToOriginalVolumeType: true });
    expect(
      wire(plan('OPENSTACK', { ...elsewhere, disks: [{ file: 'disk-1', storage: 's1' }, excluded] })),
    ).toMatchObject({ taskFiles: [{ storageId: 's1-uuid' }, { excludedFromRestore: true }] });
    const astray: [string, Partial<RestoreBody>][] = [
      ['OPENSTACK', { ...openStack, disks: [{ file: 'disk-1', storage: 's2' }, excluded] }],
      [
        'RHV',
        {
          hypervisorManager: 'm1',
          cluster: 'c2',
          diskAllocation: 'SPARSE',
          disks: [{ file: 'disk-1', storage: 's1' }, excluded],
        },
      ],
    ];
    for (const [platform, body] of astray) {
      expect(() => plan(platform, body)).toThrowError(
        expect.objectContaining({
          code: 'validation_failed',
          errors: [expect.objectContaining({ path: 'disks.0.storage' })],
        }) as Error,
      );
    }
  });

  test('a disk returns to its original storage only if the tenant may use it', () => {
    expect(() => plan('OPENSTACK', { ...openStack, disks: [{ file: 'disk-1', excluded: false }] })).toThrowError(
      expect.objectContaining({ code: 'validation_failed' }) as Error,
    );
    expect(wire(plan('OPENSTACK', { ...openStack, disks: [{ file: 'disk-2', excluded: true }] }))).toMatchObject({
      restoreToOriginalVolumeType: false,
      taskFiles: [{ storageId: 's1-uuid' }, { excludedFromRestore: true }],
    });
  });

  test('a disk file or network card of another recovery point is not found', () => {
    for (const body of [
      { disks: [{ file: 'foreign', excluded: true }] },
      { networks: [{ card: 'foreign', network: 'n1' }] },
    ]) {
      expect(() => plan('OPENSTACK', { ...openStack, ...body })).toThrowError(
        expect.objectContaining({ code: 'not_found', detail: undefined }) as Error,
      );
    }
  });

  test('KVM needs a storage unless all disks are QCOW2', () => {
    expect(() => plan('KVM', { hypervisor: 'h1' })).toThrowError(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ path: 'storage' })],
      }) as Error,
    );
    expect(wire(plan('KVM', { hypervisor: 'h1' }, { point: pointOf('QCOW2') }))).not.toHaveProperty('restoreStorageId');
    expect(wire(plan('KVM', { hypervisor: 'h1', storage: 'local' }))).toMatchObject({
      hypervisor: { guid: 'h1' },
      restoreStorageId: 'local-uuid',
    });
  });

  test('an unknown platform requires no field and sends what was chosen', () => {
    expect(
      wire(plan('FUSIONCOMPUTE', { hypervisorManager: 'm1', cluster: 'c1', storage: 's1' }, { overwrite: true })),
    ).toMatchObject({
      hypervisorManager: { guid: 'm1' },
      restoreClusterId: 'c1-uuid',
      restoreStorageId: 's1-uuid',
      overwrite: true,
    });
    expect(wire(plan('FUSIONCOMPUTE', { hypervisorManager: 'm1' }))).not.toHaveProperty('restoreClusterId');
  });
});

describe('an invalid request', () => {
  test.each<[string, Partial<RestoreBody>, string[]]>([
    ['OPENSTACK', {}, ['hypervisorManager']],
    ['KVM', {}, ['hypervisor']],
    ['OPENSTACK', { hypervisorManager: 'm1' }, ['cluster', 'project']],
    ['RHV', { hypervisorManager: 'm1', cluster: 'c1' }, ['diskAllocation', 'storage']],
    ['VCENTER', { hypervisorManager: 'm1', cluster: 'c1', storage: 's1' }, ['dataCenter']],
    ['VCENTER', { hypervisorManager: 'm1', cluster: 'c2', storage: 's2', dataCenter: 'dc' }, ['dataCenter']],
    ['RHV', { hypervisorManager: 'm1', cluster: 'c1', storage: 's2', diskAllocation: 'SPARSE' }, ['storage']],
    ['RHV', { hypervisorManager: 'm1', cluster: 'c1', storage: 'lost', diskAllocation: 'SPARSE' }, ['storage']],
    [
      'RHV',
      { hypervisorManager: 'm2', cluster: 'c1', storage: 's1', diskAllocation: 'SPARSE' },
      ['cluster', 'storage'],
    ],
    [
      'OPENSTACK',
      {
        ...openStack,
        networks: [
          { card: 'card-1', network: 'n2' },
          { card: 'card-1', network: 'n1' },
        ],
      },
      ['networks.0.network', 'networks.1.card'],
    ],
    ['OPENSTACK', { ...openStack, diskAllocation: 'SPARSE', dataCenter: 'dc' }, ['dataCenter', 'diskAllocation']],
    ['OPENSTACK', { ...openStack, originalStorage: true, storage: 's1' }, ['originalStorage']],
    ['OPENSTACK', { ...openStack, hypervisor: 'h1' }, ['hypervisor']],
    ['OPENSTACK', { ...openStack, node: 'n', path: '/x' }, ['node', 'path']],
  ])('%s with %j has errors at %j', (platform, body, paths) => {
    const faults = plan(platform, body) as FieldFault[];
    expect(faults.map(({ path }) => path).sort()).toEqual([...paths].sort());
  });
});
