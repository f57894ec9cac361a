'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { RecoveryPointDetail, RecoveryPointList } from '@/lib/contracts/recovery-point';
import { keyOf } from './keys';
import type { RecoveryPointListParams } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';

/** One page of a machine's recovery points, newest first unless sorted otherwise. */
export function recoveryPointListQuery(machine: string, params: RecoveryPointListParams) {
  return liveQuery(keyOf('recovery-points', { machine, ...params }), (ask) =>
    ask(RecoveryPointList, `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ ...params })}`),
  );
}

/** One page of recovery points; keeps showing the last page while the next one is read. */
export function useRecoveryPointList(machine: string, params: RecoveryPointListParams) {
  return useQuery({ ...recoveryPointListQuery(machine, params), placeholderData: keepPreviousData });
}

/** One recovery point with its files, warnings and durations; null reads nothing. */
export function useRecoveryPoint(guid: string | null) {
  const query = liveQuery(keyOf('recovery-point', { guid: guid ?? '' }), (ask) =>
    ask(RecoveryPointDetail, `/recovery-points/${encodeURIComponent(guid ?? '')}`),
  );
  return useQuery(guid === null ? { ...query, queryFn: skipToken } : query);
}
