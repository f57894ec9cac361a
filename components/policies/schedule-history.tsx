'use client';

import { ErrorState } from '@/components/ui/error-state';
import { ExactTime } from '@/components/ui/exact-time';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useSchedule } from '@/lib/client/schedules';
import type { ScheduleDetail } from '@/lib/contracts/schedule';

type Event = ScheduleDetail['history'][number];

const words: Record<Event['kind'], string> = {
  CREATED: 'Made',
  CHANGED: 'Changed',
  REWRITTEN: 'Adjusted to a change of clocks',
  REFUSED: 'Could not be adjusted to a change of clocks',
  CHANGED_ELSEWHERE: 'Changed in the backup system itself',
  CHANGED_BACK: 'Back as it was meant',
  GONE: 'Deleted in the backup system itself',
};

/** What happened to a schedule, newest first, and when its clocks change next. */
export function ScheduleHistory({ guid }: { guid: string }) {
  const { data, error, refetch, isFetching } = useSchedule(guid);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  if (!data) {
    return (
      <Loading label="The history is loading" className="space-y-2">
        <Skeleton className="h-4 w-72" />
        <Skeleton className="h-4 w-56" />
      </Loading>
    );
  }
  return (
    <div className="space-y-2">
      {data.nextRewriteAt === null ? null : (
        <p className="text-ink-2">
          The clocks of {data.timeZone} change next on <ExactTime at={data.nextRewriteAt} />. The portal adjusts the
          schedule shortly before, so that its local time stays.
        </p>
      )}
      {data.history.length === 0 ? (
        <p className="text-ink-3">Nothing is recorded of it.</p>
      ) : (
        <ol className="space-y-1.5">
          {data.history.map((event) => (
            <li key={`${event.at}${event.kind}`}>
              <span className="font-medium">{words[event.kind]}</span>
              <span className="text-ink-3">
                {' '}
                <ExactTime at={event.at} />
                {event.by === null ? ', by the portal' : `, by ${event.by}`}
              </span>
              <span className="block text-ink-2">{event.detail}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
