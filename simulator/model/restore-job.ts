import type { Origin } from './origin';

/** The durable record of a restore (4.4, 11.4). Durations in milliseconds. */
export interface RestoreJob {
  guid: string;
  restoreTime: number;
  backupGuid: string;
  machineGuid: string;
  machineName: string;
  status: 'QUEUED' | 'INPROGRESS' | 'SUCCESS' | 'FAILED';
  statusInfo: string | null;
  restoreType: 'RESTORE' | 'RESTORE_AND_IMPORT' | 'RESTORE_AND_MOUNT';
  queuedRestoreMs: number | null;
  restoreMs: number | null;
  queuedImportMs: number | null;
  importMs: number | null;
  warnings: string[];
  origin: Origin;
}
