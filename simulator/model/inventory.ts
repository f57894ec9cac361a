import type { Platform } from './platform';

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
  /** Refuses everything new, whatever the numbers say: for tests. */
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

/** With what a machine is signed in to; passwords and keys are taken and not kept, so that nothing can give them back. */
export interface Credential {
  guid: string;
  name: string;
  user: string | null;
  sshKeyPath: string | null;
}
