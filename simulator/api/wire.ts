import type { Behaviour } from '@/simulator/engine/simulation';

/** NameAndGuid (2.1). */
export interface NameAndGuid {
  guid: string;
  name: string;
}

type WireEnum = string | { name: string; description: string };

/** How values leave this server: objects for enums, no null fields; switches change both (2.1). */
export class Wire {
  constructor(private readonly behaviour: Behaviour) {}

  /** EnumNameAndDescription. */
  enum(name: string): WireEnum;
  enum(name: string | null): WireEnum | null | undefined;
  enum(name: string | null): WireEnum | null | undefined {
    if (name === null) return this.optional<WireEnum>(null);
    const spelled = this.behaviour.dialect === 'guide' ? guideName(name) : name;
    return this.behaviour.enumStyle === 'string' ? spelled : { name: spelled, description: describe(spelled) };
  }

  /** Several enums. */
  enums(names: readonly string[]): WireEnum[] {
    return names.map((name) => this.enum(name));
  }

  /** A field that may be missing: JSON leaves undefined out. */
  optional<T>(value: T | null | undefined): T | null | undefined {
    return value ?? (this.behaviour.nullStyle === 'null' ? null : undefined);
  }

  /** NameAndGuid of an object that may be missing. */
  reference<T extends { guid: string }>(
    object: T | undefined,
    name: (object: T) => string,
  ): NameAndGuid | null | undefined {
    return this.optional(object === undefined ? undefined : { guid: object.guid, name: name(object) });
  }

  /** NameGuidAndType. */
  typedReference(guid: string | null, name: string | null, type: string): unknown {
    return this.optional(guid === null ? null : { guid, name: name ?? '', type: this.enum(type) });
  }

  /** The tenant tag of schedules and policies, unless this server drops it (13.5). */
  tenantId(tenantId: string | null): string | null | undefined {
    return this.behaviour.tenantIdInBodies === 'drop' ? undefined : this.optional(tenantId);
  }
}

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
function describe(name: string): string {
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
function guideName(name: string): string {
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
