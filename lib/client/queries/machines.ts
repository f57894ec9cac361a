'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString } from '@/lib/client/addresses';
import { keyOf, readOf } from '@/lib/client/live/keys';
import type { MachineListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import type { MachineFacets } from '@/lib/contracts/machine';
import { SearchAnswer } from '@/lib/contracts/overview';
import { machineChoicesRead, machineFacetsRead, machineListRead, machineRead, overviewRead } from './reads';

/** One page of machines; keeps the last page while the next one is read (`isPlaceholderData`). */
export function useMachineList(params: MachineListParams) {
  return useQuery({ ...liveQuery(machineListRead(params)), placeholderData: keepPreviousData });
}

/** One machine with its disks, schedules and figures. */
export function useMachine(guid: string) {
  return useQuery(liveQuery(machineRead(guid)));
}

/** "Can I restore right now?" for the whole tenant. */
export function useOverview() {
  return useQuery(liveQuery(overviewRead()));
}

/** The filter choices of the tenant's machines, with counts. Undefined until read. */
export function useMachineFacets(): MachineFacets | undefined {
  return useQuery(liveQuery(machineFacetsRead())).data;
}

/** All machines of the tenant by name, for a selection of many. */
export function useMachineChoices() {
  return useQuery(liveQuery(machineChoicesRead(), { staleTime: 60_000 }));
}

/**
 * Machines and policies by a part of their name; keeps the results while more is typed. Reads nothing for an empty
 * text.
 */
export function useSearch(text: string, isAllowed: boolean) {
  return useQuery({
    ...liveQuery(readOf(keyOf('search', { text }), (ask) => ask(SearchAnswer, `/search${queryString({ q: text })}`))),
    enabled: isAllowed && text !== '',
    placeholderData: keepPreviousData,
  });
}
