'use client';

import { keepPreviousData, queryOptions, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Operation, OperationAnswer, OperationList } from '@/lib/contracts/operation';
import { request } from './api';
import { applyOperation } from './event-effects';
import { shareOperation, shareOperations } from './keep-newest';
import { keys } from './keys';
import type { OperationListParams } from './keys';
import { openStates, settledStates } from './open-states';
import { queryString } from './query-string';

/** One page of operations, newest first unless sorted otherwise. */
export function operationListQuery(params: OperationListParams) {
  return queryOptions({
    queryKey: keys.operations.list(params),
    queryFn: ({ signal }) => request(OperationList, `/operations${queryString({ ...params })}`, { signal }),
    structuralSharing: shareOperations,
  });
}

/** One page of operations; keeps showing the last page while the next one is read. */
export function useOperationList(params: OperationListParams) {
  return useQuery({ ...operationListQuery(params), placeholderData: keepPreviousData });
}

/** All work that is not settled, for the indicator that every page has. */
export function useOpenOperations(enabled: boolean) {
  return useQuery({ ...operationListQuery({ state: openStates, pageSize: 100 }), enabled });
}

/** What ended last, for the same sheet. */
export function useRecentOperations(enabled: boolean) {
  return useQuery({ ...operationListQuery({ state: settledStates, pageSize: 10 }), enabled });
}

/** One operation; null reads nothing. Some in-flight answers are older than the events: the higher version wins. */
export function useOperation(id: string | null) {
  return useQuery({
    queryKey: keys.operations.detail(id ?? ''),
    queryFn: id === null ? skipToken : ({ signal }) => request(Operation, `/operations/${encodeURIComponent(id)}`, { signal }),
    structuralSharing: shareOperation,
  });
}

/** Asks to cancel; the answer is the operation as it is then, usually "cancel requested", not "cancelled". */
export function useCancelOperation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(OperationAnswer, `/operations/${encodeURIComponent(id)}/cancel`, { method: 'POST' }),
    onSuccess: ({ operation }) => applyOperation(client, operation),
    onError: (_error, id) => client.invalidateQueries({ queryKey: keys.operations.detail(id) }),
  });
}
