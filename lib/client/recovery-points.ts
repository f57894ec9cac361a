'use client';

import { keepPreviousData, queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { RecoveryPointDetail, RecoveryPointList } from '@/lib/contracts/recovery-point';
import { request } from './api';
import { keys } from './keys';
import type { RecoveryPointListParams } from './keys';
import { queryString } from './query-string';

/** One page of a machine's recovery points, newest first unless sorted otherwise. */
export function recoveryPointListQuery(machine: string, params: RecoveryPointListParams) {
  return queryOptions({
    queryKey: keys.recoveryPoints.list(machine, params),
    queryFn: ({ signal }) => request(RecoveryPointList, `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ ...params })}`, { signal }),
  });
}

/** One page of recovery points; keeps showing the last page while the next one is read. */
export function useRecoveryPointList(machine: string, params: RecoveryPointListParams) {
  return useQuery({ ...recoveryPointListQuery(machine, params), placeholderData: keepPreviousData });
}

/** One recovery point with its files, warnings and durations; null reads nothing. */
export function useRecoveryPoint(guid: string | null) {
  return useQuery({
    queryKey: keys.recoveryPoints.detail(guid ?? ''),
    queryFn: guid === null ? skipToken : ({ signal }) => request(RecoveryPointDetail, `/recovery-points/${encodeURIComponent(guid)}`, { signal }),
  });
}
