'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ButtonProps } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toast';
import { currentPhase, useOperationWords } from '@/lib/client/format/operation-words';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { useCan } from '@/lib/client/queries/me';
import { useCancelOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

/** Asks to cancel, where that is possible and allowed (for a restore once more, as it may leave something behind); says "requested" until the backup system has confirmed. */
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
  const words = useOperationWords();
  const allowed = useCan('operation:cancel');
  const cancel = useCancelOperation();
  const explainProblem = useExplainProblem();
  const [isAsking, setAsking] = useState(false);
  const send = () => {
    // The promise, not a callback of the hook: this button may be gone when the answer comes.
    cancel.mutateAsync(operation.id).catch((error: unknown) => {
      const { cause } = explainProblem(error);
      showToast({
        tone: isProblem(error, 'conflict') ? 'late' : 'fail',
        title: t('refused', { operation: words.title(operation) }),
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
          aria-label={t('label', { operation: words.title(operation) })}
          onPress={operation.kind === 'RESTORE' ? () => setAsking(true) : send}
        >
          {ui('cancel')}
        </Button>
      ) : null}
      {isAsking ? <CancelRestoreDialog operation={operation} onCancel={send} onClose={() => setAsking(false)} /> : null}
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
