import { classNames } from '@/components/ui/class-names';
import { hintProps } from '@/components/ui/hint-layer';
import type { Score } from '@/lib/contracts/expected-run';

/** Below this much, so many runs were missed that somebody should look. */
const poorBelow = 90;

/** How much of what should have run did: `98 %`, with the counts on hover. */
export function ScoreText({ score, days }: { score: Score; days: number }) {
  const { expected, kept, percent } = score;
  if (percent === null)
    return (
      <span className="text-ink-3">
        –<span className="sr-only"> nothing was due in the last {days} days</span>
      </span>
    );
  // 99.6 % is not all of them.
  const shown = percent < 100 ? Math.min(99, Math.round(percent)) : 100;
  return (
    <span
      {...hintProps(`${kept} of ${expected} runs kept in the last ${days} days`)}
      className={classNames(
        'tabular-nums',
        percent < poorBelow ? 'font-medium text-fail' : percent < 100 ? 'text-late' : 'text-ink-2',
      )}
    >
      {shown} %
      <span className="sr-only">
        , {kept} of {expected} runs in {days} days
      </span>
    </span>
  );
}
