import { clsx } from 'clsx';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { protectionVariants } from '@/components/ui/badge';
import { machineListAddress } from '@/lib/client/addresses';
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
/** The others are shown only if there are any. */
const alwaysShown: ReadonlySet<ProtectionState> = new Set(['PROTECTED', 'LATE', 'FAILING', 'UNPROTECTED']);

/** "Can I restore right now?"; each number links to the machines that it counts. */
export function RestoreAnswer({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const { machines, protection, restorable } = overview;
  const notRestorable = machines.total - restorable;
  return (
    <section aria-labelledby="restore-answer" className="panel p-4 sm:p-5">
      <h2 id="restore-answer" className="text-xl">
        {t(`restore.${restorable === 0 ? 'none' : notRestorable === 0 ? 'all' : 'some'}`, {
          restorable,
          total: machines.total,
        })}
      </h2>
      <p className="mt-1 mb-4 text-ink-2">
        {machines.removed === 0
          ? t('restore.present', { present: machines.present })
          : t.rich('restore.presentAndRemoved', {
              present: machines.present,
              removed: machines.removed,
              link: (chunks) => <ListLink filters={{ presence: 'removed' }}>{chunks}</ListLink>,
            })}
        {notRestorable > 0 && restorable > 0 ? (
          <>
            {' · '}
            {t.rich('restore.notRestorable', {
              count: notRestorable,
              link: (chunks) => <ListLink filters={{ restorable: 'no' }}>{chunks}</ListLink>,
            })}
          </>
        ) : null}
      </p>
      <ProtectionBar counts={protection} />
      <ul className="mt-3 -mb-1 flex flex-wrap gap-x-2 gap-y-1">
        {protectionStates
          .filter((state) => alwaysShown.has(state) || protection[state] > 0)
          .map((state) => {
            const variant = protectionVariants[state];
            const isNone = protection[state] === 0;
            return (
              <li key={state}>
                <Link
                  href={machineListAddress({ protection: state })}
                  className="-ml-2 flex h-9 items-center gap-2 rounded-sm px-2 hover:bg-hover pointer-coarse:h-11"
                >
                  <span className={clsx('[&>svg]:size-4', isNone ? 'text-ink-3' : inks[variant.tone])}>
                    {variant.icon}
                  </span>
                  {t.rich(`restore.state.${state}`, {
                    count: protection[state],
                    n: (chunks) => (
                      <span className={clsx('font-semibold tabular-nums', isNone && 'font-normal text-ink-3')}>
                        {chunks}
                      </span>
                    ),
                    w: (chunks) => <span className={isNone ? 'text-ink-3' : 'text-ink-2'}>{chunks}</span>,
                  })}
                </Link>
              </li>
            );
          })}
      </ul>
    </section>
  );
}

function ListLink({ filters, children }: { filters: Readonly<Record<string, string>>; children: ReactNode }) {
  return (
    <Link href={machineListAddress(filters)} className="link-accent">
      {children}
    </Link>
  );
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

/** The share of each protection state; decorative, since the numbers are links below it. */
function ProtectionBar({ counts }: { counts: Readonly<Record<ProtectionState, number>> }) {
  const total = protectionStates.reduce((sum, state) => sum + counts[state], 0);
  if (total === 0) return null;
  // A single failing machine among thousands must be visible.
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
