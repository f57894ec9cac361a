'use client';

import { isProblem } from '@/lib/client/problem-error';
import type { ProblemError } from '@/lib/client/problem-error';
import { useStartRestore as useStartRequest } from '@/lib/client/restores';
import type { RestoreBody } from '@/lib/contracts/restore';
import { faultsByField } from './server-faults';
import type { Wizard } from './wizard-context';

export interface StartRestoreState {
  /** Sends it; the same request again has the same key, also after a reload, so a retry after a broken connection starts nothing twice. */
  send: (body: RestoreBody) => void;
  error: unknown;
  isPending: boolean;
  /** The operation, once it is known that there is one. */
  operationId: string | null;
}

/** One intention to restore, from the button to the answer. */
export function useStartRestore(
  { draft, change, clear }: Wizard,
  onStarted: (operationId: string) => void,
): StartRestoreState {
  const start = useStartRequest();

  const send = (body: RestoreBody) => {
    // Its page is still there for a moment, without the key of what it has started.
    if (start.isSuccess) return;
    const before = draft.sent;
    const sent =
      before && JSON.stringify(before.body) === JSON.stringify(body) ? before : { body, key: crypto.randomUUID() };
    // Written first: should the page be gone before the answer, the next attempt is still the same intention.
    change({ sent, faults: {} });
    start.mutate(
      { body, idempotencyKey: sent.key },
      {
        onSuccess: ({ operation }) => {
          clear();
          onStarted(operation.id);
        },
        onError: (error) => {
          if (isAnswer(error)) change({ sent: null, faults: faultsByField(error.fieldFaults, body) });
        },
      },
    );
  };
  return {
    send,
    error: start.error,
    isPending: start.isPending || start.isSuccess,
    operationId: start.data?.operation.id ?? null,
  };
}

/** The portal has said that nothing was started, which ends this intention: asking again is a new one. */
function isAnswer(error: unknown): error is ProblemError {
  return isProblem(
    error,
    'upstream_unavailable',
    'malformed_request',
    'conflict',
    'validation_failed',
    'upstream_rejected',
    'forbidden',
    'not_found',
    'payload_too_large',
  );
}
