import type { RestoreSource } from './restore-request';

/** A mount of a backup, so that single files can be taken (STORWARE_API.md 5.3.4). */
export type MountRequest = {
  source: RestoreSource;
  /** How long until it is unmounted by itself: a duration, not more than `getLongestMountMs`. Null = the server's default. */
  unmountAfterMs: number | null;
  tenantId?: string | undefined;
} & (
  | { mode: 'AUTO' }
  /** Only these file systems of the backup. */
  | { mode: 'MANUAL'; fileSystemGuids: readonly string[] }
  /** These files of the backup as iSCSI targets, for these initiators (IQNs). */
  | { mode: 'ISCSI'; fileGuids: readonly string[]; allowedClients: readonly string[] }
);
