/** Section 12.7: a machine belongs to a manager type (hvmType) or to a stand-alone hypervisor type (hvType). */
export type Platform = 'OPENSTACK' | 'RHV' | 'VCENTER' | 'NUTANIX' | 'PROXMOX' | 'HYPERV' | 'KVM';

interface PlatformFacts {
  readonly managed: boolean;
  readonly description: string;
  readonly incremental: boolean;
  readonly quiesce: boolean;
  readonly mode: string;
  readonly diskFormat: string;
}

/** What the platforms can do; incremental and quiesce after section 12.7, OpenStack by its storage back end. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = {
  OPENSTACK: {
    managed: true,
    description: 'OpenStack',
    incremental: true,
    quiesce: false,
    mode: 'DISK_ATTACHMENT',
    diskFormat: 'RAW',
  },
  RHV: {
    managed: true,
    description: 'RHV/oVirt',
    incremental: true,
    quiesce: true,
    mode: 'CHANGED_BLOCK_TRACKING',
    diskFormat: 'QCOW2',
  },
  VCENTER: {
    managed: true,
    description: 'VMware vCenter',
    incremental: true,
    quiesce: true,
    mode: 'DEFAULT',
    diskFormat: 'RAW',
  },
  NUTANIX: {
    managed: true,
    description: 'Nutanix',
    incremental: true,
    quiesce: true,
    mode: 'DISK_ATTACHMENT',
    diskFormat: 'RAW',
  },
  PROXMOX: {
    managed: false,
    description: 'Proxmox VE',
    incremental: false,
    quiesce: false,
    mode: 'SSH_TRANSFER',
    diskFormat: 'QCOW2',
  },
  HYPERV: {
    managed: false,
    description: 'Hyper-V',
    incremental: true,
    quiesce: false,
    mode: 'DEFAULT',
    diskFormat: 'RAW',
  },
  KVM: {
    managed: false,
    description: 'KVM',
    incremental: true,
    quiesce: false,
    mode: 'SSH_TRANSFER',
    diskFormat: 'QCOW2',
  },
};

/** Who started a piece of work (originEntity, section 11.2). */
export interface Origin {
  readonly type: 'USER' | 'SCHEDULE' | 'SYSTEM_SCHEDULE';
  readonly guid: string;
  readonly name: string;
}

/** Work that the server starts itself. */
export const SYSTEM_ORIGIN: Origin = {
  type: 'SYSTEM_SCHEDULE',
  guid: '00000000-0000-4000-8000-000000000001',
  name: 'System',
};

export interface Manager {
  guid: string;
  url: string;
  platform: Platform;
  nodeConfigGuid: string;
  lastSync: number | null;
  lastSuccessfulSync: number | null;
}

export interface Hypervisor {
  guid: string;
  uuid: string;
  host: string;
  platform: Platform;
  managerGuid: string | null;
  clusterGuid: string | null;
  nodeConfigGuid: string;
  lastSync: number | null;
}

export interface Cluster {
  guid: string;
  uuid: string;
  name: string;
  managerGuid: string;
}

/** `totalBytes` is the capacity: the wire calls it totalAvailableSpace (13.37). */
export interface Storage {
  guid: string;
  uuid: string;
  name: string;
  managerGuid: string | null;
  hypervisorGuid: string | null;
  clusterGuids: string[];
  totalBytes: number;
  usedBytes: number;
  /** Refuses everything new, whatever its numbers are: for tests. */
  full: boolean;
  incremental: boolean;
}

export interface Network {
  guid: string;
  uuid: string;
  name: string;
  managerGuid: string;
  clusterGuid: string | null;
  projectGuid: string | null;
  shared: boolean;
}

export interface Flavor {
  guid: string;
  uuid: string;
  name: string;
  managerGuid: string;
  vcpus: number;
  memoryMb: number;
}

/** `uuid` is the Keystone project id. */
export interface Project {
  guid: string;
  uuid: string;
  name: string;
  active: boolean;
  present: boolean;
  managerGuid: string;
  destinationGuids: string[];
}

export interface NodeConfig {
  guid: string;
  name: string;
}

export interface BackupNode {
  guid: string;
  name: string;
  nodeConfigGuid: string;
  ip: string;
  down: boolean;
  downSince: number | null;
  stagingFull: boolean;
  stagingTotalBytes: number;
}

type DestinationType = 'FILESYSTEM' | 'S3' | 'SYNTHETICXFS';

/** Object stores have no capacity: their `totalBytes` is null (section 11.5). */
export interface Destination {
  guid: string;
  name: string;
  type: DestinationType;
  description: string | null;
  isDefault: boolean;
  nodeConfigGuids: string[];
  totalBytes: number | null;
  usedBytes: number;
  full: boolean;
  projectGuids: string[];
  visibleForAllVms: boolean;
}

/** Who gets reports by mail. */
export interface MailingList {
  guid: string;
  name: string;
  recipients: string[];
}

/** The credentials of a machine; passwords and keys are accepted and not stored, so that nothing can reveal them. */
export interface Credential {
  guid: string;
  name: string;
  user: string | null;
  sshKeyPath: string | null;
}
