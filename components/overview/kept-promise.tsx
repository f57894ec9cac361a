'use client';

import { CalendarClock, CircleCheck, CircleX, ClockAlert } from 'lucide-react';
import Link from 'next/link';
import { ScoreText } from '@/components/policies/score-text';
import { Section } from '@/components/ui/section';
import { machineListAddress } from '@/lib/client/addresses';
import { scoreMood } from '@/lib/client/describe-score';
import type { ScoreMood } from '@/lib/client/describe-score';
import type { Overview } from '@/lib/contracts/overview';
import { MissedList } from './missed-list';
import { promiseWords } from './promise-words';

const policiesShown = 3;

const moods: Record<ScoreMood, { ink: string; icon: typeof CircleCheck }> = {
  none: { ink: 'text-ink-3', icon: CalendarClock },
  ok: { ink: 'text-ok', icon: CircleCheck },
  late: { ink: 'text-late', icon: ClockAlert },
  fail: { ink: 'text-fail', icon: CircleX },
};

/** Whether what was planned did happen: the share in words, and each run of late that was missed or failed. */
export function KeptPromise({ overview }: { overview: Overview }) {
  const { scores, worstPolicies, nextRuns } = overview;
  const { days7, days30 } = scores;
  const notKept = days7.expected - days7.kept;
  const { answer, further } = promiseWords(scores, nextRuns.length > 0);
  const { ink, icon: Icon } = moods[scoreMood(days7)];
  return (
    <Section title="Planned backups" padded={false}>
      <div
        className={
          notKept > 0
            ? 'grid grid-cols-[minmax(0,1fr)] divide-line max-lg:divide-y lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] lg:divide-x'
            : undefined
        }
      >
        <div className="p-4 sm:p-5">
          <p className="flex items-start gap-2.5 text-lg text-balance">
            <Icon aria-hidden className={`mt-0.75 size-5 shrink-0 ${ink}`} />
            <span>{answer}</span>
          </p>
          <p className="mt-1.5 pl-7.5 text-ink-2">{further}</p>
          {days30.expected === 0 && nextRuns.length === 0 ? (
            <p className="mt-1.5 pl-7.5">
              <Link href="/policies" className="link-accent">
                Go to policies
              </Link>
            </p>
          ) : null}
          {notKept > 0 && worstPolicies.length > 0 ? (
            <dl className="mt-4 ml-7.5 text-xs">
              <dt className="mb-1 text-ink-3">By policy, least kept first</dt>
              {worstPolicies.slice(0, policiesShown).map(({ policy, days7: score }) => (
                <dd key={policy.guid} className="flex h-6 max-w-64 items-center gap-3">
                  <Link
                    href={machineListAddress({ policy: policy.guid })}
                    className="link min-w-0 truncate font-normal"
                  >
                    {policy.name}
                  </Link>
                  <span className="ml-auto shrink-0">
                    <ScoreText score={score} days={7} />
                  </span>
                </dd>
              ))}
            </dl>
          ) : null}
        </div>
        {notKept > 0 ? <MissedList total={notKept} /> : null}
      </div>
    </Section>
  );
}
