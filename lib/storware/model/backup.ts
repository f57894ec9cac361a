import type { OpenEnum, StorwareRef } from './result';

/** `INPROGRESS` is spelled without an underscore here, unlike in locations (STORWARE_API.md 12.4, 13.21). */
export type StorwareBackupStatus = OpenEnum<
  'QUEUED' | 'INPROGRESS' | 'SUCCESS' | 'PARTIAL_SUCCESS' | 'FAILED' | 'SUCCESS_REMOVED'
>;

export type StorwareBackupType = OpenEnum<'FULL' | 'INCREMENTAL' | 'SYNCHRONIZATION' | 'SYNTHETIC'>;

export type StorwareOriginType = OpenEnum<'USER' | 'SCHEDULE' | 'SYSTEM_SCHEDULE'>;

/** Durations of the phases of a backup; null for a phase that has not ended. */
type StorwareBackupTimeStats = {
  queuedExportMs: number | null;
  exportMs: number | null;
  queuedStoreMs: number | null;
  storeMs: number | null;
};

/** One backup of a machine (STORWARE_API.md 11.2). */
export type StorwareBackup = {
  guid: string;
  /** Null when it protects no virtual machine, or the server does not say which: then it is nobody's. */
  machineGuid: string | null;
  machineName: string | null;
  status: StorwareBackupStatus;
  statusInfo: string | null;
  /** What was really made: an incremental request may have become full (13.40). Null until known. */
  type: StorwareBackupType | null;
  /** Null until the snapshot exists. */
  snapshotAt: Date | null;
  /** Null until it is stored. */
  storedAt: Date | null;
  /** Why neither time is believed: it lies in the future, or before there was such a server. Null when one is, or none is given. */
  timeDoubt: 'FUTURE' | 'ANCIENT' | null;
  sizeBytes: number | null;
  effectiveSizeBytes: number | null;
  /** The predecessor in the chain of an incremental. */
  parentGuid: string | null;
  originType: StorwareOriginType | null;
  originGuid: string | null;
  originName: string | null;
  warnings: string[];
  warningsPresent: boolean;
  warningsAcknowledged: boolean;
  description: string | null;
  timeStats: StorwareBackupTimeStats;
  durationMs: number | null;
  locations: StorwareBackupLocation[];
  ruleGuid: string | null;
  ruleName: string | null;
  /** Only archived copies have a date; ordinary retention counts and so has none. */
  expiresAt: Date | null;
  hidden: boolean;
};

/** A network card that a backup remembers (STORWARE_API.md 4.2); `network` is where it was plugged in. */
export type StorwareNetworkCard = {
  guid: string;
  uuid: string | null;
  name: string | null;
  network: StorwareRef | null;
};

/** One backup by guid: only the detail has its network cards and whether it can be offered over iSCSI. */
export type StorwareBackupDetail = StorwareBackup & {
  /** Null: the server does not report it. */ cards: StorwareNetworkCard[] | null;
  iscsiMountable: boolean | null;
  fileFormats: string[];
};

/** A file of a backup (STORWARE_API.md 4.3). The detailed fields are null when only the plain list was requested. */
export type StorwareBackupFile = {
  guid: string;
  path: string | null;
  sizeBytes: number | null;
  storedAt: Date | null;
  /** DISK, DISK_INC, VM_IMAGE or a kind of configuration file. */
  fileType: string | null;
  format: string | null;
  disk: {
    guid: string | null;
    name: string | null;
    excludedFromBackup: boolean;
    originalStorage: StorwareRef | null;
  } | null;
  /** The platform's id (uuid) of the storage that it came from (2.2). */
  storageId: string | null;
  mountable: boolean | null;
  iscsiMountable: boolean | null;
};

/** A file system found in a backup (STORWARE_API.md 4.3). */
export type StorwareFileSystem = {
  guid: string;
  volume: string | null;
  sizeBytes: number | null;
  type: string | null;
  label: string | null;
};

const diskFileTypes: ReadonlySet<string> = new Set(['DISK', 'DISK_INC', 'VM_IMAGE']);

/** Whether a restore may lay this file out as a disk (4.3, 5.3.2); files of older servers do not say what they are. */
export function isRestorableFile(file: StorwareBackupFile): boolean {
  return file.fileType === null || diskFileTypes.has(file.fileType);
}

/** `IN_PROGRESS` has an underscore here, unlike in backups (STORWARE_API.md 12.5, 13.21). */
export type StorwareLocationStatus = OpenEnum<'IN_PROGRESS' | 'PRESENT' | 'FAILED' | 'REMOVED'>;

/** One copy of a backup in one destination (STORWARE_API.md 4.3). */
export type StorwareBackupLocation = {
  guid: string;
  backupGuid: string | null;
  snapshotAt: Date | null;
  destination: StorwareRef | null;
  destinationType: string | null;
  role: OpenEnum<'PRIMARY' | 'SECONDARY' | 'ARCHIVE'> | null;
  status: StorwareLocationStatus;
  statusInfo: string | null;
  type: string | null;
  retentionHint: OpenEnum<'STANDARD_RETENTION' | 'TO_REMOVE' | 'ARCHIVE' | 'RECREATE'> | null;
  expiresAt: Date | null;
};
