import type { Platform } from './platform';

/** The snapshot that a hypervisor keeps for the next incremental (14.5). */
export interface StoredSnapshot {
  guid: string;
  snapshotTime: number;
  backupGuid: string;
}

/** Settings that PUT .../settings writes and this server otherwise only stores. */
export interface MachineSettings {
  quiesceBeforeSnapshot: boolean;
  vmExportImportMode: string;
  sshHost: string | null;
  sshPort: number | null;
  sshUser: string | null;
  sshKeyPath: string | null;
  preSnapCmdExecEnabled: boolean;
  postSnapCmdExecEnabled: boolean;
  preSnapCmdArgs: string[];
  postSnapCmdArgs: string[];
  preSnapIgnoredExitCodes: string | null;
  postSnapIgnoredExitCodes: string | null;
  preSnapStdErrorHandling: string;
  postSnapStdErrorHandling: string;
  credentialGuid: string | null;
}

export interface Machine {
  guid: string;
  uuid: string;
  name: string;
  originalName: string;
  present: boolean;
  platform: Platform;
  managerGuid: string | null;
  hypervisorGuid: string | null;
  clusterGuid: string | null;
  projectGuid: string | null;
  flavorGuid: string | null;
  storageGuid: string;
  networkGuids: string[];
  policyGuid: string | null;
  snapshotPolicyGuid: string | null;
  tags: string[];
  /** Bytes in use on its disks; sizes of backups follow from it. */
  usedBytes: number;
  /** How long an export and a store of a full backup take at work speed 1. */
  exportMs: number;
  storeMs: number;
  lastStoredSnapshot: StoredSnapshot | null;
  lastBackup: number | null;
  lastSuccessfulSize: number;
  lastFullGuid: string | null;
  lastIncGuid: string | null;
  restoreStatus: string | null;
  settings: MachineSettings | null;
}

/** What changes by backups, restores and configuration. */
type AcquiredField =
  | 'lastStoredSnapshot'
  | 'lastBackup'
  | 'lastSuccessfulSize'
  | 'lastFullGuid'
  | 'lastIncGuid'
  | 'restoreStatus'
  | 'settings'
  | 'snapshotPolicyGuid';

/** A machine without history; its original name is its name. */
export function newMachine(fields: Omit<Machine, AcquiredField | 'originalName'>): Machine {
  return {
    ...fields,
    originalName: fields.name,
    snapshotPolicyGuid: null,
    lastStoredSnapshot: null,
    lastBackup: null,
    lastSuccessfulSize: 0,
    lastFullGuid: null,
    lastIncGuid: null,
    restoreStatus: null,
    settings: null,
  };
}

export interface Disk {
  guid: string;
  uuid: string;
  name: string;
  size: number;
  present: boolean;
  supported: boolean;
  excludedFromBackup: boolean;
  storageGuid: string;
}

export interface Snapshot {
  guid: string;
  uuid: string;
  snapshotTime: number;
  status: 'SUCCESS' | 'FAILED';
  policyName: string | null;
  standAlone: boolean;
}

/** The settings of a machine until somebody changes them. */
export function defaultSettings(mode: string): MachineSettings {
  return {
    quiesceBeforeSnapshot: false,
    vmExportImportMode: mode,
    sshHost: null,
    sshPort: null,
    sshUser: null,
    sshKeyPath: null,
    preSnapCmdExecEnabled: false,
    postSnapCmdExecEnabled: false,
    preSnapCmdArgs: [],
    postSnapCmdArgs: [],
    preSnapIgnoredExitCodes: null,
    postSnapIgnoredExitCodes: null,
    preSnapStdErrorHandling: 'DONT_IGNORE',
    postSnapStdErrorHandling: 'DONT_IGNORE',
    credentialGuid: null,
  };
}
