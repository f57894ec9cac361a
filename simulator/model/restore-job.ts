import type { Origin } from './platform';

/** Section 12.11. */
export type RestoreType = 'RESTORE' | 'RESTORE_AND_IMPORT' | 'RESTORE_AND_MOUNT';

/** One disk of the machine that a restore makes; an excluded one is made again empty. */
export interface TargetDisk {
  name: string;
  size: number;
  storageGuid: string;
  empty: boolean;
}

/** Where an import makes the machine and what it shall be like (5.3.2). */
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

/** What was requested: kept with the job, so that it goes on after a restart. */
export interface RestoreOrder {
  destinationGuid: string | null;
  priority: number;
  /** Why the import is bound to fail; a server without checks at submission finds out only then (section 15). */
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

/** No source lists the states; the vendor's UI tests RUNNING only (section 6). The others are invented. */
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

/** A backup whose files can be looked into, or could. It outlives its backup: the files lie in the node's staging space. */
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
  /** How long it stays mounted, milliseconds; a remount gets as long again. */
  durationMs: number;
  unmountAt: number | null;
  endedAt: number | null;
  fileSystems: MountedFileSystem[];
  files: MountedFile[];
  allowedClients: string[];
}
