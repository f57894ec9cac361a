'use client';

import { queryOptions, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { BackupOptions, StartBackupAnswer } from '@/lib/contracts/backup';
import type { StartBackupBody } from '@/lib/contracts/backup';
import { request } from './api';
import { applyOperation } from './event-effects';
import { keys } from './keys';

/** What can be chosen for a backup of this machine now. */
export function backupOptionsQuery(machine: string) {
  return queryOptions({
    queryKey: keys.backupOptions.of(machine),
    queryFn: ({ signal }) => request(BackupOptions, `/machines/${encodeURIComponent(machine)}/backup-options`, { signal }),
    staleTime: 10_000,
  });
}

/** What can be chosen for a backup; null reads nothing. */
export function useBackupOptions(machine: string | null) {
  return useQuery(machine === null ? { queryKey: keys.backupOptions.of(''), queryFn: skipToken } : backupOptionsQuery(machine));
}

export interface StartBackup {
  body: StartBackupBody;
  /** Made once for each intention; the same key sent again starts nothing. */
  idempotencyKey: string;
}

/** Starts backups; resolves to one operation for each machine, each with its own outcome. */
export function useStartBackup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: StartBackup) => request(StartBackupAnswer, '/backups', { method: 'POST', body, idempotencyKey }),
    onSuccess: ({ operations }) => {
      for (const operation of operations) applyOperation(client, operation);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations.lists }),
  });
}

/**
 * One key for one intention: the same input gives the same key however often it is sent, changed input a new one.
 * Call `renew` after success, so that asking for the same again is a new intention.
 */
export function useIdempotencyKey(): { keyFor: (input: unknown) => string; renew: () => void } {
  const made = useRef<{ input: string; key: string } | null>(null);
  const keyFor = useCallback((input: unknown) => {
    const text = JSON.stringify(input);
    if (made.current?.input !== text) made.current = { input: text, key: crypto.randomUUID() };
    return made.current.key;
  }, []);
  const renew = useCallback(() => {
    made.current = null;
  }, []);
  return { keyFor, renew };
}
