'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString } from '@/lib/client/addresses';
import { keyOf } from '@/lib/client/live/keys';
import type { MachineListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { MachineChoices, MachineDetail, MachineFacets, MachineList } from '@/lib/contracts/machine';
import { Overview, SearchAnswer } from '@/lib/contracts/overview';

/** One page of the tenant's machines. */
function machineListQuery(params: MachineListParams) {
  return liveQuery(keyOf('machines', params), (ask) => ask(MachineList, `/machines${queryString({ ...params })}`));
}

/** One page of machines; keeps showing the last page while the next one is read (`isPlaceholderData`). */
export function useMachineList(params: MachineListParams) {
  return useQuery({ ...machineListQuery(params), placeholderData: keepPreviousData });
}

/** One machine with its disks, schedules and figures. */
function machineQuery(guid: string) {
  return liveQuery(keyOf('machine', { guid }), (ask) => ask(MachineDetail, `/machines/${encodeURIComponent(guid)}`));
}

export function useMachine(guid: string) {
  return useQuery(machineQuery(guid));
}

/** "Can I restore right now?" for the whole tenant. */
export function useOverview() {
  return useQuery(liveQuery(keyOf('overview'), (ask) => ask(Overview, '/overview')));
}

/** What the filters of the tenant's machines offer, with counts. Undefined until read. */
export function useMachineFacets(): MachineFacets | undefined {
  return useQuery(liveQuery(keyOf('machine-facets'), (ask) => ask(MachineFacets, '/machines/facets'))).data;
}

/** All machines of the tenant, by name, so that many can be chosen among them at once. */
export function useMachineChoices() {
  return useQuery(
    liveQuery(keyOf('every-machine'), (ask) => ask(MachineChoices, '/machines/choices'), { staleTime: 60_000 }),
  );
}

/** Machines and policies by a part of their name; keeps what was found while more is typed. Asks nothing for an empty text. */
export function useSearch(text: string, isAllowed: boolean) {
  return useQuery({
    ...liveQuery(keyOf('search', { text }), (ask) => ask(SearchAnswer, `/search${queryString({ q: text })}`)),
    enabled: isAllowed && text !== '',
    placeholderData: keepPreviousData,
  });
}
