'use client';

import { skipToken, useQueries, useQuery } from '@tanstack/react-query';
import { keyOf, readOf } from '@/lib/client/live/keys';
import { applyOperation } from '@/lib/client/live/live-cache';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { BackupOptions, StartBackupAnswer } from '@/lib/contracts/backup';
import type { StartBackupBody } from '@/lib/contracts/backup';
import type { Machine } from '@/lib/contracts/machine';

/** The options for a backup of this machine. */
function backupOptionsQuery(machine: string) {
  return liveQuery(
    readOf(keyOf('backup-options', { machine }), (ask) =>
      ask(BackupOptions, `/machines/${encodeURIComponent(machine)}/backup-options`),
    ),
    { staleTime: 10_000 },
  );
}

/** The options for a backup; null reads nothing. */
export function useBackupOptions(machine: string | null) {
  const query = backupOptionsQuery(machine ?? '');
  return useQuery(machine === null ? { ...query, queryFn: skipToken } : query);
}

/** Starts backups; resolves to one operation for each machine, each with its own outcome. */
export function useStartBackup() {
  return useWrite({
    answer: StartBackupAnswer,
    request: (body: StartBackupBody) => ({ method: 'POST', path: '/backups', body }),
    onAnswer: ({ operations }, client) => {
      for (const operation of operations) applyOperation(client, operation);
    },
  });
}

/** Reading all 200 machines would be 200 requests; destinations follow from the policy, so one of each is enough. */
const maxRead = 8;

interface SharedDestinations {
  destinations: BackupOptions['destinations'];
  isPending: boolean;
}

/** The destinations that at least one of these machines may be backed up to; empty while unknown. */
export function useSharedDestinations(machines: readonly Pick<Machine, 'guid' | 'policy'>[]): SharedDestinations {
  const chosen = oneOfEachPolicy(machines).slice(0, maxRead);
  return useQueries({
    queries: chosen.map((guid) => backupOptionsQuery(guid)),
    combine: (answers) => ({
      destinations: destinationsOf(answers.flatMap(({ data }) => data ?? [])),
      isPending: answers.some(({ isPending }) => isPending),
    }),
  });
}

/** One machine for each policy, and one of those without. */
function oneOfEachPolicy(machines: readonly Pick<Machine, 'guid' | 'policy'>[]): string[] {
  return [...new Map(machines.map(({ guid, policy }) => [policy?.guid ?? '', guid])).values()];
}

function destinationsOf(answers: readonly BackupOptions[]): BackupOptions['destinations'] {
  const byGuid = new Map(
    answers.flatMap(({ destinations }) => destinations.map((destination) => [destination.guid, destination] as const)),
  );
  return [...byGuid.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}
