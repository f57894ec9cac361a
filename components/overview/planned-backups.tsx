'use client';

import { CalendarClock, CircleCheck, CircleX, ClockAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ScoreText } from '@/components/policies/policy-state';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { machineListAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { scoreMood, scoreSentence } from '@/lib/client/format/score';
import type { ScoreMood } from '@/lib/client/format/score';
import type { Overview } from '@/lib/contracts/overview';
import { DayChart, DayLegend } from './day-chart';
import { spanOf } from './day-columns';
import { MissedOfDay, MissedOfWeek } from './missed-list';

const policiesShown = 3;
const week = 'week';

const moods: Record<ScoreMood, { ink: string; icon: typeof CircleCheck }> = {
  none: { ink: 'text-ink-3', icon: CalendarClock },
  ok: { ink: 'text-ok', icon: CircleCheck },
  late: { ink: 'text-late', icon: ClockAlert },
  fail: { ink: 'text-fail', icon: CircleX },
};

/** Whether what was planned did happen: the share in words, the last 30 days as a picture, and on demand the backups that did not happen. */
export function PlannedBackups({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const ui = useTranslations('ui');
  const format = useFormats();
  /** The list that is open: a day's, by its date, or that of the last 7 days. */
  const [shown, setShown] = useState<string | null>(null);
  const { scores, days, worstPolicies, nextRuns } = overview;
  const { days7, days30 } = scores;
  const notKept = days7.expected - days7.kept;
  const { answer, further } = promiseWords(scores, nextRuns.length > 0, { t, ui, format });
  const { ink, icon: Icon } = moods[scoreMood(days7)];
  const span = shown === null || shown === week ? null : spanOf(days, shown);
  const isWeek = shown === week && notKept > 0;
  return (
    <Section title={t('planned.title')} padded={false}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4 sm:p-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div>
          <p className="flex items-start gap-2.5 text-lg text-balance">
            <Icon aria-hidden className={`mt-0.75 size-5 shrink-0 ${ink}`} />
            <span>{answer}</span>
          </p>
          <p className="mt-1.5 pl-7.5 text-ink-2">{further}</p>
          {days30.expected === 0 && nextRuns.length === 0 ? (
            <p className="mt-1.5 pl-7.5">
              <Link href="/policies" className="link-accent">
                {t('planned.toPolicies')}
              </Link>
            </p>
          ) : null}
          {notKept > 0 ? (
            <p className="mt-2 pl-5">
              <Button
                variant="quiet"
                size="sm"
                aria-expanded={isWeek}
                onPress={() => setShown(isWeek ? null : week)}
                className="!h-auto min-h-7 max-w-full !shrink py-1 text-left !whitespace-normal"
              >
                {isWeek ? t('planned.hide') : t('planned.show', { count: notKept })}
              </Button>
            </p>
          ) : null}
          {notKept > 0 && worstPolicies.length > 0 ? (
            <dl className="mt-3 ml-7.5 text-xs">
              <dt className="mb-1 text-ink-3">{t('planned.byPolicy')}</dt>
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
        {days30.expected > 0 ? (
          <div className="min-w-0 space-y-3">
            <DayLegend days={days} />
            <DayChart days={days} chosen={span ? shown : null} onChoose={setShown} />
          </div>
        ) : null}
      </div>
      <div className="border-t border-line empty:hidden">
        {isWeek ? (
          <MissedOfWeek total={notKept} />
        ) : span && shown !== null ? (
          <MissedOfDay key={shown} day={format.day(shown)} span={span} />
        ) : null}
      </div>
    </Section>
  );
}

/** Whether planned backups happened: the last week as the answer, the month or what there is to say instead as the second sentence. */
export function promiseWords(
  { days7, days30 }: Overview['scores'],
  hasNextRun: boolean,
  {
    t,
    ui,
    format,
  }: {
    t: ReturnType<typeof useTranslations<'overview'>>;
    ui: ReturnType<typeof useTranslations<'ui'>>;
    format: Pick<Formats, 'percent'>;
  },
): { answer: string; further: string } {
  if (days30.expected === 0) {
    return {
      answer: t('planned.noneDueYet'),
      further: t(hasNextRun ? 'planned.noneDueSoon' : 'planned.noneDueEver'),
    };
  }
  return {
    answer: scoreSentence(days7, 7, ui, format),
    // The longer stretch says nothing of its own where all that is known is a week old.
    further: days7.expected === days30.expected ? t('planned.nothingBefore') : scoreSentence(days30, 30, ui, format),
  };
}
