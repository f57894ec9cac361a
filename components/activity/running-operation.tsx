'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ButtonProps } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProgressBar } from '@/components/ui/progress';
import { showToast } from '@/components/ui/toast';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import { currentPhase, useOperationLabels } from '@/lib/client/format/operation-labels';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { useMayCancel } from '@/lib/client/queries/me';
import { useCancelOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, OperationHistory } from '@/lib/contracts/operation';

/** One progress bar over all phases of an operation with phase and estimate as text; only text once it has ended. */
export function OperationProgress({
  operation,
  compact = false,
}: {
  operation: Operation;
  compact?: boolean | undefined;
}) {
  const t = useTranslations('common');
  const labels = useOperationLabels();
  const format = useFormats();
  const now = useNow('second');
  const settled = isSettled(operation.state);
  const text = labels.progress(operation);
  const remaining = settled || operation.state === 'REQUESTED' ? null : format.remaining(operation.etaAt, now);
  if (settled) return compact ? null : <p className="text-ink-2">{text}</p>;
  return (
    <div className="min-w-0">
      <ProgressBar
        label={labels.title(operation)}
        value={operation.state === 'REQUESTED' ? 0 : operation.progress}
        text={remaining ? t('progressLeft', { text, remaining }) : text}
        tone={operation.state === 'CANCELLING' ? 'late' : 'run'}
      />
      <p aria-hidden className="mt-1 flex justify-between gap-3 text-xs text-ink-2 tabular-nums">
        <span className="truncate">{text}</span>
        {remaining ? <span className="shrink-0 text-ink-3">{remaining}</span> : null}
      </p>
    </div>
  );
}

const dayMs = 86_400_000;

/**
 * How far a list of operations goes back, and why: below the list. `ofMachine`: the list includes Storware's own
 * history.
 */
export function HistoryLine({ history, ofMachine }: { history: OperationHistory | undefined; ofMachine: boolean }) {
  const t = useTranslations('common.history');
  const format = useFormats();
  const now = useNow();
  if (history === undefined || history.followedSince === null) return null;
  const { followedSince, oldestAt, keptDays } = history;
  const isWhole = Date.parse(followedSince) > now - keptDays * dayMs;
  const before =
    ofMachine && oldestAt !== null && oldestAt < followedSince
      ? t('older', { oldest: format.short(oldestAt) })
      : t(ofMachine ? 'unknownBefore' : 'byMachine');
  const sentences = [
    ...(isWhole ? [t(ofMachine ? 'followedOne' : 'followed', { since: format.short(followedSince) }), before] : []),
    t('kept', { days: keptDays }),
  ];
  return <p className="mt-3 text-xs text-ink-3">{sentences.join(' ')}</p>;
}

/**
 * Requests a cancellation, where that is possible and allowed (for a restore after a confirmation, as it may leave
 * something behind); shows "requested" until the backup system has confirmed.
 */
export function CancelButton({
  operation,
  size = 'sm',
  variant = 'secondary',
}: {
  operation: Operation;
  size?: ButtonProps['size'];
  variant?: ButtonProps['variant'];
}) {
  const t = useTranslations('common.cancelOperation');
  const ui = useTranslations('ui');
  const labels = useOperationLabels();
  const allowed = useMayCancel(operation.kind);
  const cancel = useCancelOperation();
  const explainProblem = useExplainProblem();
  const [isConfirming, setConfirming] = useState(false);
  const send = () => {
    // The promise, not a callback of the hook: this button may be unmounted when the response comes.
    cancel.mutateAsync(operation.id).catch((error: unknown) => {
      const { cause } = explainProblem(error);
      showToast({
        tone: isProblem(error, 'conflict') ? 'late' : 'fail',
        title: t('refused', { operation: labels.title(operation) }),
        description: cause,
      });
    });
  };
  const canCancel = allowed && !isSettled(operation.state) && operation.state !== 'CANCELLING';
  return (
    <>
      {canCancel ? (
        <Button
          size={size}
          variant={variant}
          isPending={cancel.isPending}
          aria-label={t('label', { operation: labels.title(operation) })}
          onPress={operation.kind === 'RESTORE' ? () => setConfirming(true) : send}
        >
          {ui('cancel')}
        </Button>
      ) : null}
      {isConfirming ? (
        <CancelRestoreDialog operation={operation} onCancel={send} onClose={() => setConfirming(false)} />
      ) : null}
    </>
  );
}

interface CancelRestoreDialogProps {
  operation: Operation;
  onCancel: () => void;
  onClose: () => void;
}

/** Says what may be left behind before a restore is cancelled: unlike a backup, it changes the platform. */
function CancelRestoreDialog({ operation, onCancel, onClose }: CancelRestoreDialogProps) {
  const t = useTranslations('common.cancelOperation');
  const ui = useTranslations('ui');
  const isOver = isSettled(operation.state);
  const isImporting = operation.phases.some(({ type, startedAt }) => type === 'IMPORT' && startedAt !== null);
  const phase = currentPhase(operation.phases)?.type;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      title={t('title', { machine: operation.machine.name })}
      footer={
        isOver ? (
          <Button variant="primary" onPress={onClose}>
            {ui('close')}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{t('keep')}</Button>
            <Button
              variant="danger"
              onPress={() => {
                onCancel();
                onClose();
              }}
            >
              {t('confirm')}
            </Button>
          </>
        )
      }
    >
      {isOver ? (
        <p>{t('over')}</p>
      ) : isImporting || phase === 'IMPORT' ? (
        <div className="space-y-2 text-ink-2">
          <p>{t('creating')}</p>
          <p>{t('replaced')}</p>
        </div>
      ) : (
        <p className="text-ink-2">{t('reading')}</p>
      )}
      <p className="mt-2 text-ink-2">{t('pointStays')}</p>
    </Dialog>
  );
}
