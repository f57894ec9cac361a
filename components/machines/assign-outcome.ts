import type { AssignPolicyAnswer } from '@/lib/contracts/policy';

export type Assignment = AssignPolicyAnswer['results'][number];

/** What was wanted has come about. */
export function isDone({ outcome }: Assignment): boolean {
  return outcome === 'ASSIGNED' || outcome === 'MOVED' || outcome === 'REMOVED' || outcome === 'UNCHANGED';
}

/** Asking again can help, and does nothing twice. */
export function canRetry({ outcome }: Assignment): boolean {
  return outcome === 'FAILED' || outcome === 'UNKNOWN';
}

/** `38 machines are in Gold, 2 failed`; `policy` null: they have none now. */
export function assignmentSummary(results: readonly Assignment[], policy: string | null): string {
  const done = results.filter(isDone).length;
  const failed = results.filter(canRetry).length;
  const pending = results.filter(({ outcome }) => outcome === 'PENDING').length;
  const open = results.length - done - failed - pending;
  const machines = `${done} ${done === 1 ? 'machine' : 'machines'}`;
  const parts = [
    done === 0
      ? null
      : policy === null
        ? `${machines} ${done === 1 ? 'has' : 'have'} no policy now`
        : `${machines} ${done === 1 ? 'is' : 'are'} in ${policy}`,
    pending === 0 ? null : `${pending} under way`,
    failed === 0 ? null : `${failed} failed`,
    open === 0 ? null : `${open} to be decided`,
  ].filter((part) => part !== null);
  return parts.join(', ');
}
