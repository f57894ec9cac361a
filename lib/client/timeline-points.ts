'use client';

import { useQuery } from '@tanstack/react-query';
import { RecoveryPointList } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { request } from './api';
import { keys } from './keys';
import { queryString } from './query-string';

const dayMs = 86_400_000;
const pageSize = 200;
/** 2,000 points are a backup every hour of 80 days; beyond, the older ones are left out, and the page says so. */
const mostPages = 10;

export interface RecentPoints {
  /** Newest first. */
  points: readonly RecoveryPoint[];
  /** True when there were more than are read at once. */
  isCut: boolean;
}

/** Every recovery point of a machine in the last `days` days. Read again with the machine's other lists. */
export function useRecentPoints(machine: string, days: number) {
  // By the whole day, so that the key stays the same while the clock runs.
  const from = new Date((Math.floor(Date.now() / dayMs) - days) * dayMs).toISOString();
  return useQuery({
    queryKey: [...keys.recoveryPoints.ofMachine(machine), 'timeline', from],
    queryFn: async ({ signal }): Promise<RecentPoints> => {
      const points: RecoveryPoint[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const list = await request(RecoveryPointList, `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ from, page, pageSize })}`, { signal });
        points.push(...list.items);
        if (page * pageSize >= list.total) return { points, isCut: false };
      }
      return { points, isCut: true };
    },
  });
}
