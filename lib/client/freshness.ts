'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import type { Freshness } from '@/lib/contracts/freshness';
import { keyOf } from './keys';

/** How old the data is, as the event stream last told; undefined before that. */
export function useFreshness(): Freshness | undefined {
  return useQuery<Freshness>({
    queryKey: keyOf('freshness'),
    queryFn: skipToken,
    staleTime: Infinity,
    gcTime: Infinity,
  }).data;
}
