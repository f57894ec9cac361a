import * as z from 'zod';

/**
 * How a removed endpoint answers; `silent` never does, `nonsense` is a 200 with an invalid body, `html` a 200 that is
 * not JSON.
 */
export const capabilityModes = ['404', '405', '403', '501', '500', '503', 'nonsense', 'html', 'silent'] as const;
export type CapabilityMode = (typeof capabilityModes)[number];

/** The endpoints of the vendor's guide, and the lists that its requests choose from. */
export const guideEndpoints: readonly string[] = [
  'POST /session/login',
  'GET /virtual-machines',
  'GET /virtual-machines/{guid}',
  'POST /tasks/export',
  'GET /tasks',
  'GET /tasks/{guid}',
  'GET /backups',
  'POST /tasks/restore-and-import',
  'GET /schedules',
  'POST /schedules',
  'GET /schedules/{guid}',
  'PUT /schedules/{guid}',
  'DELETE /schedules/{guid}',
  'GET /policies/vm-backup',
  'POST /policies/vm-backup',
  'GET /policies/vm-backup/{guid}',
  'PUT /policies/vm-backup/{guid}',
  'DELETE /policies/vm-backup/{guid}',
  'POST /rules/vm-backup',
  'PUT /rules/vm-backup/{guid}',
  'DELETE /rules/vm-backup/{guid}',
  'GET /backup-destinations',
  'GET /hypervisor-managers',
  'GET /hypervisors',
];

/** Named groups of endpoints. `beyond-guide` is every one that the guide does not name. */
const groups: Readonly<Record<string, readonly string[]>> = {
  disks: ['GET /virtual-machine-disks'],
  machineSettings: ['PUT /virtual-machines/{guid}/settings'],
  policiesByMachine: ['POST /policies/vm-backup/list-by-entities'],
  rules: ['GET /rules/vm-backup', 'GET /rules/vm-backup/{guid}'],
  backupDetails: [
    'GET /backups/{guid}',
    'GET /backup-locations',
    'GET /backup-files',
    'GET /backup-files/detailed',
    'GET /backup-files/detailed/for-restore',
    'GET /file-systems',
  ],
  restoreJobs: ['GET /restore-jobs'],
  places: [
    'GET /hypervisor-clusters',
    'GET /hypervisor-storages',
    'GET /network',
    'GET /network/shared',
    'GET /virtual-machine-flavors',
    'GET /projects',
    'GET /projects/for-restore',
    'GET /nodes',
  ],
  mounts: [
    'GET /mounted-backups',
    'GET /mounted-backups/{guid}',
    'POST /tasks/restore-and-mount',
    'POST /tasks/mount',
    'POST /tasks/unmount',
  ],
  files: [
    'GET /mounted-file-systems/detailed',
    'GET /mounted-files',
    'POST /mounted-file-systems/{guid}/listing',
    'POST /mounted-file-systems/{guid}/download',
  ],
  inventorySync: ['POST /tasks/inventory-sync'],
  cancel: ['PUT /tasks/{guid}/state', 'DELETE /tasks/{guid}'],
};

const mode = z.enum(capabilityModes).nullable();

/**
 * `endpoints`: method and path or a group's name, each with its mode, null restores it. `profile: guide` removes all
 * that the guide does not name; null nothing.
 */
export const capabilitiesSchema = z.strictObject({
  profile: z.literal('guide').nullable().optional(),
  endpoints: z.record(z.string(), mode).optional(),
});

/** `GET /tasks/:guid` and `GET /tasks/{guid}` are the same endpoint, whatever its parameters are called. */
export function endpointKey(endpoint: string): string {
  return endpoint.replaceAll(/:\w+|\{\w+\}/g, '{}');
}

const inGuide: ReadonlySet<string> = new Set(guideEndpoints.map(endpointKey));

/** The removed endpoints of the API, and how they answer. */
export class Capabilities {
  private profile: 'guide' | null;
  private readonly modes = new Map<string, CapabilityMode>();
  /** All endpoints of this server, as keys. */
  private known: ReadonlySet<string> = new Set();

  constructor(profile: 'guide' | null = null) {
    this.profile = profile;
  }

  /** Sets the existing endpoints, so that an unknown one is refused instead of changing nothing. */
  learn(endpoints: Iterable<string>): void {
    this.known = new Set([...endpoints].map(endpointKey));
  }

  /** Changes only the named endpoints; throws RangeError, without a change, for an unknown endpoint or group. */
  change({ profile, endpoints = {} }: z.output<typeof capabilitiesSchema>): void {
    const changes = Object.entries(endpoints).flatMap(([name, value]) =>
      this.expand(name).map((key) => [key, value] as const),
    );
    if (profile !== undefined) this.profile = profile;
    for (const [key, value] of changes) {
      if (value === null) this.modes.delete(key);
      else this.modes.set(key, value);
    }
  }

  /** Everything answers again. */
  clear(): void {
    this.profile = null;
    this.modes.clear();
  }

  /** How the removed endpoint answers; undefined when it is present. */
  modeOf(endpoint: string): CapabilityMode | undefined {
    const key = endpointKey(endpoint);
    return this.modes.get(key) ?? (this.profile === 'guide' && !inGuide.has(key) ? '404' : undefined);
  }

  get view(): { profile: 'guide' | null; endpoints: Record<string, CapabilityMode> } {
    return { profile: this.profile, endpoints: Object.fromEntries(this.modes) };
  }

  private expand(name: string): string[] {
    if (name === 'beyond-guide') return [...this.known].filter((key) => !inGuide.has(key));
    const keys = (groups[name] ?? [name]).map(endpointKey);
    const unknown = keys.find((key) => !this.known.has(key));
    if (unknown !== undefined) throw new RangeError(`No such endpoint or group: ${name}`);
    return keys;
  }
}
