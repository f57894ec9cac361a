import type { MsOfUtcDay } from './ms-of-utc-day';
import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';

export type StorwareDayOfWeek = OpenEnum<
  'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY'
>;

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
