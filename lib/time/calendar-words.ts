/** The words of PORTAL_API.md and STORWARE_API.md 12.9, in calendar order. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
export type Weekday = (typeof weekdays)[number];

export const months = [
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
export type Month = (typeof months)[number];

/** Which one of its weekday in the month a day is. A fifth one is only `LAST_IN_MONTH`; a fourth can be both (14.9). */
export const occurrences = [
  'FIRST_IN_MONTH',
  'SECOND_IN_MONTH',
  'THIRD_IN_MONTH',
  'FOURTH_IN_MONTH',
  'LAST_IN_MONTH',
] as const;
export type Occurrence = (typeof occurrences)[number];
