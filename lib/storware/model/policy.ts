import type { AuthorizedMachine, AuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { OpenEnum, StorwareRef } from './result';

/** A backup policy for virtual machines (STORWARE_API.md 8.1, 8.3). */
export type StorwarePolicy = {
  guid: string;
  name: string;
  active: boolean;
  priority: number | null;
  machineCount: number | null;
  /** Only details carry them; null in lists. */
  machines: StorwareRef[] | null;
  /** Without those marked for deletion. */
  rules: StorwareRule[];
  autoRemoveNonPresent: boolean | null;
  autoAssignMode: OpenEnum<'DISABLED' | 'ASSIGN_ONLY' | 'ASSIGN_AND_REMOVE'> | null;
  averageBackupSizeBytes: number | null;
  projects: StorwareRef[];
  visibleForAllProjects: boolean | null;
  tenantId: string | null;
  raw: Record<string, unknown>;
};

/** Where a rule stores backups, and how long they are kept (STORWARE_API.md 8.2). */
export type StorwareRuleDestination = {
  role: OpenEnum<'PRIMARY' | 'SECONDARY'>;
  /** Null when the server has an entry for it but names it no longer: it was deleted. */
  destination: StorwareRef | null;
  active: boolean;
  retention: {
    keepLastFull: number | null;
    keepFullNewerThanMs: number | null;
    keepLastIncremental: number | null;
    keepIncrementalNewerThanMs: number | null;
  } | null;
};

/** A rule of a backup policy (STORWARE_API.md 8.3). A rule that a list names only by guid has no destinations and schedules here. */
export type StorwareRule = {
  guid: string;
  name: string | null;
  policy: StorwareRef | null;
  active: boolean;
  position: number | null;
  schedules: StorwareRef[];
  destinations: StorwareRuleDestination[];
  backupCount: number | null;
  markedForDeletion: boolean;
  raw: Record<string, unknown>;
};

type StorwareDayOfWeek = OpenEnum<'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY'>;

/** A schedule (STORWARE_API.md 7). Times and weekdays are in UTC; empty `months` or `occurrences` restrict nothing (13.19). */
export type StorwareSchedule = {
  guid: string;
  name: string;
  active: boolean;
  /** VM_BACKUP for what the portal makes; the guide's SNAPSHOT arrives as VM_SNAPSHOT (13.11). */
  type: OpenEnum<'VM_BACKUP' | 'VM_SNAPSHOT' | 'VM_RESTORE'> | null;
  backupType: OpenEnum<'FULL' | 'INCREMENTAL' | 'SYNCHRONIZATION'> | null;
  executionType: OpenEnum<'TIME' | 'INTERVAL'> | null;
  /** TIME only. */
  startAt: MsOfUtcDay | null;
  /** TIME only. */
  startWindowMs: number | null;
  /** INTERVAL only. */
  interval: { from: MsOfUtcDay; to: MsOfUtcDay; everyMs: number } | null;
  daysOfWeek: StorwareDayOfWeek[];
  months: string[];
  occurrences: OpenEnum<
    'FIRST_IN_MONTH' | 'SECOND_IN_MONTH' | 'THIRD_IN_MONTH' | 'FOURTH_IN_MONTH' | 'LAST_IN_MONTH'
  >[];
  rules: StorwareRef[];
  policies: StorwareRef[];
  tenantId: string | null;
  lastRunAt: Date | null;
  /** As the server sent it: a PUT sends the whole object (13.53). */
  raw: Record<string, unknown>;
};

/** How many, and for how long: a backup goes when either is exceeded (STORWARE_API.md 14.11). Synthetic destinations heed only the pair for full ones. */
type RetentionInput = {
  keepLastFull: number;
  keepFullNewerThanMs: number;
  keepLastIncremental: number;
  keepIncrementalNewerThanMs: number;
};

export type RuleDestinationInput = {
  role: 'PRIMARY' | 'SECONDARY';
  destinationGuid: string;
  active: boolean;
  retention: RetentionInput;
};

/** A rule: which schedules store where (8.2). At least one destination, at most one of each role. */
export type RuleInput = {
  name: string;
  active: boolean;
  schedules: readonly AuthorizedSchedule[];
  destinations: readonly RuleDestinationInput[];
};

/** What is left out stays as it is. A role that `destinations` does not name is switched off, not removed. */
export type RuleChange = Partial<RuleInput>;

/** A policy with its one rule. Auto-assignment is always off: it knows no tenants (guide, 16.8). */
export type PolicyInput = {
  name: string;
  active: boolean;
  /** 0..100, larger runs first. */
  priority: number;
  autoRemoveNonPresent: boolean;
  /** A machine that has another policy is moved (14.10). */
  machines: readonly AuthorizedMachine[];
  tenantId: string | null;
  rule: RuleInput;
};

/** What is left out stays as it is. Machines are added and removed, never replaced: others may have come since. */
export type PolicyChange = Partial<
  Pick<PolicyInput, 'name' | 'active' | 'priority' | 'autoRemoveNonPresent' | 'tenantId'>
> & {
  add?: readonly AuthorizedMachine[];
  remove?: readonly AuthorizedMachine[];
};

/** `ruleGuid` is null when the server did not say which; it has one. */
export type CreatedPolicy = { policyGuid: string; ruleGuid: string | null };

/** Once a day at a time, or over and over between two times; all in UTC and whole minutes (STORWARE_API.md 7, 13.1). */
export type ScheduleTiming =
  | { kind: 'TIME'; startAt: MsOfUtcDay; /** A run that has not started by then fails. */ startWindowMs: number }
  | { kind: 'INTERVAL'; from: MsOfUtcDay; to: MsOfUtcDay; everyMs: number };

/** A schedule for backups of machines. Weekdays are UTC's; empty `months` and `occurrences` restrict nothing (13.19). */
export type ScheduleInput = {
  name: string;
  active: boolean;
  backupType: 'FULL' | 'INCREMENTAL';
  timing: ScheduleTiming;
  /** At least one. */
  daysOfWeek: readonly StorwareDayOfWeek[];
  months: readonly string[];
  occurrences: readonly StorwareSchedule['occurrences'][number][];
  /** The tenant's id at Storware, for its own filters; ownership is the portal's table. */
  tenantId: string | null;
};

/** What is left out stays as it is in Storware, unknown fields too. */
export type ScheduleChange = Partial<ScheduleInput>;

declare const brand: unique symbol;

/** Milliseconds since midnight UTC, 0..86,399,999: Storware's `hour` (STORWARE_API.md 13.1). Branded so that seconds and local times can't slip in. */
export type MsOfUtcDay = number & { readonly [brand]: true };

export const dayMs = 86_400_000;

const minuteMs = 60_000;

/**
 * A time of the UTC day for sending. Refuses with a RangeError what is outside the day or not a whole
 * minute: the guide's "3600 is 1:00 am" is in seconds, and would fail here instead of running at 00:00:03.6.
 */
export function msOfUtcDay(hours: number, minutes: number): MsOfUtcDay {
  const ms = hours * 60 * minuteMs + minutes * minuteMs;
  if (!Number.isInteger(hours) || !Number.isInteger(minutes) || minutes < 0 || minutes > 59 || ms < 0 || ms >= dayMs) {
    throw new RangeError(`not a time of day: ${hours}:${minutes}`);
  }
  return ms as MsOfUtcDay;
}

/** A value received from the server; old clients stored negative ones and ones beyond a day, which wrap (13.2). */
export function wrapToUtcDay(ms: number): MsOfUtcDay {
  return (((ms % dayMs) + dayMs) % dayMs) as MsOfUtcDay;
}
