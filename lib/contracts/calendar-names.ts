/** The names of days and months in PORTAL_API.md and STORWARE_API.md 12.9, in calendar order. */
export const weekdayNames = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
export type Weekday = (typeof weekdayNames)[number];

export const monthNames = [
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
export type Month = (typeof monthNames)[number];

/** The occurrence of a weekday in its month. A fifth one is only `LAST_IN_MONTH`; a fourth can be both (14.9). */
export const occurrenceNames = [
  'FIRST_IN_MONTH',
  'SECOND_IN_MONTH',
  'THIRD_IN_MONTH',
  'FOURTH_IN_MONTH',
  'LAST_IN_MONTH',
] as const;
export type Occurrence = (typeof occurrenceNames)[number];
