'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { currentPhase } from '@/lib/client/describe-operation';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

export interface CancelRestoreDialogProps {
  operation: Operation;
  onCancel: () => void;
  onClose: () => void;
}

/** Says what may be left behind before a restore is cancelled: unlike a backup, it changes the platform. */
export function CancelRestoreDialog({ operation, onCancel, onClose }: CancelRestoreDialogProps) {
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
