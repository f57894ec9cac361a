import type { MsOfUtcDay } from './ms-of-utc-day';
import type { StorwareDayOfWeek, StorwareSchedule } from './schedule';

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
