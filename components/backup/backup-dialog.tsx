'use client';

import { useState } from 'react';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { LinkButton } from '@/components/ui/link-button';
import { useBackupOptions } from '@/lib/client/backup';
import { useUnsavedWork } from '@/lib/client/unsaved-work';
import { maxMachinesPerBackup } from '@/lib/contracts/backup';
import { backupRequest, emptyForm } from './backup-form';
import type { BackupForm } from './backup-form';
import { BackupFields } from './backup-fields';
import { BackupFault } from './backup-fault';
import { canRetry, outcomeSummary } from './backup-outcome';
import { BackupOutcomeList } from './backup-outcome-list';
import { useBackupRequest } from './use-backup-request';

export interface BackupDialogProps {
  /** One or many; at most `maxMachinesPerBackup`. */
  machines: readonly SelectedMachine[];
  onClose: () => void;
  /** Called when something was started. The dialog closes by itself once nothing is left to decide. */
  onStarted?: (() => void) | undefined;
}

/** "Back up now" for one machine or many. Mount it to open it: what was typed lives as long as it does. */
export function BackupDialog({ machines, onClose, onStarted }: BackupDialogProps) {
  const [asked, setAsked] = useState(machines);
  const [form, setForm] = useState<BackupForm>(emptyForm);
  const only = asked.length === 1 ? asked[0] : undefined;
  const options = useBackupOptions(only?.guid ?? null);
  const request = useBackupRequest({
    onBegun: (isAll) => {
      onStarted?.();
      if (isAll) onClose();
    },
  });
  useUnsavedWork(form !== emptyForm && request.outcomes === null);
  const { body, faults } = backupRequest(form, asked, options.data);
  const [showsFaults, setShowsFaults] = useState(false);
  const isRefused = only !== undefined && options.data?.allowed === false;
  const isReady = only === undefined || options.data !== undefined;
  const tooMany = asked.length > maxMachinesPerBackup;

  const submit = () => {
    setShowsFaults(true);
    if (body) request.send(body, asked);
  };

  const { outcomes } = request;
  if (outcomes !== null) {
    const again = outcomes.filter(canRetry).map(({ machine }) => machine.guid);
    return (
      <Dialog
        isOpen
        onOpenChange={onClose}
        title={outcomeSummary(outcomes)}
        footer={
          <>
            <LinkButton href="/activity" onClick={onClose}>
              See activity
            </LinkButton>
            {again.length > 0 ? (
              <Button
                isPending={request.isPending}
                onPress={() => {
                  const machinesAgain = asked.filter(({ guid }) => again.includes(guid));
                  const retried = backupRequest(form, machinesAgain, undefined).body;
                  setAsked(machinesAgain);
                  if (retried) request.send(retried, machinesAgain);
                }}
              >
                Retry the failed
              </Button>
            ) : null}
            <Button variant="primary" onPress={onClose}>
              Done
            </Button>
          </>
        }
      >
        <div className="space-y-3">
          {request.error ? <BackupFault error={request.error} /> : null}
          <BackupOutcomeList outcomes={outcomes} onLeave={onClose} />
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      isDismissable={form === emptyForm}
      title={only ? `Back up ${only.name}` : `Back up ${asked.length} machines`}
      footer={
        <>
          <Button onPress={onClose}>{isRefused ? 'Close' : 'Cancel'}</Button>
          {isRefused ? null : (
            <Button variant="primary" onPress={submit} isPending={request.isPending} isDisabled={!isReady || tooMany}>
              {request.error ? 'Try again' : 'Back up now'}
            </Button>
          )}
        </>
      }
    >
      <div className="space-y-4">
        <BackupFields
          machines={asked}
          options={only ? options : undefined}
          form={form}
          onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          faults={showsFaults || form.windowEnd !== null ? faults : {}}
        />
        {request.error ? <BackupFault error={request.error} /> : null}
      </div>
    </Dialog>
  );
}
