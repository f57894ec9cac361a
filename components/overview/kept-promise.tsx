'use client';

import { CalendarClock, CircleCheck, CircleX, ClockAlert } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { FailureAction } from '@/components/activity/failure-notice';
import { ScoreText } from '@/components/policies/policy-state';
import { ExpectedRunBadge } from '@/components/policies/runs';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import { activityAddress, machineAddress, machineListAddress, operationAddress } from '@/lib/client/addresses';
import { kindWords, ownerWords } from '@/lib/client/format/describe-operation';
import { useNow } from '@/lib/client/format/now';
import { scoreMood, scoreSentence } from '@/lib/client/format/numbers';
import type { ScoreMood } from '@/lib/client/format/numbers';
import { useExpectedRunList } from '@/lib/client/queries/policies';
import type { Overview } from '@/lib/contracts/overview';

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

const shownAtFirst = 5;
/** As many as the API gives at once. */
const shownAtMost = 200;
const weekMs = 7 * 86_400_000;

/** The planned backups of the last 7 days that did not happen, newest first, each with its cause. */
function MissedList({ total }: { total: number }) {
  const [isWhole, setWhole] = useState(false);
  const now = useNow();
  const list = useExpectedRunList({ state: ['MISSED', 'FAILED'], pageSize: isWhole ? shownAtMost : shownAtFirst });
  const runs = list.data?.items.filter(({ at }) => now - Date.parse(at) < weekMs);
  return (
    <div className="min-w-0">
      <h3 className="px-4 pt-3 pb-1 text-xs font-normal text-ink-3">What did not happen, newest first</h3>
      {runs === undefined ? (
        list.isError ? (
          <ErrorState
            error={list.error}
            onRetry={() => void list.refetch()}
            isRetrying={list.isFetching}
            className="m-3 border-0"
          />
        ) : (
          <Loading label="The planned backups that did not happen are loading" className="space-y-4 px-4 py-3">
            {Array.from({ length: Math.min(total, shownAtFirst) }, (_, index) => (
              <Skeleton key={index} className="h-8 w-full" />
            ))}
          </Loading>
        )
      ) : (
        <>
          <ul aria-label="Planned backups that did not happen" className="divide-y divide-line">
            {runs.map(({ at, machine, schedule, state, cause }) => (
              <li key={`${at} ${machine.guid} ${schedule.guid}`} className="px-4 py-2">
                <div className="flex flex-wrap items-center gap-x-3">
                  <Link href={machineAddress(machine.guid, { tab: 'planned' })} className="link min-w-0 truncate">
                    <ThingName of={machine} />
                  </Link>
                  <ExpectedRunBadge state={state} />
                  <span className="ml-auto shrink-0 text-xs text-ink-3">
                    <RelativeTime at={at} />
                  </span>
                </div>
                <p className="text-xs text-ink-2">
                  {cause ?? 'The cause is not known.'} <span className="text-ink-3">{schedule.name}</span>
                </p>
              </li>
            ))}
          </ul>
          {total > shownAtFirst ? (
            <div className="border-t border-line px-2 py-1.5">
              <Button variant="quiet" size="sm" isPending={list.isPlaceholderData} onPress={() => setWhole(!isWhole)}>
                {isWhole
                  ? `Show the newest ${shownAtFirst}`
                  : `Show ${total > shownAtMost ? `the newest ${shownAtMost}` : `all ${total}`}`}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}

/** What failed in the last 24 hours, with the cause, who has to act and the next step. */
export function FailureList({ overview }: { overview: Overview }) {
  const { failures, failuresTotal } = overview;
  return (
    <Section
      title="Failed in the last 24 hours"
      count={failuresTotal}
      padded={false}
      action={
        failuresTotal > failures.length ? (
          <Link href={activityAddress({ state: 'FAILED' })} className="link-accent text-xs">
            See all failures
          </Link>
        ) : null
      }
    >
      {failures.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">Nothing failed.</p>
      ) : (
        <ul className="divide-y divide-line">
          {failures.map((operation) => (
            <li key={operation.id} className="px-4 py-2">
              <div className="flex items-baseline gap-3">
                <Link href={operationAddress(operation.id)} className="link min-w-0 truncate">
                  {kindWords[operation.kind]} of <ThingName of={operation.machine} />
                </Link>
                <span className="ml-auto shrink-0 text-xs text-ink-3">
                  <RelativeTime at={operation.finishedAt ?? operation.requestedAt} />
                </span>
              </div>
              {operation.failure ? (
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
                  <p className="min-w-0 flex-1 basis-64">
                    {operation.failure.cause}{' '}
                    <span className="text-ink-3">Who acts: {ownerWords[operation.failure.owner]}.</span>{' '}
                    {operation.failure.nextStep}
                  </p>
                  <FailureAction failure={operation.failure} work={operation} />
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Whether planned backups happened: the last week as the answer, the month or what there is to say instead as the second sentence. */
export function promiseWords(
  { days7, days30 }: Overview['scores'],
  hasNextRun: boolean,
): { answer: string; further: string } {
  if (days30.expected === 0) {
    return {
      answer: 'No schedule has been due yet.',
      further: hasNextRun
        ? 'As soon as one is, this says whether its backups happened.'
        : 'None will be either: without a schedule, machines are backed up only when somebody starts it.',
    };
  }
  // The longer stretch says nothing of its own where all that is known is a week old.
  return {
    answer: scoreSentence(days7, 7),
    further: days7.expected === days30.expected ? 'Nothing before that is on record.' : scoreSentence(days30, 30),
  };
}
