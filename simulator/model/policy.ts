import type { BackupType } from './backup';

/** Retention of one kind of destination; null means that this limit does not exist. */
export interface Retention {
  keepLastNFull: number | null;
  keepFullNewerThanMs: number | null;
  keepLastNIncremental: number | null;
  keepIncrementalNewerThanMs: number | null;
  keepLastWhenSourceExists: boolean;
}

export interface RuleDestination {
  guid: string;
  role: 'PRIMARY' | 'SECONDARY';
  destinationGuid: string;
  active: boolean;
  daysToKeepRetentionLock: number;
  retention: Retention;
  /** Fields of requests that this server does not know; it gives them back. */
  extra?: Record<string, unknown>;
}

/** Schedules belong to rules (13.20); the rule stores their guids. */
export interface Rule {
  guid: string;
  name: string;
  policyGuid: string;
  active: boolean;
  position: number;
  markedForDeletion: boolean;
  scheduleGuids: string[];
  destinations: RuleDestination[];
  /** Of a snapshot policy's rule: how many snapshots, and of how many days, are kept; null means that this limit does not exist. */
  snapshots?: { versions: number | null; days: number | null };
  extra?: Record<string, unknown>;
}

export interface AutoAssign {
  mode: 'DISABLED' | 'ASSIGN_ONLY' | 'ASSIGN_AND_REMOVE';
  includeTags: string[];
  excludeTags: string[];
  includeRegExps: string[];
  excludeRegExps: string[];
  clusterGuids: string[];
  projectGuids: string[];
}

/** A backup policy or, with `kind` vm-snapshot, a snapshot policy. Its machines are in the world's index. */
export interface Policy {
  guid: string;
  kind: 'vm-backup' | 'vm-snapshot';
  name: string;
  active: boolean;
  priority: number;
  autoRemoveNonPresent: boolean;
  autoAssign: AutoAssign;
  backupRetryCount: number;
  failExportThreshold: number | null;
  failStoreThreshold: number | null;
  projectGuids: string[];
  projectUuid: string | null;
  visibleForAllProjects: boolean;
  dailyReportEnabled: boolean;
  disableCleanOldBackups: boolean;
  quiesceBeforeSnapshot: boolean;
  scanFileSystem: boolean;
  tenantId: string | null;
  ruleGuids: string[];
  /** The recipients of its daily report. */
  mailingListGuid?: string | null;
  extra?: Record<string, unknown>;
}

/** Auto-assignment as required where tenants share a server (section 16). */
export function noAutoAssign(): AutoAssign {
  return {
    mode: 'DISABLED',
    includeTags: [],
    excludeTags: [],
    includeRegExps: [],
    excludeRegExps: [],
    clusterGuids: [],
    projectGuids: [],
  };
}

export const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
export const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
export const OCCURRENCES = [
  'FIRST_IN_MONTH',
  'SECOND_IN_MONTH',
  'THIRD_IN_MONTH',
  'FOURTH_IN_MONTH',
  'LAST_IN_MONTH',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];
type Month = (typeof MONTHS)[number];
type Occurrence = (typeof OCCURRENCES)[number];

/** When a schedule fires: milliseconds since UTC midnight, milliseconds, UTC days (section 7, 14.9). */
export interface FiringPattern {
  executionType: 'TIME' | 'INTERVAL';
  hour: number | null;
  interval: { startHour: number; endHour: number; frequency: number } | null;
  daysOfWeek: Weekday[];
  months: Month[];
  occurrences: Occurrence[];
}

export interface Schedule extends FiringPattern {
  guid: string;
  name: string;
  active: boolean;
  type: 'VM_BACKUP' | 'VM_SNAPSHOT';
  backupType: BackupType;
  startWindowLength: number | null;
  lastRun: number | null;
  tenantId: string | null;
  projectUuid: string | null;
  /** Fields of requests that this server does not know; it gives them back. */
  extra?: Record<string, unknown>;
}
