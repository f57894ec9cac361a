'use client';

import { useQuery } from '@tanstack/react-query';
import { RecoveryPointList } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { keyOf } from './keys';
import type { RecentPoints } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';
import { serverNow } from './server-clock';

const dayMs = 86_400_000;
const pageSize = 200;
/** 2,000 points are a backup every hour of 80 days; beyond, the older ones are left out, and the page says so. */
const mostPages = 10;

/** Every recovery point of a machine in the last `days` days. */
export function useRecentPoints(machine: string, days: number) {
  // By the whole day, so that the key stays the same while the clock runs.
  const from = new Date((Math.floor(serverNow() / dayMs) - days) * dayMs).toISOString();
  return useQuery(
    liveQuery(keyOf('recent-points', { machine, from }), async (ask): Promise<RecentPoints> => {
      const points: RecoveryPoint[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const list = await ask(
          RecoveryPointList,
          `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ from, page, pageSize })}`,
        );
        points.push(...list.items);
        if (page * pageSize >= list.total) return { points, isCut: false };
      }
      return { points, isCut: true };
    }),
  );
}
