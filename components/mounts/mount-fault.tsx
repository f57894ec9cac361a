'use client';

import { Notice } from '@/components/ui/notice';
import { explainProblem } from '@/lib/client/explain-problem';
import { isProblem } from '@/lib/client/problem-error';

/** What went wrong with the request for a mount, and above all whether something was started. */
export function MountFault({ error }: { error: unknown }) {
  const { title, cause, nextStep, requestId } = explainProblem(error);
  const isUnknown = isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer');
  const isRefused = isProblem(error, 'upstream_unavailable', 'conflict');
  return (
    <Notice
      tone="fail"
      role="alert"
      title={isUnknown ? 'The answer did not arrive' : isRefused ? 'Nothing was started' : title}
    >
      {isUnknown
        ? 'It may or may not have been started. Try again: nothing is mounted twice.'
        : isProblem(error, 'conflict')
          ? cause
          : `${cause} ${nextStep}`}
      {isProblem(error)
        ? error.fieldFaults.map(({ path, message }) => (
            <span key={`${path}${message}`} className="block">
              {path === '' ? message : `${path}: ${message}`}
            </span>
          ))
        : null}
      {requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>}
    </Notice>
  );
}
