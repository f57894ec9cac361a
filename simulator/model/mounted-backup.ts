/** Section 12.12, those that machines have. */
export type MountMode = 'AUTO' | 'MANUAL' | 'ISCSI';

/** No source lists the states; the vendor's UI tests RUNNING only (section 6). The others are invented. */
export type MountState = 'PREPARING' | 'RUNNING' | 'UNMOUNTED' | 'FAILED';

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
