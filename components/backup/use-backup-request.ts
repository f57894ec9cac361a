'use client';

import { useState } from 'react';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { showToast } from '@/components/ui/toast-queue';
import { useIdempotencyKey, useStartBackup } from '@/lib/client/backup';
import { isProblem } from '@/lib/client/problem-error';
import type { StartBackupBody } from '@/lib/contracts/backup';
import { backupOutcomes, outcomeSummary } from './backup-outcome';
import type { BackupOutcome } from './backup-outcome';

export interface BackupRequestState {
  /** Sends it; the same body again has the same key, so a retry after a broken connection starts nothing twice. */
  send: (body: StartBackupBody, machines: readonly SelectedMachine[]) => void;
  /** What became of each machine, once answered and not all are well. */
  outcomes: readonly BackupOutcome[] | null;
  error: unknown;
  isPending: boolean;
}

/** One intention to back up machines, from the button to the answer. `onDone` is called when all of them were started. */
export function useBackupRequest(onDone: () => void): BackupRequestState {
  const start = useStartBackup();
  const { keyFor, renew } = useIdempotencyKey();
  const [outcomes, setOutcomes] = useState<readonly BackupOutcome[] | null>(null);

  const send = (body: StartBackupBody, machines: readonly SelectedMachine[]) => {
    if (start.isPending) return;
    start.mutate(
      { body, idempotencyKey: keyFor(body) },
      {
        onSuccess: ({ operations }) => {
          renew();
          const answered = backupOutcomes(machines, operations);
          const begun = answered.filter(({ kind }) => kind === 'started' || kind === 'waiting');
          const only = machines.length === 1 ? machines[0] : undefined;
          if (begun.length > 0) {
            showToast({
              tone: begun.length === answered.length ? 'ok' : 'late',
              title: only ? `Backup of ${only.name} requested` : outcomeSummary(answered),
              link: { href: '/activity', label: 'See activity' },
            });
          }
          if (begun.length === answered.length) onDone();
          else setOutcomes(answered);
        },
        onError: (error) => {
          // A definite refusal ends this intention: asking again is a new one.
          if (isProblem(error, 'conflict', 'validation_failed', 'upstream_rejected', 'forbidden', 'not_found')) renew();
        },
      },
    );
  };
  return { send, outcomes, error: start.error, isPending: start.isPending };
}
