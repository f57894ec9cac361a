'use client';

import { useQuery } from '@tanstack/react-query';
import { RecoveryPointList } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { keyOf } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';

const pageSize = 100;
/** A thousand points in a row that can't be restored: no newer one is worth more waiting. */
const mostPages = 10;

/** The newest recovery point of a machine that can be restored; null when there is none. */
export function useNewestRestorable(machine: string) {
  return useQuery(
    liveQuery(keyOf('newest-restorable', { machine }), async (ask): Promise<RecoveryPoint | null> => {
      for (let page = 1; page <= mostPages; page += 1) {
        const list = await ask(
          RecoveryPointList,
          `/machines/${encodeURIComponent(machine)}/recovery-points${queryString({ status: ['SUCCESS', 'PARTIAL'], page, pageSize })}`,
        );
        const found = list.items.find(({ restorable }) => restorable);
        if (found || page * pageSize >= list.total) return found ?? null;
      }
      return null;
    }),
  );
}
