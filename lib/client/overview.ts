'use client';

import { queryOptions, useQuery } from '@tanstack/react-query';
import { Overview } from '@/lib/contracts/overview';
import { request } from './api';
import { keys } from './keys';

/** "Can I restore right now?" for the whole tenant. */
export function overviewQuery() {
  return queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => request(Overview, '/overview', { signal }) });
}

export function useOverview() {
  return useQuery(overviewQuery());
}
