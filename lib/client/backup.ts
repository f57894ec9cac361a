'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import { BackupOptions, StartBackupAnswer } from '@/lib/contracts/backup';
import type { StartBackupBody } from '@/lib/contracts/backup';
import { keyOf } from './keys';
import { applyOperation } from './live-cache';
import { liveQuery } from './live-query';
import { useWrite } from './write';

/** What can be chosen for a backup of this machine now. */
export function backupOptionsQuery(machine: string) {
  return liveQuery(
    keyOf('backup-options', { machine }),
    (ask) => ask(BackupOptions, `/machines/${encodeURIComponent(machine)}/backup-options`),
    { staleTime: 10_000 },
  );
}

/** What can be chosen for a backup; null reads nothing. */
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
