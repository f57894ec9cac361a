import type { StorwareBackupLocation } from './backup-location';
import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';

/** `INPROGRESS` is spelled without an underscore here, unlike in locations (STORWARE_API.md 12.4, 13.21). */
export type StorwareBackupStatus = OpenEnum<
  'QUEUED' | 'INPROGRESS' | 'SUCCESS' | 'PARTIAL_SUCCESS' | 'FAILED' | 'SUCCESS_REMOVED'
>;

export type StorwareBackupType = OpenEnum<'FULL' | 'INCREMENTAL' | 'SYNCHRONIZATION' | 'SYNTHETIC'>;

export type StorwareOriginType = OpenEnum<'USER' | 'SCHEDULE' | 'SYSTEM_SCHEDULE'>;

/** Durations of the phases of a backup; null for a phase that has not ended. */
export type StorwareBackupTimeStats = {
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
  /** Null: the server does not tell. */ cards: StorwareNetworkCard[] | null;
  iscsiMountable: boolean | null;
  fileFormats: string[];
};
