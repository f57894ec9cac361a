import type { BackupType } from './backup';

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
export type Month = (typeof MONTHS)[number];
export type Occurrence = (typeof OCCURRENCES)[number];

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
