'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ProviderMachineList } from '@/lib/contracts/provider';
import { liveQuery } from './live-query';
import { keyOf } from './keys';
import { queryString } from './query-string';

const everyMs = 10_000;

/** Keeps the provider's lists and counts fresh while the page is in sight: the event stream belongs to tenants. */
export function useLiveProviderLists(): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      void client.invalidateQueries({ queryKey: ['provider-machines'] });
      void client.invalidateQueries({ queryKey: keyOf('provider-tenants') });
    }, everyMs);
    return () => clearInterval(timer);
  }, [client]);
}

const pageSize = 200;
/** Beyond 2,000 machines a rare platform may be missing from the filter. */
const mostPages = 10;

/** The platforms that occur among all machines; undefined until read. */
export function useProviderPlatforms(): readonly string[] | undefined {
  return useQuery(
    liveQuery(
      keyOf('provider-platforms'),
      async (ask) => {
        const platforms = new Set<string>();
        for (let page = 1; page <= mostPages; page += 1) {
          const list = await ask(ProviderMachineList, `/provider/machines${queryString({ page, pageSize })}`);
          for (const { platform } of list.items) platforms.add(platform);
          if (page * pageSize >= list.total) break;
        }
        return [...platforms].sort();
      },
      { staleTime: 5 * 60_000 },
    ),
  ).data;
}
