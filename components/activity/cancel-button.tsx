'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ButtonProps } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast-queue';
import { operationTitle } from '@/lib/client/describe-operation';
import { explainProblem } from '@/lib/client/explain-problem';
import { useCan } from '@/lib/client/me';
import { useCancelOperation } from '@/lib/client/operations';
import { isProblem } from '@/lib/client/problem-error';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { CancelRestoreDialog } from './cancel-restore-dialog';

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
