import type { Score } from '@/lib/contracts/expected-run';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** Bytes in binary units with three significant digits, such as `1.25 GiB`; a dash when unknown. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes) || bytes < 0) return '–';
  let value = bytes;
  let unit = 0;
  // 1023.5 would round to "1,024 MiB", which is 1 GiB.
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[unit] ?? 'B'}`;
}

/** The one language of the product; its 24-hour clock and day-month order suit readers of every zone. */
export const locale = 'en-GB';

const number = new Intl.NumberFormat(locale);

/** Below this share, so many planned backups did not happen that somebody should look. */
const poorBelowPercent = 90;

export type ScoreMood = 'none' | 'ok' | 'late' | 'fail';

/** How good or bad a score is: `none` while nothing was to be expected. */
export function scoreMood({ percent }: Score): ScoreMood {
  if (percent === null) return 'none';
  return percent >= 100 ? 'ok' : percent >= poorBelowPercent ? 'late' : 'fail';
}

/** `97 %`. 99.6 % is not all of them, and 0.3 % is not none of them. */
export function percentText({ percent, kept }: Score): string {
  if (percent === null) return '–';
  if (percent >= 100) return '100 %';
  return `${Math.max(kept > 0 ? 1 : 0, Math.min(99, Math.round(percent)))} %`;
}

/** What became of the planned backups of the last `days` days, in one sentence; says so when none was planned. */
export function scoreSentence(score: Score, days: number): string {
  const { expected, kept } = score;
  const missing = expected - kept;
  if (expected === 0) return `No backup was planned in the last ${days} days.`;
  if (missing === 0)
    return expected === 1
      ? `The planned backup of the last ${days} days happened.`
      : `All ${number.format(expected)} planned backups of the last ${days} days happened.`;
  if (kept === 0)
    return expected === 1
      ? `The planned backup of the last ${days} days did not happen.`
      : `None of the ${number.format(expected)} planned backups of the last ${days} days happened.`;
  return `${percentText(score)} of planned backups happened in the last ${days} days; ${number.format(missing)} of ${number.format(expected)} did not.`;
}
