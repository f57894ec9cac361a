'use client';

import { useQueries } from '@tanstack/react-query';
import type { BackupOptions } from '@/lib/contracts/backup';
import type { Machine } from '@/lib/contracts/machine';
import type { Ref } from '@/lib/contracts/scalar';
import { backupOptionsQuery } from './backup';

/** Asking for each of 200 machines would be 200 requests; destinations follow from the policy, so one of each is enough. */
const mostAsked = 8;

export interface SharedDestinations {
  destinations: readonly Ref[];
  isPending: boolean;
}

/** The destinations that at least one of these machines may be backed up to; empty while unknown. */
export function useSharedDestinations(machines: readonly Pick<Machine, 'guid' | 'policy'>[]): SharedDestinations {
  const asked = oneOfEachPolicy(machines).slice(0, mostAsked);
  return useQueries({
    queries: asked.map((guid) => backupOptionsQuery(guid)),
    combine: (answers) => ({
      destinations: destinationsOf(answers.flatMap(({ data }) => data ?? [])),
      isPending: answers.some(({ isPending }) => isPending),
    }),
  });
}

/** One machine for each policy, and one of those without. */
export function oneOfEachPolicy(machines: readonly Pick<Machine, 'guid' | 'policy'>[]): string[] {
  return [...new Map(machines.map(({ guid, policy }) => [policy?.guid ?? '', guid])).values()];
}

function destinationsOf(answers: readonly BackupOptions[]): Ref[] {
  const byGuid = new Map(
    answers.flatMap(({ destinations }) => destinations.map(({ guid, name }) => [guid, { guid, name }] as const)),
  );
  return [...byGuid.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}
