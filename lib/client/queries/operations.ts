'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { queryString } from '@/lib/client/addresses';
import { keyOf } from '@/lib/client/live/keys';
import type { OperationListParams } from '@/lib/client/live/keys';
import { applyOperation } from '@/lib/client/live/live-cache';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { isSettled, Operation, OperationAnswer, OperationList, operationStates } from '@/lib/contracts/operation';

/** One page of operations, newest first unless sorted otherwise. */
function operationListQuery(params: OperationListParams) {
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

/** States in which something may still happen. */
export const openStates = operationStates.filter((state) => !isSettled(state));

/** States in which nothing more will happen. */
const settledStates = operationStates.filter((state) => isSettled(state));
