'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ButtonProps } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toast';
import { currentPhase, operationTitle } from '@/lib/client/format/describe-operation';
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
        title: `${operationTitle(operation)} was not cancelled`,
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
          aria-label={`Cancel ${operationTitle(operation)}`}
          onPress={operation.kind === 'RESTORE' ? () => setAsking(true) : send}
        >
          Cancel
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
  const isOver = isSettled(operation.state);
  const isImporting = operation.phases.some(({ type, startedAt }) => type === 'IMPORT' && startedAt !== null);
  const phase = currentPhase(operation.phases)?.type;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      title={`Cancel the restore of ${operation.machine.name}?`}
      footer={
        isOver ? (
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>Let it run</Button>
            <Button
              variant="danger"
              onPress={() => {
                onCancel();
                onClose();
              }}
            >
              Cancel the restore
            </Button>
          </>
        )
      }
    >
      {isOver ? (
        <p>It has ended meanwhile, so there is nothing to cancel.</p>
      ) : isImporting || phase === 'IMPORT' ? (
        <div className="space-y-2 text-ink-2">
          <p>
            The machine is being created on its platform right now. Cancelling may leave an unfinished machine or some
            of its disks there; your provider can remove them.
          </p>
          <p>
            If machines of the same name were to be replaced, they are deleted already. Cancelling does not bring them
            back.
          </p>
        </div>
      ) : (
        <p className="text-ink-2">
          The recovery point is still being read, so nothing has been created on the platform yet. Should that begin
          before the request arrives, an unfinished machine may be left there; the operation will say so.
        </p>
      )}
      <p className="mt-2 text-ink-2">The recovery point itself stays as it is.</p>
    </Dialog>
  );
}
