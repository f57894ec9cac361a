'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FieldErrorLines, RequestFailure } from '@/components/ui/empty-state';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { LinkButton } from '@/components/ui/link-button';
import { showToast } from '@/components/ui/toast';
import { useServerText } from '@/lib/client/format/server-text';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isOutcomeUnknown, isProblem } from '@/lib/client/http/problems';
import { useBackupOptions, useStartBackup } from '@/lib/client/queries/backups';
import { useUnsavedWork } from '@/lib/client/drafts/draft-store';
import { maxMachinesPerBackup } from '@/lib/contracts/backup';
import type { StartBackupBody } from '@/lib/contracts/backup';
import { BackupFields } from './backup-fields';
import { backupRequest, emptyForm } from './backup-form';
import type { BackupForm } from './backup-form';
import { BackupOutcomeList, backupOutcomes, canRetry, outcomeSummary } from './backup-outcome-list';
import type { BackupOutcome } from './backup-outcome-list';

interface BackupDialogProps {
  /** One or many; at most `maxMachinesPerBackup`. */
  machines: readonly SelectedMachine[];
  onClose: () => void;
  /** Called when something was started. The dialog closes once nothing is left to decide. */
  onStarted?: (() => void) | undefined;
}

/** "Back up now" for one machine or many. Mount it to open it; unmounting discards the input. */
export function BackupDialog({ machines, onClose, onStarted }: BackupDialogProps) {
  const t = useTranslations('backup');
  const ui = useTranslations('ui');
  const wordsOfServer = useServerText();
  const [requested, setRequested] = useState(machines);
  const [form, setForm] = useState<BackupForm>(emptyForm);
  const only = requested.length === 1 ? requested[0] : undefined;
  const options = useBackupOptions(only?.guid ?? null);
  const request = useBackupRequest({
    onBegun: (isAll) => {
      onStarted?.();
      if (isAll) onClose();
    },
  });
  useUnsavedWork(form !== emptyForm && request.outcomes === null);
  const { body, faults } = backupRequest(form, requested, options.data, wordsOfServer);
  const [showsFaults, setShowsFaults] = useState(false);
  const isRefused = only !== undefined && options.data?.allowed === false;
  const isReady = only === undefined || options.data !== undefined;
  const tooMany = requested.length > maxMachinesPerBackup;

  const submit = () => {
    setShowsFaults(true);
    if (body) request.send(body, requested);
  };

  const { outcomes } = request;
  if (outcomes !== null) {
    const again = outcomes.filter(canRetry).map(({ machine }) => machine.guid);
    return (
      <Dialog
        isOpen
        onOpenChange={onClose}
        title={outcomeSummary(t, outcomes)}
        footer={
          <>
            <LinkButton href="/activity" onClick={onClose}>
              {t('seeActivity')}
            </LinkButton>
            {again.length > 0 ? (
              <Button
                isPending={request.isPending}
                onPress={() => {
                  const machinesAgain = requested.filter(({ guid }) => again.includes(guid));
                  const retried = backupRequest(form, machinesAgain, undefined, wordsOfServer).body;
                  setRequested(machinesAgain);
                  if (retried) request.send(retried, machinesAgain);
                }}
              >
                {t('retry')}
              </Button>
            ) : null}
            <Button variant="primary" onPress={onClose}>
              {t('done')}
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
      title={only ? t('titleOne', { machine: only.name }) : t('title', { count: requested.length })}
      footer={
        <>
          <Button onPress={onClose}>{isRefused ? ui('close') : ui('cancel')}</Button>
          {isRefused ? null : (
            <Button variant="primary" onPress={submit} isPending={request.isPending} isDisabled={!isReady || tooMany}>
              {request.error ? ui('retry') : t('backUpNow')}
            </Button>
          )}
        </>
      }
    >
      <div className="space-y-4">
        <BackupFields
          machines={requested}
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

/** Why the request failed, and whether something was started. */
function BackupFault({ error }: { error: unknown }) {
  const t = useTranslations('backup.fault');
  const { nextStep, cause } = useExplainProblem()(error);
  const isConflict = isProblem(error, 'conflict');
  const nothingStarted = isConflict || isProblem(error, 'upstream_unavailable', 'not_found');
  const title = isOutcomeUnknown(error) ? t('noAnswer') : nothingStarted ? t('nothingStarted') : undefined;
  return (
    <RequestFailure error={error} title={title}>
      {isProblem(error, 'upstream_unavailable') ? (
        t('unreachable')
      ) : isOutcomeUnknown(error) ? (
        t('noAnswerText')
      ) : isProblem(error, 'not_found') ? (
        t('gone')
      ) : (
        <>
          {cause} {isConflict ? null : nextStep}
          <FieldErrorLines error={error} />
        </>
      )}
    </RequestFailure>
  );
}

interface BackupRequestState {
  /** Sends it; a retry after a broken connection starts nothing twice. */
  send: (body: StartBackupBody, machines: readonly SelectedMachine[]) => void;
  /** The outcomes, once answered and not all successful. */
  outcomes: readonly BackupOutcome[] | null;
  error: unknown;
  isPending: boolean;
}

interface BackupRequestEvents {
  /** Something was started; `isAll` when nothing is left to decide. */
  onBegun: (isAll: boolean) => void;
}

/** One intended backup of machines, from the button to the response. */
function useBackupRequest({ onBegun }: BackupRequestEvents): BackupRequestState {
  const t = useTranslations('backup');
  const wordsOfServer = useServerText();
  const start = useStartBackup();
  const [outcomes, setOutcomes] = useState<readonly BackupOutcome[] | null>(null);

  const send = (body: StartBackupBody, machines: readonly SelectedMachine[]) => {
    start.mutate(body, {
      onSuccess: ({ operations }) => {
        const answered = backupOutcomes(t, wordsOfServer, machines, operations);
        const begun = answered.filter(({ kind }) => kind === 'started' || kind === 'waiting').length;
        const isAll = begun === answered.length;
        const only = machines.length === 1 ? machines[0] : undefined;
        if (isAll)
          showToast({
            tone: 'ok',
            title: only ? t('requested', { machine: only.name }) : outcomeSummary(t, answered),
            link: { href: '/activity', label: t('seeActivity') },
          });
        else setOutcomes(answered);
        if (begun > 0) onBegun(isAll);
      },
    });
  };
  return { send, outcomes, error: start.error, isPending: start.isPending };
}
