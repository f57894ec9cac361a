import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { auditSaga, LeaseLost, leaveToWorker } from './saga';
import type { ChangePlan, CreatePlan, DeletePlan, SagaFailed, SagaProgress, SagaRun } from './saga';
import { mirrorNotMade, mirrorTakenBack } from './mirror-at-once';
import { restorePart, touchedSchedule, deleteCreatedPart } from './schedule-steps';
import { findPolicyUnscoped } from '@/lib/storware/unscoped';
import { finishDeletion, retryAt } from './finish';
import { reassign } from './machine-steps';
import { restorePolicyItself, restoreRule, deleteCreatedPolicy } from './policy-steps';

/** So long after a call without an answer it may still arrive; what it may have done is looked for once more then. */
const lateArrivalMs = 12_000;

/** Takes everything back, and once more when a call may still arrive. Throws when the saga is no longer ours, or the database is gone. */
export async function rollBack(run: SagaRun, failed: SagaFailed): Promise<void> {
  const { code, detail = null, detailRef = null } = failed.error;
  // What is committed already is not taken back, whatever went wrong after it.
  await run.put(db(), { state: 'UNDOING', failure: { code, detail, detailRef } }, 'RUNNING');
  if (failed.isUncertain) await run.record((progress) => void (progress.uncertainAt = new Date().toISOString()));
  await undo(run);
}

/** The same for a saga that is on its way back already. */
export async function undo(run: SagaRun): Promise<void> {
  const isClean = await (run.plan.kind === 'DELETE' ? isStillThere(run, run.plan) : undoOf(run)).catch(
    (error: unknown) => {
      if (error instanceof LeaseLost) throw error;
      log.warn(
        { module: 'journal', saga: run.id, ...(isAppError(error) ? { code: error.code } : { err: error }) },
        'a saga could not be taken back yet',
      );
      return false;
    },
  );
  if (isClean === 'gone') return;
  const { uncertainAt } = run.progress;
  const certainAt = uncertainAt === null ? 0 : Date.parse(uncertainAt) + lateArrivalMs;
  if (!isClean) await leaveToWorker(run, retryAt(run), 'UNDOING');
  else if (certainAt > Math.max(Date.now(), run.claimedAt.getTime()))
    await leaveToWorker(run, new Date(certainAt), 'UNDOING');
  else await endUndone(run);
}

function undoOf(run: SagaRun): Promise<boolean> {
  return run.plan.kind === 'CREATE' || run.plan.kind === 'CHANGE' ? undoSteps(run, run.plan) : Promise.resolve(true);
}

/** A deletion has nothing to take back; but one whose answer was lost may have happened after all, and then it is finished. */
async function isStillThere(run: SagaRun, plan: DeletePlan): Promise<true | 'gone'> {
  if (run.progress.uncertainAt === null || (await findPolicyUnscoped(plan.policyGuid)) !== null) return true;
  await run.put(db(), { state: 'FINISHING', attempts: 0 });
  await finishDeletion(run, plan);
  return 'gone';
}

async function endUndone(run: SagaRun): Promise<void> {
  const { plan, row, progress } = run;
  const policyGuid = plan.kind === 'CREATE' ? null : plan.policyGuid;
  await db().$transaction(async (tx) => {
    if (plan.kind === 'CHANGE' && progress.touched.length > 0)
      await mirrorTakenBack(tx, plan, progress.moves ?? plan.moves, new Date());
    if (plan.kind === 'CREATE' && progress.touched.includes('policy'))
      await mirrorNotMade(tx, plan, progress.moves ?? plan.moves, new Date());
    const failure = (await tx.saga.findUniqueOrThrow({ where: { id: run.id }, select: { failure: true } })).failure;
    await run.put(tx, { state: 'UNDONE', endedAt: new Date(), leaseToken: null });
    await auditSaga(
      tx,
      run,
      'FAILED',
      policyGuid,
      typeof failure === 'object' && failure !== null && !Array.isArray(failure) ? { failure } : {},
    );
    await requestSync(tx, { kind: 'policies' });
    await requestSync(tx, { kind: 'machines' });
    if (policyGuid !== null)
      await recordTenantChanges(tx, [{ tenantId: row.tenantId, kind: 'policy', objectId: policyGuid }]);
  });
}

type Step = () => Promise<boolean>;

/**
 * Takes back what the saga may have done, last things first. May be called again and again: each step looks at what is there.
 * Answers whether nothing is left of it; throws AppError `upstream_*` when Storware can't be asked.
 */
async function undoSteps(run: SagaRun, plan: CreatePlan | ChangePlan): Promise<boolean> {
  const steps = plan.kind === 'CREATE' ? creationUndone(plan, run.progress) : changeUndone(plan, run.progress);
  for (const step of steps) {
    await run.record();
    // Schedules that a policy still uses may not go: what comes later needs what comes before.
    if (!(await step())) return false;
  }
  return true;
}

function creationUndone(plan: CreatePlan, progress: SagaProgress): Step[] {
  const moves = progress.moves ?? plan.moves;
  return [
    ...when(progress.touched.includes('policy'), [
      () => deleteCreatedPolicy(progress.policyName ?? plan.upstreamName),
      () => reassign(moves.map(({ machine, from }) => ({ machine, from: null, to: from }))),
    ]),
    ...partsUnmade(plan, progress),
  ];
}

function changeUndone(plan: ChangePlan, progress: SagaProgress): Step[] {
  const { policyGuid, remove } = plan;
  const moves = progress.moves ?? plan.moves;
  const changed = plan.schedules
    .flatMap(({ parts }) => parts)
    .filter(({ guid }) => guid !== null && progress.touched.includes(touchedSchedule(guid)));
  return [
    ...when(progress.touched.includes('policy'), [
      () => restorePolicyItself(plan, moves),
      () => reassign(moves.map(({ machine, from }) => ({ machine, from: policyGuid, to: from }))),
      () => reassign(remove.map((machine) => ({ machine, from: null, to: policyGuid }))),
    ]),
    ...when(progress.touched.includes('rule'), [() => restoreRule(plan)]),
    ...changed.flatMap(({ guid, before, heldName }) =>
      guid !== null && before !== null ? [() => restorePart(guid, before, heldName)] : [],
    ),
    ...partsUnmade(plan, progress),
  ];
}

function when(condition: boolean, steps: Step[]): Step[] {
  return condition ? steps : [];
}

/** What was made goes, under whichever of its names. */
function partsUnmade({ schedules }: Pick<CreatePlan, 'schedules'>, progress: SagaProgress): Step[] {
  const made = schedules.flatMap(({ parts }) => parts).filter(({ guid }) => guid === null);
  const names = made
    .flatMap(({ name, spareName }) => [name, spareName])
    .filter((name) => progress.touched.includes(touchedSchedule(name)));
  return names.map((name) => () => deleteCreatedPart(name));
}
