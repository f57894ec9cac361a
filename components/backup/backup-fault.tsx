'use client';

import { Notice } from '@/components/ui/notice';
import { explainProblem } from '@/lib/client/explain-problem';
import { isProblem } from '@/lib/client/problem-error';

/** What went wrong with the request, and above all whether something was started. */
export function BackupFault({ error }: { error: unknown }) {
  const { title, nextStep, cause, requestId } = explainProblem(error);
  const id = requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>;
  if (isProblem(error, 'upstream_unavailable')) {
    return (
      <Notice tone="fail" role="alert" title="Nothing was started">
        The backup system can’t be reached just now. What you entered is kept; try again in a moment.
        {id}
      </Notice>
    );
  }
  if (isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer')) {
    return (
      <Notice tone="fail" role="alert" title="The answer did not arrive">
        It may or may not have been started. Try again: nothing is started twice.
        {id}
      </Notice>
    );
  }
  if (isProblem(error, 'not_found')) {
    return (
      <Notice tone="fail" role="alert" title="Nothing was started">
        A machine or the destination is no longer there for you. Close this, and choose again.
      </Notice>
    );
  }
  return (
    <Notice tone="fail" role="alert" title={isProblem(error, 'conflict') ? 'Nothing was started' : title}>
      {cause} {isProblem(error, 'conflict') ? null : nextStep}
      {isProblem(error)
        ? error.fieldFaults.map((fault) => (
            <span
              key={`${fault.path}${fault.message}`}
              className="block"
            >{`${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`}</span>
          ))
        : null}
      {id}
    </Notice>
  );
}
