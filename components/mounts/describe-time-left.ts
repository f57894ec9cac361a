import { formatDuration } from '@/lib/client/format-duration';
import type { Mount } from '@/lib/contracts/mount';

/** From here on a person who still works with the files has to act. */
export const lastMinutesMs = 15 * 60_000;
const minuteMs = 60_000;

export interface TimeLeftView {
  text: string;
  /** True in the last 15 minutes. */
  isShort: boolean;
}

/** What is left of a mount in words; null when it has no time that runs. */
export function describeTimeLeft(
  { state, endsAt }: Pick<Mount, 'state' | 'endsAt'>,
  nowMs: number,
): TimeLeftView | null {
  if (state !== 'READY') return null;
  if (endsAt === null) return { text: 'not known', isShort: false };
  const left = Date.parse(endsAt) - nowMs;
  if (left <= 0) return { text: 'ending', isShort: true };
  // Seconds matter in the end only; before, they would be unrest.
  return left <= lastMinutesMs
    ? { text: formatDuration(left), isShort: true }
    : { text: formatDuration(Math.floor(left / minuteMs) * minuteMs), isShort: false };
}
