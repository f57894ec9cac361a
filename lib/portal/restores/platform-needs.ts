import { entryOf } from '@/lib/contracts/scalar';
import type { RestoreImportRequest } from '@/lib/storware/model/restore';

type Need = 'required' | 'optional' | 'none';

/** Which fields a platform needs for a restore (STORWARE_API.md 15). Forms, checks and requests all use this table. */
export type PlatformNeeds = {
  readonly request: RestoreImportRequest['platform'];
  readonly cluster: Need;
  readonly clusterCalled: 'cluster' | 'zone' | 'clusterOrHost';
  /** Whether hosts are offered as clusters when the manager has no clusters. */
  readonly hostsAsClusters: boolean;
  /** `required`: one storage for all disks, or one for each disk. */
  readonly storage: Need;
  readonly storageCalled:
    | 'storage'
    | 'volumeType'
    | 'storageDomain'
    | 'datastore'
    | 'storageContainer'
    | 'storageClass'
    | 'storageRepository';
  /** Whether disks can return to their original storages; `QCOW2`: only if all disks have that format. */
  readonly originalStorage: 'always' | 'QCOW2' | 'never';
  readonly project: Need;
  readonly projectCalled: 'project' | 'namespace';
  readonly dataCenter: Need;
  readonly flavor: boolean;
  readonly networks: boolean;
  readonly diskAllocation: Need;
  /** Whether two machines may have the same name. Known for OpenStack only; for other platforms the portal prevents it. */
  readonly equalNames: boolean;
  /** Where a name must be unique: in the project, or in the whole target. */
  readonly namesIn: 'PROJECT' | 'TARGET';
};

const plain: PlatformNeeds = {
  request: 'OTHER',
  cluster: 'none',
  clusterCalled: 'cluster',
  hostsAsClusters: false,
  storage: 'required',
  storageCalled: 'storage',
  originalStorage: 'never',
  project: 'none',
  projectCalled: 'project',
  dataCenter: 'none',
  flavor: false,
  networks: false,
  diskAllocation: 'none',
  equalNames: false,
  namesIn: 'TARGET',
};

/** For a platform that is not in the table: every field is offered, none is required. */
const other: PlatformNeeds = {
  ...plain,
  cluster: 'optional',
  storage: 'optional',
  originalStorage: 'always',
  project: 'optional',
  dataCenter: 'optional',
  flavor: true,
  networks: true,
  diskAllocation: 'optional',
};

const atManagers: Readonly<Record<string, PlatformNeeds>> = {
  OPENSTACK: {
    ...plain,
    request: 'OPENSTACK',
    cluster: 'required',
    clusterCalled: 'zone',
    storage: 'optional',
    storageCalled: 'volumeType',
    originalStorage: 'always',
    project: 'required',
    flavor: true,
    networks: true,
    equalNames: true,
    namesIn: 'PROJECT',
  },
  RHV: {
    ...plain,
    request: 'RHV',
    cluster: 'required',
    storageCalled: 'storageDomain',
    networks: true,
    diskAllocation: 'required',
  },
  VCENTER: {
    ...plain,
    request: 'VCENTER',
    cluster: 'required',
    clusterCalled: 'clusterOrHost',
    hostsAsClusters: true,
    storageCalled: 'datastore',
    dataCenter: 'required',
  },
  NUTANIX: { ...plain, request: 'NUTANIX', cluster: 'optional', storageCalled: 'storageContainer' },
  AWS: {
    ...plain,
    request: 'AWS',
    cluster: 'required',
    clusterCalled: 'zone',
    storage: 'none',
    originalStorage: 'always',
  },
  KUBERNETES: {
    ...plain,
    request: 'KUBERNETES',
    storage: 'optional',
    storageCalled: 'storageClass',
    originalStorage: 'always',
    project: 'required',
    projectCalled: 'namespace',
  },
  OPENSHIFT: {
    ...plain,
    request: 'OPENSHIFT',
    storage: 'optional',
    storageCalled: 'storageClass',
    originalStorage: 'always',
    project: 'required',
  },
};

const atHypervisors: Readonly<Record<string, PlatformNeeds>> = {
  ESXI: { ...plain, request: 'ESXI', storageCalled: 'datastore', dataCenter: 'optional' },
  KVM: { ...plain, request: 'KVM', storage: 'optional', originalStorage: 'QCOW2' },
  XEN: { ...plain, request: 'XEN' },
  PROXMOX: { ...plain, request: 'PROXMOX' },
  CITRIX: { ...plain, request: 'CITRIX', storageCalled: 'storageRepository' },
  HYPERV: { ...plain, request: 'HYPERV' },
};

/** The fields that a restore needs on this platform and kind of target. */
export function needsOf(platform: string, target: 'MANAGER' | 'HYPERVISOR'): PlatformNeeds {
  const rows = target === 'MANAGER' ? atManagers : atHypervisors;
  return entryOf(rows, platform.toUpperCase()) ?? other;
}

/** The usual kind of target of a platform, for a request that names none. */
export function usualTarget(platform: string): 'MANAGER' | 'HYPERVISOR' {
  return Object.hasOwn(atHypervisors, platform.toUpperCase()) ? 'HYPERVISOR' : 'MANAGER';
}

const always = ['recoveryPoint', 'mode', 'copy'] as const;
/** Fields that a request may contain when files are restored to a node. */
export const fileSystemFields: ReadonlySet<string> = new Set([...always, 'node', 'path']);

/** Fields that a request may contain for an import into a platform with these needs. */
export function importFields(needs: PlatformNeeds): ReadonlySet<string> {
  return new Set([
    ...always,
    ...['name', 'overwrite', 'overwriteMachines', 'powerOn', 'hypervisorManager', 'hypervisor'],
    ...(needs.project === 'none' ? [] : ['project']),
    ...(needs.cluster === 'none' ? [] : ['cluster']),
    ...(needs.storage === 'none' ? [] : ['storage', 'disks']),
    ...(needs.storage === 'none' || needs.originalStorage === 'never' ? [] : ['originalStorage']),
    ...(needs.dataCenter === 'none' ? [] : ['dataCenter']),
    ...(needs.flavor ? ['flavor'] : []),
    ...(needs.networks ? ['networks'] : []),
    ...(needs.diskAllocation === 'none' ? [] : ['diskAllocation']),
  ]);
}
