'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MachineDetail, MachineList } from '@/lib/contracts/machine';
import { keyOf } from './keys';
import type { MachineListParams } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';

/** One page of the tenant's machines. */
export function machineListQuery(params: MachineListParams) {
  return liveQuery(keyOf('machines', params), (ask) => ask(MachineList, `/machines${queryString({ ...params })}`));
}

/** One page of machines; keeps showing the last page while the next one is read (`isPlaceholderData`). */
export function useMachineList(params: MachineListParams) {
  return useQuery({ ...machineListQuery(params), placeholderData: keepPreviousData });
}

/** One machine with its disks, schedules and figures. */
export function machineQuery(guid: string) {
  return liveQuery(keyOf('machine', { guid }), (ask) => ask(MachineDetail, `/machines/${encodeURIComponent(guid)}`));
}

export function useMachine(guid: string) {
  return useQuery(machineQuery(guid));
}
