import type { StorwareRef } from './result';

/** A hypervisor manager; `url` is infrastructure and not for tenants (STORWARE_API.md 11.6, 13.45). */
export type StorwareManager = {
  guid: string;
  url: string | null;
  type: string | null;
  lastSyncAt: Date | null;
  lastSuccessfulSyncAt: Date | null;
};

/** A hypervisor; `host` is infrastructure and not for tenants. */
export type StorwareHypervisor = {
  guid: string;
  host: string | null;
  type: string | null;
  manager: StorwareRef | null;
  cluster: StorwareRef | null;
  dataCenterName: string | null;
  machineCount: number | null;
};

/** A cluster; for OpenStack an availability zone. Restores name it by `uuid` (2.2). */
export type StorwareCluster = { guid: string; uuid: string | null; name: string; manager: StorwareRef | null };

/** A storage of a hypervisor or manager. Restores name it by `uuid` (2.2). */
export type StorwareStorage = {
  guid: string;
  uuid: string | null;
  name: string;
  clusters: StorwareRef[];
  manager: StorwareRef | null;
  hypervisor: StorwareRef | null;
  capacityBytes: number | null;
  usedBytes: number | null;
  freeBytes: number | null;
};

/** `shared` ones are open to every project, as far as the server has that list (7.4). */
export type StorwareNetwork = {
  guid: string;
  uuid: string | null;
  name: string;
  cluster: StorwareRef | null;
  shared: boolean;
};

export type StorwareFlavor = { guid: string; uuid: string | null; name: string };

/** An OpenStack project; `uuid` is its Keystone id, the tenant's external id. */
export type StorwareProject = {
  guid: string;
  uuid: string | null;
  name: string;
  active: boolean;
  present: boolean;
  manager: StorwareRef | null;
};

export type StorwareNode = {
  guid: string;
  name: string;
  state: string | null;
  lastSeenAt: Date | null;
  /** In practice the product's version (1.6). */
  version: string | null;
  stagingTotalBytes: number | null;
  stagingUsedBytes: number | null;
};

/** A backup destination (STORWARE_API.md 11.5). Sizes are null for object storage. */
export type StorwareDestination = {
  guid: string;
  name: string;
  type: string | null;
  description: string | null;
  isDefault: boolean;
  /** What the server calls `totalAvailableSpace` is the capacity (13.37). */
  capacityBytes: number | null;
  usedBytes: number | null;
  freeBytes: number | null;
  visibleForAllMachines: boolean | null;
  projects: StorwareRef[];
  nodeConfigs: StorwareRef[];
};
