'use client';

import Link from 'next/link';
import { useState } from 'react';
import { ExpectedRunBadge } from '@/components/policies/expected-run-badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress } from '@/lib/client/addresses';
import { useExpectedRunList } from '@/lib/client/expected-runs';
import { useNow } from '@/lib/client/now-store';

const shownAtFirst = 5;
/** As many as the API gives at once. */
const shownAtMost = 200;
const weekMs = 7 * 86_400_000;

/** The planned backups of the last 7 days that did not happen, newest first, each with its cause. */
export function MissedList({ total }: { total: number }) {
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
