'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ExpectedRunList } from '@/lib/contracts/expected-run';
import { keyOf } from './keys';
import type { ExpectedRunListParams } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';

/** One page of the runs that should have happened, with what became of each; keeps showing the last page while the next one is read. */
export function useExpectedRunList(params: ExpectedRunListParams) {
  return useQuery({
    ...liveQuery(keyOf('expected-runs', params), (ask) =>
      ask(ExpectedRunList, `/expected-runs${queryString({ ...params })}`),
    ),
    placeholderData: keepPreviousData,
  });
}
