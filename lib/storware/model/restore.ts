import type { OpenEnum, StorwareRef } from './result';

export type StorwareRestoreType = OpenEnum<'RESTORE' | 'RESTORE_AND_IMPORT' | 'RESTORE_AND_MOUNT'>;

/** An entry of the restore history (STORWARE_API.md 11.4). */
export type StorwareRestoreJob = {
  guid: string;
  machineGuid: string | null;
  restoredAt: Date | null;
  backup: { guid: string; name: string | null; snapshotAt: Date | null; sizeBytes: number | null } | null;
  status: string | null;
  statusInfo: string | null;
  type: StorwareRestoreType | null;
  timeStats: {
    queuedRestoreMs: number | null;
    restoreMs: number | null;
    queuedImportMs: number | null;
    importMs: number | null;
    queuedMountMs: number | null;
    mountMs: number | null;
  };
  warnings: string[];
  origin: StorwareRef | null;
};

/**
 * A cluster or storage as restores name it: by the platform's `uuid`, or by `guid` where the record has none
 * (STORWARE_API.md 13.22). Stand-alone hypervisors may call a storage by a label or path: opaque (15).
 */
export type StorwarePlaceId = { uuid: string | null; guid: string };

/** A project by everything that servers of any age may ask for (13.25). */
type StorwareProjectId = { guid: string; uuid: string | null; name: string };

/** One disk of the backup (a file of it, see `isRestorableFile`), and where it goes; null = the target's own choice. */
export type RestoreDisk = {
  fileGuid: string;
  path: string | null;
  diskName: string | null;
  storage: StorwarePlaceId | null;
  excluded: boolean;
};

/** Where the disks go: back to the types of storage that they had, all to one storage, or each to its own. */
export type RestoreStorage<Kinds extends 'original' | 'one' | 'each' = 'original' | 'one' | 'each'> = Extract<
  { kind: 'original' } | { kind: 'one'; storage: StorwarePlaceId } | { kind: 'each'; disks: readonly RestoreDisk[] },
  { kind: Kinds }
>;

/** A network card of the backup (`StorwareBackupDetail.cards`) and the network that it is put into. */
export type RestoreNetwork = { cardGuid: string; networkGuid: string };

export type RestoreSource = {
  backupGuid: string;
  /** The copy to restore from; null leaves it to the server, and is all that servers before 5.0 know. */
  locationGuid: string | null;
};

type Common = {
  source: RestoreSource;
  /** Null keeps the original name. */
  name: string | null;
  /** Deletes every machine of that name at the target, on OpenStack all nameConflicts in the project (13.47). */
  overwrite: boolean;
  powerOn?: boolean | undefined;
  tenantId?: string | undefined;
};
type AtManager = { managerGuid: string };
type AtHypervisor = { hypervisorGuid: string };
type DiskAllocation = 'PREALLOCATED' | 'SPARSE';
/** Null keeps the networks that the machine had. */
type Networks = { networks: readonly RestoreNetwork[] | null };

type OpenStackRestore = Common &
  AtManager &
  Networks & {
    platform: 'OPENSTACK';
    cluster: StorwarePlaceId;
    project: StorwareProjectId;
    storage: RestoreStorage;
    /** Null keeps the machine's own. */ flavorGuid: string | null;
  };

type RhvRestore = Common &
  AtManager &
  Networks & {
    platform: 'RHV';
    cluster: StorwarePlaceId;
    storage: RestoreStorage<'one' | 'each'>;
    allocation: DiskAllocation;
  };

type VmwareRestore = Common &
  (
    | ({ platform: 'VCENTER'; cluster: StorwarePlaceId | null; dataCenterName: string } & AtManager)
    | ({ platform: 'ESXI'; dataCenterName: string | null } & AtHypervisor)
  ) & {
    storage: RestoreStorage<'one' | 'each'>;
  };

type NutanixRestore = Common &
  AtManager & { platform: 'NUTANIX'; cluster: StorwarePlaceId | null; storage: RestoreStorage<'one' | 'each'> };

/** `original` sends no storage: enough for KVM when all files are QCOW2 (15). */
type StandAloneRestore = Common &
  AtHypervisor & { platform: 'KVM' | 'XEN' | 'PROXMOX' | 'CITRIX' | 'HYPERV'; storage: RestoreStorage };

type AwsRestore = Common & AtManager & { platform: 'AWS'; cluster: StorwarePlaceId; baseImageUuid: string | null };

type KubernetesRestore = Common &
  AtManager & { platform: 'KUBERNETES' | 'OPENSHIFT'; project: StorwareProjectId; storage: RestoreStorage };

/** A platform without fields of its own here: what its lists offered is sent, nothing is demanded (15). */
type GenericRestore = Common &
  Networks & {
    platform: 'OTHER';
    target: AtManager | AtHypervisor;
    cluster: StorwarePlaceId | null;
    project: StorwareProjectId | null;
    storage: RestoreStorage;
    dataCenterName: string | null;
    flavorGuid: string | null;
    allocation: DiskAllocation | null;
  };

/** A restore into a platform, by the fields that the platform needs (STORWARE_API.md 15). */
export type RestoreImportRequest =
  | OpenStackRestore
  | RhvRestore
  | VmwareRestore
  | NutanixRestore
  | StandAloneRestore
  | AwsRestore
  | KubernetesRestore
  | GenericRestore;

/** A restore to the file system of a node (5.3.3). */
export type RestoreToNodeRequest = {
  source: RestoreSource;
  nodeGuid: string;
  /** Absolute. */ path: string;
  tenantId?: string | undefined;
};
