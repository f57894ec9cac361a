import type { Disk } from './machine';
import type { Origin } from './platform';

export type BackupType = 'FULL' | 'INCREMENTAL' | 'SYNCHRONIZATION' | 'SYNTHETIC';
/** Section 12.4. In progress has no underscore here (13.21). */
export type BackupStatus = 'QUEUED' | 'INPROGRESS' | 'SUCCESS' | 'PARTIAL_SUCCESS' | 'FAILED' | 'SUCCESS_REMOVED';
/** Section 12.5. In progress has an underscore here (13.21). */
export type LocationStatus = 'IN_PROGRESS' | 'PRESENT' | 'FAILED' | 'REMOVED';
export type LocationRole = 'PRIMARY' | 'SECONDARY';

export interface BackupLocation {
  role: LocationRole;
  destinationGuid: string;
  status: LocationStatus;
  statusInfo: string | null;
  /** Until when an ARCHIVE mark keeps it; null or missing is for ever. */
  archiveExpire?: number | null;
  retentionHint: 'STANDARD_RETENTION' | 'TO_REMOVE' | 'ARCHIVE' | 'RECREATE';
}

/** Durations in milliseconds; null until the phase has ended. */
export interface BackupTimes {
  queuedExport: number | null;
  export: number | null;
  queuedStore: number | null;
  store: number | null;
}

export interface Backup {
  guid: string;
  machineGuid: string;
  machineName: string;
  createdAt: number;
  status: BackupStatus;
  statusInfo: string | null;
  /** Until the export starts the requested type, then the type that is really made (13.40). */
  type: BackupType;
  snapshotTime: number | null;
  backupTime: number | null;
  size: number;
  parentGuid: string | null;
  ruleGuid: string | null;
  policyGuid: string | null;
  projectGuid: string | null;
  origin: Origin;
  warnings: readonly string[];
  warningsAcknowledged: boolean;
  description: string | null;
  times: BackupTimes;
  locations: BackupLocation[];
  /**
   * The disks that it contains; missing while the machine's disks have not been changed since: then they are still the
   * same.
   */
  disks?: readonly Disk[];
  nodeGuid: string | null;
  hypervisorGuid: string | null;
  managerGuid: string | null;
}

/** Successful and with files: can be restored and can be the parent of an incremental. */
export function isUsable(backup: Backup): boolean {
  return (
    (backup.status === 'SUCCESS' || backup.status === 'PARTIAL_SUCCESS') &&
    backup.locations.some((location) => location.status === 'PRESENT')
  );
}

/** Whether it ended successfully, removed since or not. */
export function wasSuccessful(backup: Backup): boolean {
  return backup.status === 'SUCCESS' || backup.status === 'PARTIAL_SUCCESS' || backup.status === 'SUCCESS_REMOVED';
}
