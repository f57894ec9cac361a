'use client';

const second = 1000;
const formatDurationMinute = 60 * second;
const formatDurationHour = 60 * formatDurationMinute;
const formatDurationDay = 24 * formatDurationHour;

/** A length of time in its two largest units, such as `1 h 05 min`; a dash when unknown. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return '–';
  if (ms < second) return '< 1 s';
  if (ms < formatDurationMinute) return `${Math.floor(ms / second)} s`;
  if (ms < formatDurationHour) return pair(ms, formatDurationMinute, 'min', second, 's');
  if (ms < formatDurationDay) return pair(ms, formatDurationHour, 'h', formatDurationMinute, 'min');
  return pair(ms, formatDurationDay, 'd', formatDurationHour, 'h');
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0
    ? `${whole} ${largeName}`
    : `${whole} ${largeName} ${String(rest).padStart(smallName === 'h' ? 1 : 2, '0')} ${smallName}`;
}
