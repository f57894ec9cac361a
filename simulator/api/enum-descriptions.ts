const DESCRIPTIONS: Readonly<Record<string, string>> = {
  VM: 'Virtual Machine',
  VM_BACKUP: 'VM backup',
  VM_SNAPSHOT: 'VM snapshot',
  OPENSTACK: 'OpenStack',
  RHV: 'RHV/oVirt',
  VCENTER: 'VMware vCenter',
  NUTANIX: 'Nutanix',
  PROXMOX: 'Proxmox VE',
  HYPERV: 'Hyper-V',
  KVM: 'KVM',
  INPROGRESS: 'In progress',
  SUCCESS_REMOVED: 'Success (removed)',
  PARTIAL_SUCCESS: 'Partial success',
  FILESYSTEM: 'File system',
  SYNTHETICXFS: 'Synthetic XFS',
  S3: 'Amazon S3 / S3 compatible',
  MISSING_INCREMENTAL_SCHEDULER: 'No incremental schedule is assigned to the policy',
  MISSING_SNAPSHOT: 'No snapshot of the last backup exists',
  MISSING_FULL_BACKUP: 'There is no full backup yet',
  PLATFORM_NOT_SUPPORTED: 'Platform or storage does not support incremental backups',
};

/** Display text of an enum value: no client may depend on it (13.46). */
export function describe(name: string): string {
  const known = DESCRIPTIONS[name];
  if (known !== undefined) return known;
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const GUIDE_NAMES: Readonly<Record<string, string>> = {
  INVENTORY_SYNC: 'INDEX',
  BACKUP_CLEANUP: 'OLD_BACKUPS_REMOVAL',
  SNAPSHOT_CLEANUP: 'OLD_SNAPSHOTS_REMOVAL',
  VM_SNAPSHOT: 'SNAPSHOT',
};
const CURRENT_NAMES = new Map(Object.entries(GUIDE_NAMES).map(([current, old]) => [old, current]));

/** The name that a server of the guide's age uses (12.1, 13.10). */
export function guideName(name: string): string {
  return GUIDE_NAMES[name] ?? name;
}

/** The present name of a task type given in either spelling. */
export function currentTaskType(name: string): string {
  return name === 'SNAPSHOT' ? name : (CURRENT_NAMES.get(name) ?? name);
}

/** The present name of a schedule type given in either spelling (13.11). */
export function currentScheduleType(name: string): string {
  return CURRENT_NAMES.get(name) ?? name;
}
