'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ExpectedRunList } from '@/lib/contracts/expected-run';
import { request } from './api';
import { keys } from './keys';
import type { ExpectedRunListParams } from './keys';
import { queryString } from './query-string';

/** One page of the runs that should have happened, with what became of each; keeps showing the last page while the next one is read. */
export function useExpectedRunList(params: ExpectedRunListParams) {
  return useQuery({
    queryKey: keys.expectedRuns.list(params),
    queryFn: ({ signal }) => request(ExpectedRunList, `/expected-runs${queryString({ ...params })}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
