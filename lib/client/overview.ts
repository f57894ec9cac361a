'use client';

import { useQuery } from '@tanstack/react-query';
import { Overview } from '@/lib/contracts/overview';
import { keyOf } from './keys';
import { liveQuery } from './live-query';

/** "Can I restore right now?" for the whole tenant. */
export function useOverview() {
  return useQuery(liveQuery(keyOf('overview'), (ask) => ask(Overview, '/overview')));
}
