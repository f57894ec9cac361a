import type { OpenEnum, StorwareRef } from './result';

/** `hvmType ?? hvType` of the machine; UNKNOWN when the server named neither (STORWARE_API.md 12.7). */
export type StorwarePlatform = OpenEnum<
  | 'OPENSTACK'
  | 'RHV'
  | 'RHEV'
  | 'VCENTER'
  | 'NUTANIX'
  | 'ORACLE'
  | 'AWS'
  | 'KUBERNETES'
  | 'OPENSHIFT'
  | 'KVM'
  | 'XEN'
  | 'CITRIX'
  | 'PROXMOX'
  | 'ESXI'
  | 'HYPERV'
  | 'OVM'
  | 'UNKNOWN'
>;

/** A virtual machine of the inventory, gone ones included (STORWARE_API.md 11.1). List and detail share it; what a list omits is null or empty. */
export type StorwareMachine = {
  guid: string;
  /** The platform's own id, such as the Nova server id. */
  uuid: string | null;
  name: string;
  platform: StorwarePlatform;
  /** False once the machine has vanished from its platform; its backups remain. */
  present: boolean;
  policy: StorwareRef | null;
  snapshotPolicy: StorwareRef | null;
  /** Storware's project record; its Keystone id is `StorwareProject.uuid`, joined by guid. */
  project: StorwareRef | null;
  tenantId: string | null;
  cluster: StorwareRef | null;
  manager: StorwareRef | null;
  hypervisor: StorwareRef | null;
  flavor: StorwareRef | null;
  networks: StorwareRef[];
  /** Three answers: up to date, outdated, and null: no schedule is defined (13.38). */
  backupUpToDate: boolean | null;
  lastBackupAt: Date | null;
  /** Null when there never was a successful one (the server says 0). */
  lastSuccessfulBackupSizeBytes: number | null;
  lastFullSizeBytes: number | null;
  lastFullBackup: StorwareRef | null;
  lastIncBackup: StorwareRef | null;
  lastStoredSnapshot: StorwareRef | null;
  warningsPresent: boolean;
  tags: string[];
  /** Null when the server does not say. */
  restorable: boolean | null;
  restoreStatus: string | null;
  lastChainMarkedForDeletion: boolean;
};

/** One machine by guid, with the object as the server sent it: settings are written by read-modify-write (13.53). */
export type StorwareMachineDetail = StorwareMachine & { raw: Record<string, unknown> };

/** A disk of a machine (STORWARE_API.md 3.3). An excluded disk is re-created empty at restore. */
export type StorwareDisk = {
  guid: string;
  uuid: string | null;
  name: string | null;
  sizeBytes: number | null;
  present: boolean;
  excludedFromBackup: boolean;
  /** An unsupported disk can't be backed up, whatever `excludedFromBackup` says. */
  supported: boolean;
  type: string | null;
  originalStorage: StorwareRef | null;
  machineGuid: string | null;
};

/** Why a machine can't do an incremental backup now; only one reason is documented (STORWARE_API.md 3.3). */
type IncrementalBlockReason = OpenEnum<'MISSING_INCREMENTAL_SCHEDULER'>;

/** A machine for which an incremental backup is not possible now. */
export type IncrementalBlock = { machineGuid: string; reasons: IncrementalBlockReason[] };
