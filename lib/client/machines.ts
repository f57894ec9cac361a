'use client';

import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { MachineDetail, MachineList } from '@/lib/contracts/machine';
import { request } from './api';
import { keys } from './keys';
import type { MachineListParams } from './keys';
import { queryString } from './query-string';

/** One page of the tenant's machines. */
export function machineListQuery(params: MachineListParams) {
  return queryOptions({
    queryKey: keys.machines.list(params),
    queryFn: ({ signal }) => request(MachineList, `/machines${queryString({ ...params })}`, { signal }),
  });
}

/** One page of machines; keeps showing the last page while the next one is read (`isPlaceholderData`). */
export function useMachineList(params: MachineListParams) {
  return useQuery({ ...machineListQuery(params), placeholderData: keepPreviousData });
}

/** One machine with its disks, schedules and figures. */
export function machineQuery(guid: string) {
  return queryOptions({
    queryKey: keys.machines.detail(guid),
    queryFn: ({ signal }) => request(MachineDetail, `/machines/${encodeURIComponent(guid)}`, { signal }),
  });
}

export function useMachine(guid: string) {
  return useQuery(machineQuery(guid));
}
