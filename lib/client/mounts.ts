'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { MountDetail, MountList, MountOptions } from '@/lib/contracts/mount';
import type { StartMountBody } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import { keyOf } from './keys';
import type { MountListParams, QueryName } from './keys';
import { applyOperation } from './live-cache';
import { liveQuery } from './live-query';
import { queryString } from './query-string';
import { useWrite } from './write';

/** One page of mounts; keeps showing the last page while the next one is read. */
export function useMountList(params: MountListParams) {
  return useQuery({
    ...liveQuery(keyOf('mounts', params), (ask) => ask(MountList, `/mounts${queryString({ ...params })}`)),
    placeholderData: keepPreviousData,
  });
}

/** One mount with its file systems and targets. */
export function useMount(guid: string) {
  return useQuery(
    liveQuery(keyOf('mount', { guid }), (ask) => ask(MountDetail, `/mounts/${encodeURIComponent(guid)}`)),
  );
}

/** What of a recovery point can be mounted, and why the rest can't; null reads nothing. */
export function useMountOptions(point: string | null) {
  const query = liveQuery(
    keyOf('mount-options', { point: point ?? '' }),
    (ask) => ask(MountOptions, `/recovery-points/${encodeURIComponent(point ?? '')}/mount-options`),
    { staleTime: 10_000 },
  );
  return useQuery(point === null ? { ...query, queryFn: skipToken } : query);
}

const shown: readonly QueryName[] = ['mounts', 'mount'];
const follow = ({ operation }: OperationAnswer, client: QueryClient): void => applyOperation(client, operation);

/** Asks for a mount. */
export function useStartMount() {
  return useWrite({
    answer: OperationAnswer,
    request: (body: StartMountBody) => ({ method: 'POST', path: '/mounts', body }),
    changes: shown,
    onAnswer: follow,
  });
}

/** Asks for the mount's time once more. */
export function useExtendMount() {
  return useWrite({
    answer: OperationAnswer,
    request: (guid: string) => ({ method: 'POST', path: `/mounts/${encodeURIComponent(guid)}/extend`, body: {} }),
    changes: shown,
    onAnswer: follow,
  });
}

/** Asks for the end of a mount; asked twice, the first one is answered. `interrupt` breaks off what others are downloading from it. */
export function useUnmount() {
  return useWrite({
    answer: OperationAnswer,
    request: ({ guid, interrupt }: { guid: string; interrupt: boolean }) => ({
      method: 'DELETE',
      path: `/mounts/${encodeURIComponent(guid)}${interrupt ? '?interrupt=true' : ''}`,
    }),
    changes: shown,
    onAnswer: follow,
  });
}
