'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { Operation, OperationAnswer, OperationList } from '@/lib/contracts/operation';
import { keyOf } from './keys';
import type { OperationListParams } from './keys';
import { applyOperation } from './live-cache';
import { liveQuery } from './live-query';
import { openStates, settledStates } from './open-states';
import { queryString } from './query-string';
import { useWrite } from './write';

/** One page of operations, newest first unless sorted otherwise. */
export function operationListQuery(params: OperationListParams) {
  return liveQuery(keyOf('operations', params), (ask) =>
    ask(OperationList, `/operations${queryString({ ...params })}`),
  );
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

/** One operation; null reads nothing. */
export function useOperation(id: string | null) {
  const query = liveQuery(keyOf('operation', { id: id ?? '' }), (ask) =>
    ask(Operation, `/operations/${encodeURIComponent(id ?? '')}`),
  );
  return useQuery(id === null ? { ...query, queryFn: skipToken } : query);
}

/** Asks to cancel; the answer is the operation as it is then, usually "cancel requested", not "cancelled". */
export function useCancelOperation() {
  return useWrite({
    answer: OperationAnswer,
    request: (id: string) => ({ method: 'POST', path: `/operations/${encodeURIComponent(id)}/cancel` }),
    isParallel: true,
    changes: ['operation'],
    onAnswer: ({ operation }, client) => applyOperation(client, operation),
  });
}
