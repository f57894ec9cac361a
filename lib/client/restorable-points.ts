'use client';

import { useQuery } from '@tanstack/react-query';
import { RecoveryPointList } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { request } from './api';
import { keys } from './keys';
import { queryString } from './query-string';

const pageSize = 100;
/** A thousand points in a row that can't be restored: no newer one is worth more waiting. */
const mostPages = 10;

/** The newest recovery point of a machine that can be restored; null when there is none. Read again with the machine's other lists. */
export function useNewestRestorable(machine: string) {
  return useQuery({
    queryKey: [...keys.recoveryPoints.ofMachine(machine), 'newest-restorable'],
    queryFn: async ({ signal }): Promise<RecoveryPoint | null> => {
      for (let page = 1; page <= mostPages; page += 1) {
        const list = await request(RecoveryPointList, `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ status: ['SUCCESS', 'PARTIAL'], page, pageSize })}`, { signal });
        const found = list.items.find(({ restorable }) => restorable);
        if (found || page * pageSize >= list.total) return found ?? null;
      }
      return null;
    },
  });
}
