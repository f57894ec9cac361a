/**
 * The values that the portal knows the meaning of, by the enum that they belong to (STORWARE_API.md 12): any other one is told to the
 * provider as not understood.
 */
export const known = {
  backupStatus: ['QUEUED', 'INPROGRESS', 'SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED'],
  backupType: ['FULL', 'INCREMENTAL', 'SYNCHRONIZATION', 'SYNTHETIC'],
  copyStatus: ['IN_PROGRESS', 'PRESENT', 'FAILED', 'REMOVED'],
  copyRole: ['PRIMARY', 'SECONDARY', 'ARCHIVE'],
  retentionHint: ['STANDARD_RETENTION', 'TO_REMOVE', 'ARCHIVE', 'RECREATE'],
  origin: ['USER', 'SCHEDULE', 'SYSTEM_SCHEDULE'],
  taskType: [
    'BACKUP_CLEANUP', 'BACKUP_DESTINATION_INIT', 'BACKUP_DESTINATION_SYNC', 'CONNECTIVITY_TEST', 'DELETE', 'EJECT_TAPE', 'EXPORT', 'IMPORT', 'IMPORT_TAPE', 'INVENTORY_SYNC',
    'LIVE_MIGRATION', 'MOUNT', 'RESTORE', 'SCOPED_INVENTORY_SYNC', 'SNAPSHOT', 'SNAPSHOT_CLEANUP', 'SNAPSHOT_REVERSION', 'STAGING_CLEANUP', 'STORE',
    'TAPE_MANAGER_INVENTORY_SYNC', 'UNMOUNT', 'UPLOAD', 'INDEX', 'OLD_BACKUPS_REMOVAL', 'OLD_SNAPSHOTS_REMOVAL',
  ],
  taskState: ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'],
  platform: [
    'OPENSTACK', 'RHV', 'RHEV', 'VCENTER', 'NUTANIX', 'ORACLE', 'AWS', 'KUBERNETES', 'OPENSHIFT', 'KVM', 'XEN', 'CITRIX', 'PROXMOX', 'ESXI', 'HYPERV', 'OVM', 'UNKNOWN',
  ],
  restoreType: ['RESTORE', 'RESTORE_AND_IMPORT', 'RESTORE_AND_MOUNT'],
  restoreStatus: ['QUEUED', 'INPROGRESS', 'SUCCESS', 'PARTIAL_SUCCESS', 'FAILED'],
  mountMode: ['AUTO', 'MANUAL', 'ISCSI'],
  /** Only RUNNING is documented; the others are those whose meaning the portal reads from their stems (`mountPhaseOf`). */
  mountState: ['RUNNING', 'MOUNTED', 'QUEUED', 'PREPARING', 'MOUNTING', 'UNMOUNTING', 'UNMOUNTED', 'FINISHED', 'FAILED', 'CANCELLED', 'REMOVED', 'EXPIRED'],
  scheduleType: ['APP_BACKUP', 'CLOUD_BACKUP', 'OS_BACKUP', 'STORAGE_BACKUP', 'STORAGE_SNAPSHOT', 'VM_BACKUP', 'VM_RESTORE', 'VM_SNAPSHOT', 'SNAPSHOT'],
  scheduleBackupType: ['FULL', 'INCREMENTAL', 'SYNCHRONIZATION'],
  executionType: ['TIME', 'INTERVAL'],
  dayOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'],
  month: ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'],
  occurrence: ['FIRST_IN_MONTH', 'SECOND_IN_MONTH', 'THIRD_IN_MONTH', 'FOURTH_IN_MONTH', 'LAST_IN_MONTH'],
  destinationRole: ['PRIMARY', 'SECONDARY'],
  autoAssign: ['DISABLED', 'ASSIGN_ONLY', 'ASSIGN_AND_REMOVE'],
} as const;
