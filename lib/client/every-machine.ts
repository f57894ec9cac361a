'use client';

import { useQuery } from '@tanstack/react-query';
import { MachineList } from '@/lib/contracts/machine';
import type { Machine } from '@/lib/contracts/machine';
import { request } from './api';
import { keys } from './keys';
import { queryString } from './query-string';

export type ChoosableMachine = Pick<Machine, 'guid' | 'name' | 'platform' | 'present' | 'policy'>;

const pageSize = 200;
/** No policy holds more machines (PolicyBody). */
const mostPages = 25;

/** All machines of the tenant, by name, so that many can be chosen among them at once. */
export function useEveryMachine() {
  return useQuery({
    queryKey: keys.machines.every,
    queryFn: async ({ signal }): Promise<ChoosableMachine[]> => {
      const read = (page: number) => request(MachineList, `/machines${queryString({ page, pageSize })}`, { signal });
      const first = await read(1);
      const pages = Math.min(mostPages, Math.ceil(first.total / pageSize));
      const rest = await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, index) => read(index + 2)));
      // A list that changes meanwhile may name one twice.
      return [...new Map([first, ...rest].flatMap(({ items }) => items.map(({ guid, name, platform, present, policy }) => [guid, { guid, name, platform, present, policy }]))).values()];
    },
    staleTime: 60_000,
  });
}
