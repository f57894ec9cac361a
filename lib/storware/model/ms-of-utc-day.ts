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
