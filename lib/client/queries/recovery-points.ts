'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useNow } from '@/lib/client/format/now';
import { keyOf, readOf } from '@/lib/client/live/keys';
import type { RecoveryPointListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import { newestRestorableRead, recentPointsRead, recoveryPointListRead, removedPointsRead } from './reads';

/** One page of recovery points; keeps the last page while the next one is read. */
export function useRecoveryPointList(machine: string, params: RecoveryPointListParams) {
  return useQuery({ ...liveQuery(recoveryPointListRead(machine, params)), placeholderData: keepPreviousData });
}

/** How many points of a machine are only history. */
export function useRemovedPoints(machine: string, type: RecoveryPointListParams['type']) {
  return useQuery({
    ...liveQuery(removedPointsRead(machine, type)),
    placeholderData: keepPreviousData,
  });
}

/** One recovery point with its files, warnings and durations; null reads nothing. */
export function useRecoveryPoint(guid: string | null) {
  const query = liveQuery(
    readOf(keyOf('recovery-point', { guid: guid ?? '' }), (ask) =>
      ask(RecoveryPointDetail, `/recovery-points/${encodeURIComponent(guid ?? '')}`),
    ),
  );
  return useQuery(guid === null ? { ...query, queryFn: skipToken } : query);
}

/** The newest recovery point of a machine that can be restored; null when there is none. */
export function useNewestRestorable(machine: string) {
  return useQuery(liveQuery(newestRestorableRead(machine)));
}

/** Every recovery point of a machine in the last `days` days. */
export function useRecentPoints(machine: string, days: number) {
  return useQuery(liveQuery(recentPointsRead(machine, days, useNow())));
}
