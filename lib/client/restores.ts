'use client';

import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Preflight, RestoreList, RestoreOptions, StartRestoreAnswer } from '@/lib/contracts/restore';
import type { RestoreBody } from '@/lib/contracts/restore';
import { request } from './api';
import { applyOperation } from './event-effects';
import { keys } from './keys';
import type { RestoreListParams } from './keys';
import { queryString } from './query-string';

/** What this tenant may choose for a restore of this point. */
export function useRestoreOptions(point: string) {
  return useQuery({
    queryKey: keys.restoreOptions.of(point),
    queryFn: ({ signal }) => request(RestoreOptions, `/recovery-points/${encodeURIComponent(point)}/restore-options`, { signal }),
    staleTime: 15_000,
  });
}

/** The report on a restore that has not begun; null asks for none. Read anew for every visit and on `refetch`, never in the background. */
export function usePreflight(body: RestoreBody | null) {
  return useQuery({
    queryKey: keys.preflight.of(body ?? {}),
    queryFn:
      body === null
        ? skipToken
        : ({ signal }) => request(Preflight, `/recovery-points/${encodeURIComponent(body.recoveryPoint)}/preflight`, { method: 'POST', body, signal }),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export interface StartRestore {
  body: RestoreBody;
  /** Made once for each intention; the same key sent again starts nothing. */
  idempotencyKey: string;
}

/** Starts a restore; resolves to its operation. */
export function useStartRestore() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: StartRestore) => request(StartRestoreAnswer, '/restores', { method: 'POST', body, idempotencyKey }),
    onSuccess: ({ operation }) => applyOperation(client, operation),
    // What was offered may be offered no longer.
    onError: (_error, { body }) => client.invalidateQueries({ queryKey: keys.restoreOptions.of(body.recoveryPoint) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations.lists }),
  });
}

/** One page of past and running restores, of a machine or (null) of the tenant; keeps showing the last page while the next one is read. */
export function useRestoreList(machine: string | null, params: RestoreListParams) {
  return useQuery({
    queryKey: keys.restores.list(machine, params),
    queryFn: ({ signal }) => request(RestoreList, `${machine === null ? '' : `/machines/${encodeURIComponent(machine)}`}/restores${queryString({ ...params })}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
