'use client';

import { useState } from 'react';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { showToast } from '@/components/ui/toast-queue';
import { useStartBackup } from '@/lib/client/backup';
import type { StartBackupBody } from '@/lib/contracts/backup';
import { backupOutcomes, outcomeSummary } from './backup-outcome';
import type { BackupOutcome } from './backup-outcome';

export interface BackupRequestState {
  /** Sends it; a retry after a broken connection starts nothing twice. */
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
  const [outcomes, setOutcomes] = useState<readonly BackupOutcome[] | null>(null);

  const send = (body: StartBackupBody, machines: readonly SelectedMachine[]) => {
    start.mutate(body, {
      onSuccess: ({ operations }) => {
        const answered = backupOutcomes(machines, operations);
        const begun = answered.filter(({ kind }) => kind === 'started' || kind === 'waiting').length;
        const isAll = begun === answered.length;
        const only = machines.length === 1 ? machines[0] : undefined;
        if (isAll)
          showToast({
            tone: 'ok',
            title: only ? `Backup of ${only.name} requested` : outcomeSummary(answered),
            link: { href: '/activity', label: 'See activity' },
          });
        else setOutcomes(answered);
        if (begun > 0) onBegun(isAll);
      },
    });
  };
  return { send, outcomes, error: start.error, isPending: start.isPending };
}
