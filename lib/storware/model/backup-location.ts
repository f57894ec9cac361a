import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';

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
