import * as z from 'zod';
import { ExpectedRun, Score } from './expected-run';
import { ListOf, ListQuery, manyOf } from './list';
import { Failure, Operation, Warning } from './operation';
import { entryOf, Guid, Instant, Ref, Sentence, ThingName } from './scalar';
import { TextRef } from './server-text';

export const protectionStates = [
  'PROTECTED',
  'PENDING',
  'LATE',
  'FAILING',
  'NOT_RESTORABLE',
  'UNPROTECTED',
  'EXCLUDED',
  'UNKNOWN',
] as const;
/**
 * PROTECTED: a recovery point exists that is as new as the schedule requires. PENDING: the policy has not had its first
 * run for this machine. LATE: the window of a due run has passed without a backup. FAILING: the last backup failed.
 * NOT_RESTORABLE: recovery points exist and none can be restored. UNPROTECTED: nothing backs it up automatically.
 * EXCLUDED: unprotected on purpose. UNKNOWN: there is not enough data.
 */
export const ProtectionState = z.enum(protectionStates);
export type ProtectionState = z.infer<typeof ProtectionState>;

/** The states that need attention, most urgent first; PENDING and EXCLUDED do not. */
export const alarmingStates = [
  'NOT_RESTORABLE',
  'FAILING',
  'LATE',
  'UNPROTECTED',
] as const satisfies readonly ProtectionState[];

export const Protection = z.object({
  state: ProtectionState,
  reason: Sentence,
  reasonRef: TextRef.nullish(),
  /** Who acts next, and what to do; both null when nothing is to be done. */
  owner: Failure.shape.owner.nullable(),
  nextStep: z.string().nullable(),
  nextStepRef: TextRef.nullish(),
  /** PENDING only: the first run of its policy for this machine. */
  firstRunAt: Instant.nullable(),
});
export type Protection = z.infer<typeof Protection>;

const LastBackup = z.object({
  at: Instant,
  status: z.string(),
  type: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  warnings: z.array(Warning),
});
type LastBackup = z.infer<typeof LastBackup>;

export const Machine = z.object({
  guid: z.string(),
  name: ThingName,
  platform: z.string(),
  present: z.boolean(),
  protection: Protection,
  policy: Ref.nullable(),
  lastBackup: LastBackup.nullable(),
  lastSuccessAt: Instant.nullable(),
  nextRunAt: Instant.nullable(),
  operation: Operation.nullable(),
});
export type Machine = z.infer<typeof Machine>;

/** A schedule as Storware runs it: times are offsets from midnight UTC (STORWARE_API.md 7). */
export const MachineSchedule = z.object({
  guid: z.string(),
  name: ThingName,
  active: z.boolean(),
  backupType: z.string(),
  execution: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('TIME'), atMinuteUtc: z.number().int() }),
    z.object({
      kind: z.literal('INTERVAL'),
      fromMinuteUtc: z.number().int(),
      toMinuteUtc: z.number().int(),
      everyMinutes: z.number().int(),
    }),
    /** A kind that the portal does not know, or one without times; `text` is Storware's value. */
    z.object({ kind: z.literal('UNKNOWN'), text: Sentence }),
  ]),
  daysOfWeek: z.array(z.string()),
  months: z.array(z.string()),
  occurrences: z.array(z.string()),
  startWindowMinutes: z.number().int().nullable(),
  nextRuns: z.array(z.object({ at: Instant, windowEndsAt: Instant.nullable() })),
});
export type MachineSchedule = z.infer<typeof MachineSchedule>;

export const Disk = z.object({
  name: ThingName,
  nameRef: TextRef.nullish(),
  sizeBytes: z.number().nullable(),
  excluded: z.boolean(),
  supported: z.boolean(),
});
export type Disk = z.infer<typeof Disk>;

const BackupFigure = z.object({ at: Instant.nullable(), sizeBytes: z.number().nullable() });

export const MachineDetail = Machine.extend({
  platformId: z.string().nullable(),
  /** Null: not known, see `disksReason`. */
  disks: z.array(Disk).nullable(),
  disksReason: z.string().nullable(),
  disksReasonRef: TextRef.nullish(),
  tags: z.array(z.string()),
  schedules: z.array(MachineSchedule),
  lastFull: BackupFigure.nullable(),
  lastIncremental: BackupFigure.nullable(),
  recoveryPointCount: z.number().int(),
  /**
   * Scheduled runs of the last 90 days without a backup in time, newest first, at most 200: the gaps of the timeline.
   */
  recentRuns: z.array(ExpectedRun),
  scores: z.object({ days7: Score, days30: Score }),
  asOf: Instant.nullable(),
});
export type MachineDetail = z.infer<typeof MachineDetail>;

export const MachineList = ListOf(Machine);
export type MachineList = z.infer<typeof MachineList>;

export const MachineListQuery = ListQuery(
  ['name', 'platform', 'protection', 'policy', 'lastSuccessAt', 'nextRunAt', 'size'],
  'name',
).extend({
  platform: z
    .union([z.string(), z.array(z.string())])
    .transform((given) => (Array.isArray(given) ? given : [given]).flatMap((text) => text.split(',')))
    .optional(),
  presence: z.enum(['present', 'removed']).optional(),
  /** Whether at least one recovery point can be restored now, as the overview counts it. */
  restorable: z.enum(['yes', 'no']).optional(),
  protection: manyOf(protectionStates).optional(),
  /** A policy's guid, or `none`. */
  policy: Guid.optional(),
});
export type MachineListQuery = z.output<typeof MachineListQuery>;

/** The values that occur among all machines of the tenant, with their counts: the choices of its filters. */
export const MachineFacets = z.object({
  platforms: z.array(z.object({ platform: z.string(), machines: z.number().int() })),
  /** By name. */
  policies: z.array(Ref.extend({ machines: z.number().int() })),
  withoutPolicy: z.number().int(),
  protection: z.array(z.object({ state: ProtectionState, machines: z.number().int() })),
  present: z.number().int(),
  removed: z.number().int(),
});
export type MachineFacets = z.infer<typeof MachineFacets>;

/** No more machines than a policy can hold are offered; `total` counts all. */
export const mostChoosableMachines = 5_000;
export const ChoosableMachine = Machine.pick({ guid: true, name: true, platform: true, present: true, policy: true });
export type ChoosableMachine = z.infer<typeof ChoosableMachine>;
/** The machines of the tenant by name, for a selection of many. */
export const MachineChoices = z.object({ items: z.array(ChoosableMachine), total: z.number().int() });
export type MachineChoices = z.infer<typeof MachineChoices>;

/** Display names of Storware's hypervisor and manager types (STORWARE_API.md 12.7). */
const names: Readonly<Record<string, string>> = {
  OPENSTACK: 'OpenStack',
  RHV: 'RHV / oVirt',
  RHEV: 'RHV / oVirt',
  VCENTER: 'VMware',
  ESXI: 'VMware ESXi',
  NUTANIX: 'Nutanix',
  PROXMOX: 'Proxmox VE',
  HYPERV: 'Hyper-V',
  KVM: 'KVM',
  XEN: 'Xen',
  CITRIX: 'XenServer',
  OVM: 'Oracle VM',
  ORACLE: 'Oracle VM',
  AWS: 'Amazon EC2',
  KUBERNETES: 'Kubernetes',
  OPENSHIFT: 'OpenShift',
};

/** Display name of a platform; an unknown constant of a newer server becomes a word. */
export function platformName(platform: string): string {
  const known = entryOf(names, platform.toUpperCase());
  if (known !== undefined) return known;
  const text = platform.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
