import type { useTranslations } from 'next-intl';
import type { Score } from '@/lib/contracts/expected-run';
import type { Formats } from './formats';

/** Below this share, so many planned backups are missing that somebody should check. */
const poorBelowPercent = 90;

export type ScoreSeverity = 'none' | 'ok' | 'late' | 'fail';

/** The severity of a success rate: `none` while nothing was expected. */
export function scoreSeverity({ percent }: Score): ScoreSeverity {
  if (percent === null) return 'none';
  return percent >= 100 ? 'ok' : percent >= poorBelowPercent ? 'late' : 'fail';
}

/** The results of the planned backups of the last `days` days, in one sentence; says so when none was planned. */
export function scoreSentence(
  score: Score,
  days: number,
  t: ReturnType<typeof useTranslations<'ui'>>,
  format: Pick<Formats, 'percent'>,
): string {
  const { expected, kept } = score;
  const missing = expected - kept;
  if (expected === 0) return t('score.nothingPlanned', { days });
  if (missing === 0) return t('score.all', { expected, days });
  if (kept === 0) return t('score.none', { expected, days });
  return t('score.some', { share: format.percent(score), days, missing, expected });
}
