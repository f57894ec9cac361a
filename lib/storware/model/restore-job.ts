import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';

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
