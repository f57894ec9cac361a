'use client';

import { createContext, useContext } from 'react';

/** The zone of this browser, an IANA name; UTC where none is known. */
export function browserTimeZone(): string {
  return typeof window === 'undefined' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

const TimeZoneContext = createContext<string | null>(null);

/** Sets the zone in which everything below shows its times. */
export const TimeZoneProvider = TimeZoneContext.Provider;

/** The viewer's zone: the account's when set, else the browser's. */
export function useTimeZone(): string {
  return useContext(TimeZoneContext) ?? browserTimeZone();
}
