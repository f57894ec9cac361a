import { Notice } from '@/components/ui/notice';
import { explainProblem } from '@/lib/client/explain-problem';
import { isProblem } from '@/lib/client/problem-error';
import { sentence } from './fault-words';

/** Why a policy was not saved, and above all whether something was changed. */
export function SaveFault({ error, isNew }: { error: unknown; isNew: boolean }) {
  const { cause, nextStep, requestId } = explainProblem(error);
  const id = requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>;
  if (isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer')) {
    return (
      <Notice tone="fail" role="alert" title="The answer did not arrive">
        {isNew
          ? 'The policy may or may not have been made. Look at the list before you save again; two policies can’t have one name.'
          : 'The policy may or may not have been saved. Saving again is safe: if it was, you are told.'}{' '}
        Everything that you typed is kept.
        {id}
      </Notice>
    );
  }
  if (isProblem(error, 'upstream_unavailable')) {
    return (
      <Notice tone="fail" role="alert" title="Nothing was changed">
        The backup system can’t be reached just now. Everything that you typed is kept; save again in a moment.
        {id}
      </Notice>
    );
  }
  if (isProblem(error, 'not_found')) {
    return (
      <Notice tone="fail" role="alert" title="Nothing was changed">
        Something that you chose is no longer there for you: a machine, a destination, or the policy itself. Everything
        that you typed is kept; look at the choices again.
        {id}
      </Notice>
    );
  }
  const faults = isProblem(error) ? error.fieldFaults : [];
  return (
    <Notice tone="fail" role="alert" title="Nothing was changed">
      {cause} {faults.length > 0 || isProblem(error, 'conflict') ? 'Everything that you typed is kept.' : nextStep}
      {isProblem(error, 'validation_failed')
        ? faults
            .filter(({ path }) => path === '')
            .map(({ message }) => (
              <span key={message} className="block">
                {sentence(message)}
              </span>
            ))
        : null}
      {id}
    </Notice>
  );
}
