'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { OperationListParams } from '@/lib/client/live/keys';
import { applyOperation } from '@/lib/client/live/live-cache';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { isSettled, openStates, OperationAnswer, operationStates } from '@/lib/contracts/operation';
import { operationListRead, operationRead } from './reads';

/** One page of operations; keeps the last page while the next one is read. */
export function useOperationList(params: OperationListParams) {
  return useQuery({ ...liveQuery(operationListRead(params)), placeholderData: keepPreviousData });
}

/** All running work, for the indicator of every page. */
export function useOpenOperations(enabled: boolean) {
  return useQuery({ ...liveQuery(operationListRead({ state: openStates, pageSize: 100 })), enabled });
}

/** Recently ended work, for the same panel. */
export function useRecentOperations(enabled: boolean) {
  return useQuery({ ...liveQuery(operationListRead({ state: settledStates, pageSize: 10 })), enabled });
}

/** One operation; null reads nothing. */
export function useOperation(id: string | null) {
  const query = liveQuery(operationRead(id ?? ''));
  return useQuery(id === null ? { ...query, queryFn: skipToken } : query);
}

/** Requests a cancellation; the response is the operation, usually "cancel requested", not "cancelled". */
export function useCancelOperation() {
  return useWrite({
    answer: OperationAnswer,
    request: (id: string) => ({ method: 'POST', path: `/operations/${encodeURIComponent(id)}/cancel` }),
    isParallel: true,
    changes: ['operation'],
    onAnswer: ({ operation }, client) => applyOperation(client, operation),
  });
}

/** Final states. */
const settledStates = operationStates.filter((state) => isSettled(state));
