export const minuteMs = 60_000;
export const dayMs = 86_400_000;
export const minutesOfDay = 1440;

const pattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes since midnight of a time like `02:00` (00:00 to 23:59), or null when it is none. */
export function minuteOfDay(time: string): number | null {
  const match = pattern.exec(time);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** `HH:MM` of a wall clock that shows `wallMs`, counted as if its zone were UTC. */
export function wallTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 16);
}
