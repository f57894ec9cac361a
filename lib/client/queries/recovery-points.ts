'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { queryString } from '@/lib/client/addresses';
import { keyOf } from '@/lib/client/live/keys';
import type { RecentPoints, RecoveryPointListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { serverNow } from '@/lib/client/live/server-clock';
import { RecoveryPointDetail, RecoveryPointList } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';

/** One page of a machine's recovery points, newest first unless sorted otherwise. */
function recoveryPointListQuery(machine: string, params: RecoveryPointListParams) {
  return liveQuery(keyOf('recovery-points', { machine, ...params }), (ask) =>
    ask(RecoveryPointList, `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ ...params })}`),
  );
}

/** One page of recovery points; keeps showing the last page while the next one is read. */
export function useRecoveryPointList(machine: string, params: RecoveryPointListParams) {
  return useQuery({ ...recoveryPointListQuery(machine, params), placeholderData: keepPreviousData });
}

/** How many points of a machine are history only: a page of one, for its total. */
export function useRemovedPoints(machine: string, type: RecoveryPointListParams['type']) {
  return useQuery({
    ...recoveryPointListQuery(machine, { status: ['REMOVED'], type, pageSize: 1 }),
    placeholderData: keepPreviousData,
  });
}

/** One recovery point with its files, warnings and durations; null reads nothing. */
export function useRecoveryPoint(guid: string | null) {
  const query = liveQuery(keyOf('recovery-point', { guid: guid ?? '' }), (ask) =>
    ask(RecoveryPointDetail, `/recovery-points/${encodeURIComponent(guid ?? '')}`),
  );
  return useQuery(guid === null ? { ...query, queryFn: skipToken } : query);
}

const pageSize = 100;
/** A thousand points in a row that can't be restored: no newer one is worth more waiting. */
const mostPages = 10;

/** The newest recovery point of a machine that can be restored; null when there is none. */
export function useNewestRestorable(machine: string) {
  return useQuery(
    liveQuery(keyOf('newest-restorable', { machine }), async (ask): Promise<RecoveryPoint | null> => {
      for (let page = 1; page <= mostPages; page += 1) {
        const list = await ask(
          RecoveryPointList,
          `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ status: ['SUCCESS', 'PARTIAL'], page, pageSize })}`,
        );
        const found = list.items.find(({ restorable }) => restorable);
        if (found || page * pageSize >= list.total) return found ?? null;
      }
      return null;
    }),
  );
}

const dayMs = 86_400_000;
const timelinePageSize = 200;
/** 2,000 points are a backup every hour of 80 days; beyond, the older ones are left out, and the page says so. */
const timelineMostPages = 10;

/** Every recovery point of a machine in the last `days` days. */
export function useRecentPoints(machine: string, days: number) {
  // By the whole day, so that the key stays the same while the clock runs.
  const from = new Date((Math.floor(serverNow() / dayMs) - days) * dayMs).toISOString();
  return useQuery(
    liveQuery(keyOf('recent-points', { machine, from }), async (ask): Promise<RecentPoints> => {
      const points: RecoveryPoint[] = [];
      for (let page = 1; page <= timelineMostPages; page += 1) {
        const list = await ask(
          RecoveryPointList,
          `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ from, page, pageSize: timelinePageSize })}`,
        );
        points.push(...list.items);
        if (page * timelinePageSize >= list.total) return { points, isCut: false };
      }
      return { points, isCut: true };
    }),
  );
}
