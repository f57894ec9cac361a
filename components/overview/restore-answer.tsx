import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { protectionLook } from '@/components/ui/state-badges';
import { machineListAddress } from '@/lib/client/addresses';
import { locale } from '@/lib/client/format/numbers';
import { protectionStates } from '@/lib/contracts/machine';
import type { ProtectionState } from '@/lib/contracts/machine';
import type { Overview } from '@/lib/contracts/overview';

const inks = {
  ok: 'text-ok',
  late: 'text-late',
  fail: 'text-fail',
  run: 'text-run',
  none: 'text-ink-3',
  accent: 'text-accent-ink',
} as const;
/** The others are shown where there are any. */
const alwaysShown: ReadonlySet<ProtectionState> = new Set(['PROTECTED', 'LATE', 'FAILING', 'UNPROTECTED']);
const number = new Intl.NumberFormat(locale);

/** "Can I restore right now?", answered first; each number leads to the machines behind it. */
export function RestoreAnswer({ overview }: { overview: Overview }) {
  const common = useTranslations('common');
  const { machines, protection, restorable } = overview;
  return (
    <section aria-labelledby="restore-answer" className="panel p-4 sm:p-5">
      <h2 id="restore-answer" className="text-xl">
        {answerText(restorable, machines.total)}
      </h2>
      <p className="mt-1 mb-4 text-ink-2">
        {number.format(machines.present)} present
        {machines.removed > 0 ? (
          <>
            ,{' '}
            <Link href={machineListAddress({ presence: 'removed' })} className="link-accent">
              {number.format(machines.removed)} removed
            </Link>{' '}
            from the platform
          </>
        ) : null}
      </p>
      <ProtectionBar counts={protection} />
      <ul className="mt-3 -mb-1 flex flex-wrap gap-x-2 gap-y-1">
        {protectionStates
          .filter((state) => alwaysShown.has(state) || protection[state] > 0)
          .map((state) => {
            const look = protectionLook[state];
            const isNone = protection[state] === 0;
            return (
              <li key={state}>
                <Link
                  href={machineListAddress({ protection: state })}
                  className="-ml-2 flex h-9 items-center gap-2 rounded-sm px-2 hover:bg-hover pointer-coarse:h-11"
                >
                  <span className={clsx('[&>svg]:size-4', isNone ? 'text-ink-3' : inks[look.tone])}>{look.icon}</span>
                  <span className={clsx('font-semibold tabular-nums', isNone && 'font-normal text-ink-3')}>
                    {number.format(protection[state])}
                  </span>
                  <span className={isNone ? 'text-ink-3' : 'text-ink-2'}>
                    {common(`protection.${state}`).toLowerCase()}
                  </span>
                </Link>
              </li>
            );
          })}
      </ul>
    </section>
  );
}

function answerText(restorable: number, total: number): string {
  if (restorable === 0)
    return `None of ${number.format(total)} ${total === 1 ? 'machine' : 'machines'} can be restored right now`;
  if (restorable === total)
    return total === 1
      ? 'Your machine can be restored right now'
      : `All ${number.format(total)} machines can be restored right now`;
  return `${number.format(restorable)} of ${number.format(total)} machines can be restored right now`;
}

const fills: Record<ProtectionState, string> = {
  PROTECTED: 'fill-ok-mark',
  PENDING: 'fill-run-mark',
  LATE: 'fill-late-mark',
  FAILING: 'fill-fail-mark',
  NOT_RESTORABLE: 'fill-fail-mark',
  UNPROTECTED: 'fill-none-mark',
  EXCLUDED: 'fill-line-strong',
  UNKNOWN: 'fill-line-strong',
};

/** The share of each protection answer; decorative, since the numbers stand below it as links. */
function ProtectionBar({ counts }: { counts: Readonly<Record<ProtectionState, number>> }) {
  const total = protectionStates.reduce((sum, state) => sum + counts[state], 0);
  if (total === 0) return null;
  // A single failing machine among thousands must still be seen.
  const shares = protectionStates.map((state) =>
    counts[state] === 0 ? 0 : Math.max(0.6, (counts[state] / total) * 100),
  );
  const sum = shares.reduce((all, share) => all + share, 0);
  const starts = shares.map((_, index) => shares.slice(0, index).reduce((all, share) => all + share, 0));
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${sum} 1`}
      preserveAspectRatio="none"
      className="block h-2.5 w-full overflow-hidden rounded-full"
    >
      {protectionStates.map((state, index) => (
        <rect
          key={state}
          x={starts[index]}
          width={Math.max(0, (shares[index] ?? 0) - 0.15)}
          height="1"
          className={fills[state]}
        />
      ))}
    </svg>
  );
}
