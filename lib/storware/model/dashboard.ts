import type { StorwareRef } from './result';

/** Counts of machines by protection, for the whole server (STORWARE_API.md 10). */
export type StorwareProtectionCounts = { isProtected: number; notProtected: number; noSchedule: number };

/** Counts of backups in a period, for the whole server. `totalDataText` is formatted by the server, such as "12.3 GB". */
export type StorwareBackupStats = {
  successful: number;
  failed: number;
  inProgress: number;
  queued: number;
  totalDataText: string | null;
};

export type StorwareStagingSpace = {
  node: StorwareRef | null;
  totalBytes: number | null;
  availableBytes: number | null;
};

/** Fill of one destination; `capacityBytes` is the server's `totalAvailableSpace` (13.37). */
export type StorwareDestinationFill = {
  guid: string;
  name: string | null;
  usedBytes: number | null;
  capacityBytes: number | null;
  freeBytes: number | null;
};
