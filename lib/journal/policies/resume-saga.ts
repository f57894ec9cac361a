import 'server-only';
import { say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { resumeAssignment } from './assign-machines';
import { withHeartbeat } from './saga';
import type { SagaRun } from './saga';
import { undo } from './rollback';
import { finishChange, finishDeletion } from './finish';

/** Goes on with a saga that another process left: finishes what is past the point of no return, takes back everything else. */
export function resumeSaga(run: SagaRun, leftAt: Date): Promise<void> {
  return withHeartbeat(run, async () => {
    const { plan, row } = run;
    if (plan.kind === 'ASSIGN') return resumeAssignment(run, plan);
    if (row.state === 'FINISHING')
      return plan.kind === 'DELETE'
        ? finishDeletion(run, plan)
        : plan.kind === 'CHANGE'
          ? finishChange(run, plan)
          : undefined;
    if (row.state === 'UNDOING') return undo(run);
    // The process ended in the middle of a call, at the latest when it last renewed its lease.
    await run.record((progress) => void (progress.uncertainAt ??= leftAt.toISOString()));
    const { text, ref } = say('policy.interrupted');
    await run.put(db(), { state: 'UNDOING', failure: { code: 'internal', detail: text, detailRef: ref } });
    await undo(run);
  });
}
