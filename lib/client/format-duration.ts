const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in its two largest units, such as `1 h 05 min`; a dash when unknown. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return '–';
  if (ms < second) return '< 1 s';
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return pair(ms, minute, 'min', second, 's');
  if (ms < day) return pair(ms, hour, 'h', minute, 'min');
  return pair(ms, day, 'd', hour, 'h');
}

export interface TimeParts {
  waitedMs: number | null;
  workedMs: number | null;
}

/** Waiting and work in words, such as `waited 4 min 39 s, worked 14 s`; a dash when neither is known. */
export function formatTimeParts({ waitedMs, workedMs }: TimeParts): string {
  const worked = workedMs === null ? null : `worked ${formatDuration(workedMs)}`;
  // Less than a second in a queue is none.
  const waited = waitedMs === null || waitedMs < second ? null : `waited ${formatDuration(waitedMs)}`;
  return [waited, worked].filter((part) => part !== null).join(', ') || '–';
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0
    ? `${whole} ${largeName}`
    : `${whole} ${largeName} ${String(rest).padStart(smallName === 'h' ? 1 : 2, '0')} ${smallName}`;
}
