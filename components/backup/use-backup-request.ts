'use client';

import { useRef, useState } from 'react';
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

export interface BackupRequestEvents {
  /** Something was started; `isAll` when nothing is left to decide. */
  onBegun: (isAll: boolean) => void;
}

/** One intention to back up machines, from the button to the answer. */
export function useBackupRequest({ onBegun }: BackupRequestEvents): BackupRequestState {
  const start = useStartBackup();
  const { keyFor, renew } = useIdempotencyKey();
  // The second press of a double click comes before the first one has drawn anything.
  const isUnderWay = useRef(false);
  const [outcomes, setOutcomes] = useState<readonly BackupOutcome[] | null>(null);

  const send = (body: StartBackupBody, machines: readonly SelectedMachine[]) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    start.mutate(
      { body, idempotencyKey: keyFor(body) },
      {
        onSuccess: ({ operations }) => {
          renew();
          const answered = backupOutcomes(machines, operations);
          const begun = answered.filter(({ kind }) => kind === 'started' || kind === 'waiting').length;
          const isAll = begun === answered.length;
          const only = machines.length === 1 ? machines[0] : undefined;
          if (isAll) showToast({ tone: 'ok', title: only ? `Backup of ${only.name} requested` : outcomeSummary(answered), link: { href: '/activity', label: 'See activity' } });
          else setOutcomes(answered);
          if (begun > 0) onBegun(isAll);
        },
        onError: (error) => {
          // A definite refusal ends this intention: asking again is a new one.
          if (isProblem(error, 'conflict', 'validation_failed', 'upstream_rejected', 'forbidden', 'not_found')) renew();
        },
        onSettled: () => {
          isUnderWay.current = false;
        },
      },
    );
  };
  return { send, outcomes, error: start.error, isPending: start.isPending };
}
