import type { Origin } from './platform';

/** Section 12.11. */
export type RestoreType = 'RESTORE' | 'RESTORE_AND_IMPORT' | 'RESTORE_AND_MOUNT';

/** One disk of the restored machine; an excluded one is created empty. */
export interface TargetDisk {
  name: string;
  size: number;
  storageGuid: string;
  empty: boolean;
}

/** The target of an import and the properties of the machine (5.3.2). */
export interface ImportTarget {
  name: string;
  managerGuid: string | null;
  hypervisorGuid: string | null;
  clusterGuid: string | null;
  projectGuid: string | null;
  storageGuid: string;
  flavorGuid: string | null;
  networkGuids: string[];
  disks: TargetDisk[];
  overwrite: boolean;
}

/** The request: stored with the job, so that it continues after a restart. */
export interface RestoreOrder {
  destinationGuid: string | null;
  priority: number;
  /** Why the import will fail; a server without checks at submission finds out only then (section 15). */
  problem: string | null;
  target: ImportTarget | null;
  mountGuid: string | null;
}

/** The durable record of a restore (4.4, 11.4). Durations in milliseconds. */
export interface RestoreJob {
  guid: string;
  restoreTime: number;
  backupGuid: string;
  machineGuid: string;
  machineName: string;
  status: 'QUEUED' | 'INPROGRESS' | 'SUCCESS' | 'FAILED';
  statusInfo: string | null;
  restoreType: RestoreType;
  queuedRestoreMs: number | null;
  restoreMs: number | null;
  queuedImportMs: number | null;
  importMs: number | null;
  queuedMountMs: number | null;
  mountMs: number | null;
  warnings: string[];
  origin: Origin;
  order: RestoreOrder | null;
}

/** Section 12.12, those that machines have. */
type MountMode = 'AUTO' | 'MANUAL' | 'ISCSI';

/** The states are not documented; the vendor's UI tests RUNNING only (section 6). The others are invented. */
type MountState = 'PREPARING' | 'RUNNING' | 'UNMOUNTED' | 'FAILED';

export interface MountedFileSystem {
  guid: string;
  mountPath: string;
  volume: string;
  size: number;
  type: string;
  label: string;
  /** Which of the backup's file systems it is, from 0. */
  index: number;
}

export interface MountedFile {
  path: string;
  size: number;
}

/** A backup whose files can be read, or could. It outlives its backup: the files are in the node's staging space. */
export interface MountedBackup {
  guid: string;
  backupGuid: string;
  machineGuid: string;
  machineName: string;
  projectGuid: string | null;
  snapshotTime: number;
  mode: MountMode;
  state: MountState;
  nodeGuid: string | null;
  createdAt: number;
  /** How long it stays mounted, milliseconds; a remount gets the same again. */
  durationMs: number;
  unmountAt: number | null;
  endedAt: number | null;
  fileSystems: MountedFileSystem[];
  files: MountedFile[];
  allowedClients: string[];
}
