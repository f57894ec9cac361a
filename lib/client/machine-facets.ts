'use client';

import { useQuery } from '@tanstack/react-query';
import { MachineList } from '@/lib/contracts/machine';
import type { Machine } from '@/lib/contracts/machine';
import type { Ref } from '@/lib/contracts/scalar';
import { request } from './api';
import { keys } from './keys';
import { queryString } from './query-string';

export interface MachineFacets {
  platforms: readonly string[];
  policies: readonly Ref[];
}

const pageSize = 200;
/** Beyond 2,000 machines the choices of the filters may miss a rare platform or policy; typing an address still works. */
const mostPages = 10;

/** The platforms and policies that occur among the tenant's machines: what its filters offer. Undefined until read. */
export function useMachineFacets(): MachineFacets | undefined {
  return useQuery({
    queryKey: [...keys.machines.all, 'facets'],
    queryFn: async ({ signal }) => {
      const machines: Machine[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const list = await request(MachineList, `/machines${queryString({ page, pageSize })}`, { signal });
        machines.push(...list.items);
        if (page * pageSize >= list.total) break;
      }
      return facetsOf(machines);
    },
    staleTime: 5 * 60_000,
  }).data;
}

/** Distinct platforms and policies, sorted as people read them. */
export function facetsOf(machines: readonly Pick<Machine, 'platform' | 'policy'>[]): MachineFacets {
  const policies = new Map(machines.flatMap(({ policy }) => (policy ? [[policy.guid, policy] as const] : [])));
  return {
    platforms: [...new Set(machines.map(({ platform }) => platform))].sort(),
    policies: [...policies.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
  };
}
