'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { OperationListParams } from '@/lib/client/live/keys';
import { applyOperation } from '@/lib/client/live/live-cache';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { isSettled, openStates, OperationAnswer, operationStates } from '@/lib/contracts/operation';
import { operationListRead, operationRead } from './reads';

/** One page of operations; keeps showing the last page while the next one is read. */
export function useOperationList(params: OperationListParams) {
  return useQuery({ ...liveQuery(operationListRead(params)), placeholderData: keepPreviousData });
}

/** All work that is not settled, for the indicator that every page has. */
export function useOpenOperations(enabled: boolean) {
  return useQuery({ ...liveQuery(operationListRead({ state: openStates, pageSize: 100 })), enabled });
}

/** What ended last, for the same sheet. */
export function useRecentOperations(enabled: boolean) {
  return useQuery({ ...liveQuery(operationListRead({ state: settledStates, pageSize: 10 })), enabled });
}

/** One operation; null reads nothing. */
export function useOperation(id: string | null) {
  const query = liveQuery(operationRead(id ?? ''));
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

/** States in which nothing more will happen. */
const settledStates = operationStates.filter((state) => isSettled(state));
