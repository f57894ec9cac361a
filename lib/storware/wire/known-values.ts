import 'server-only';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { processSingleton } from '@/lib/core/process-state';

/** The values that the portal knows, by enum (STORWARE_API.md 12): any other one is reported to the provider. */
export const known = {
  backupStatus: ['QUEUED', 'INPROGRESS', 'SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED'],
  backupType: ['FULL', 'INCREMENTAL', 'SYNCHRONIZATION', 'SYNTHETIC'],
  copyStatus: ['IN_PROGRESS', 'PRESENT', 'FAILED', 'REMOVED'],
  copyRole: ['PRIMARY', 'SECONDARY', 'ARCHIVE'],
  retentionHint: ['STANDARD_RETENTION', 'TO_REMOVE', 'ARCHIVE', 'RECREATE'],
  origin: ['USER', 'SCHEDULE', 'SYSTEM_SCHEDULE'],
  taskType: [
    'BACKUP_CLEANUP',
    'BACKUP_DESTINATION_INIT',
    'BACKUP_DESTINATION_SYNC',
    'CONNECTIVITY_TEST',
    'DELETE',
    'EJECT_TAPE',
    'EXPORT',
    'IMPORT',
    'IMPORT_TAPE',
    'INVENTORY_SYNC',
    'LIVE_MIGRATION',
    'MOUNT',
    'RESTORE',
    'SCOPED_INVENTORY_SYNC',
    'SNAPSHOT',
    'SNAPSHOT_CLEANUP',
    'SNAPSHOT_REVERSION',
    'STAGING_CLEANUP',
    'STORE',
    'TAPE_MANAGER_INVENTORY_SYNC',
    'UNMOUNT',
    'UPLOAD',
    'INDEX',
    'OLD_BACKUPS_REMOVAL',
    'OLD_SNAPSHOTS_REMOVAL',
  ],
  taskState: ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'],
  platform: [
    'OPENSTACK',
    'RHV',
    'RHEV',
    'VCENTER',
    'NUTANIX',
    'ORACLE',
    'AWS',
    'KUBERNETES',
    'OPENSHIFT',
    'KVM',
    'XEN',
    'CITRIX',
    'PROXMOX',
    'ESXI',
    'HYPERV',
    'OVM',
    'UNKNOWN',
  ],
  restoreType: ['RESTORE', 'RESTORE_AND_IMPORT', 'RESTORE_AND_MOUNT'],
  /** Not documented (STORWARE_API.md 12.11): observed ones, and those with a clear meaning. */
  restoreStatus: [
    'QUEUED',
    'INPROGRESS',
    'IN_PROGRESS',
    'RUNNING',
    'SUCCESS',
    'FINISHED',
    'PARTIAL_SUCCESS',
    'FAILED',
    'CANCELLED',
    'CANCELED',
  ],
  mountMode: ['AUTO', 'MANUAL', 'ISCSI'],
  /** Only RUNNING is documented; the others are those whose meaning the portal reads from their stems (`mountPhaseOf`). */
  mountState: [
    'RUNNING',
    'MOUNTED',
    'QUEUED',
    'PREPARING',
    'MOUNTING',
    'UNMOUNTING',
    'UNMOUNTED',
    'FINISHED',
    'FAILED',
    'CANCELLED',
    'REMOVED',
    'EXPIRED',
  ],
  fileType: ['DIRECTORY', 'REGULAR_FILE', 'SYMLINK', 'BROKEN_SYMLINK'],
  scheduleType: [
    'APP_BACKUP',
    'CLOUD_BACKUP',
    'OS_BACKUP',
    'STORAGE_BACKUP',
    'STORAGE_SNAPSHOT',
    'VM_BACKUP',
    'VM_RESTORE',
    'VM_SNAPSHOT',
    'SNAPSHOT',
  ],
  scheduleBackupType: ['FULL', 'INCREMENTAL', 'SYNCHRONIZATION'],
  executionType: ['TIME', 'INTERVAL'],
  dayOfWeek: weekdayNames,
  month: monthNames,
  occurrence: occurrenceNames,
  destinationRole: ['PRIMARY', 'SECONDARY'],
  autoAssign: ['DISABLED', 'ASSIGN_ONLY', 'ASSIGN_AND_REMOVE'],
} as const;

/**
 * An unknown value of one of Storware's enums, and how often it was seen since the last call of `takeNotUnderstood`.
 */
type NotUnderstood = { readonly kind: string; readonly value: string; readonly count: number };

/** A limit, so that a server that sends nonsense can't fill the memory. */
const mostKept = 300;
const longest = 100;

const seen = processSingleton('storware-not-understood', () => new Map<string, NotUnderstood>());

/** Records an unknown value of `kind`, such as "backup status", for the provider. */
export function noteNotUnderstood(kind: string, raw: string): void {
  const value = raw.slice(0, longest);
  const key = `${kind} ${value}`;
  const before = seen.get(key);
  if (before === undefined && seen.size >= mostKept) return;
  seen.set(key, { kind, value, count: Math.min((before?.count ?? 0) + 1, 1_000_000) });
}

/** What this process recorded since the last call. */
export function takeNotUnderstood(): NotUnderstood[] {
  const taken = [...seen.values()];
  seen.clear();
  return taken;
}
