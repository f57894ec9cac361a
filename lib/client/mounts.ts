'use client';

import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { MountDetail, MountList, MountOptions } from '@/lib/contracts/mount';
import type { StartMountBody } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import { request } from './api';
import { applyOperation } from './event-effects';
import { keys } from './keys';
import type { MountListParams } from './keys';
import { queryString } from './query-string';

/** One page of mounts; keeps showing the last page while the next one is read. */
export function useMountList(params: MountListParams) {
  return useQuery({
    queryKey: keys.mounts.list(params),
    queryFn: ({ signal }) => request(MountList, `/mounts${queryString({ ...params })}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** One mount with its file systems and targets. */
export function useMount(guid: string) {
  return useQuery({
    queryKey: keys.mounts.detail(guid),
    queryFn: ({ signal }) => request(MountDetail, `/mounts/${encodeURIComponent(guid)}`, { signal }),
  });
}

/** What of a recovery point can be mounted, and why the rest can't; null reads nothing. */
export function useMountOptions(point: string | null) {
  return useQuery({
    queryKey: keys.mountOptions.of(point ?? ''),
    queryFn: point === null ? skipToken : ({ signal }) => request(MountOptions, `/recovery-points/${encodeURIComponent(point)}/mount-options`, { signal }),
    staleTime: 10_000,
  });
}

function useMountWork<V>(send: (variables: V) => Promise<OperationAnswer>) {
  const client: QueryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: ({ operation }) => applyOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.mounts.all }),
  });
}

/** Asks for a mount; the same key sent again starts nothing. */
export function useStartMount() {
  return useMountWork(({ body, idempotencyKey }: { body: StartMountBody; idempotencyKey: string }) => request(OperationAnswer, '/mounts', { method: 'POST', body, idempotencyKey }));
}

/** Asks for the mount's time once more. */
export function useExtendMount() {
  return useMountWork(({ guid, idempotencyKey }: { guid: string; idempotencyKey: string }) =>
    request(OperationAnswer, `/mounts/${encodeURIComponent(guid)}/extend`, { method: 'POST', body: {}, idempotencyKey }),
  );
}

/** Asks for the end of a mount; asked twice, the first one is answered. `interrupt` breaks off what others are downloading from it. */
export function useUnmount() {
  return useMountWork(({ guid, interrupt }: { guid: string; interrupt: boolean }) => request(OperationAnswer, `/mounts/${encodeURIComponent(guid)}${interrupt ? '?interrupt=true' : ''}`, { method: 'DELETE' }));
}
