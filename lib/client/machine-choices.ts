'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MachineChoices, MachineFacets } from '@/lib/contracts/machine';
import { SearchAnswer } from '@/lib/contracts/search';
import { request } from './api';
import { keys } from './keys';
import { queryString } from './query-string';

/** What the filters of the tenant's machines offer, with counts. Undefined until read. */
export function useMachineFacets(): MachineFacets | undefined {
  return useQuery({ queryKey: keys.machines.facets, queryFn: ({ signal }) => request(MachineFacets, '/machines/facets', { signal }) }).data;
}

/** All machines of the tenant, by name, so that many can be chosen among them at once. */
export function useMachineChoices() {
  return useQuery({ queryKey: keys.machines.every, queryFn: ({ signal }) => request(MachineChoices, '/machines/choices', { signal }), staleTime: 60_000 });
}

/** Machines and policies by a part of their name; keeps what was found while more is typed. Asks nothing for an empty text. */
export function useSearch(text: string, isAllowed: boolean) {
  return useQuery({ queryKey: keys.search.of(text), queryFn: ({ signal }) => request(SearchAnswer, `/search${queryString({ q: text })}`, { signal }), enabled: isAllowed && text !== '', placeholderData: keepPreviousData });
}
