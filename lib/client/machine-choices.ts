'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MachineChoices, MachineFacets } from '@/lib/contracts/machine';
import { SearchAnswer } from '@/lib/contracts/search';
import { keyOf } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';

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
