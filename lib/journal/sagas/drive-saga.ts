import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { recordTenantChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { findPolicyUnscoped } from '@/lib/storware/unscoped';
import { auditSaga } from './audit-saga';
import { commitChange, commitCreation, partGuids } from './commit-policy';
import { commitDeletion } from './commit-deletion';
import { realMoves } from './machine-steps';
import { changePolicyItself, deleteForGood, makePolicy } from './policy-steps';
import { changeRule } from './rule-steps';
import { LeaseLost, SagaFailed } from './saga-failed';
import type { ChangePlan, CreatePlan, DeletePlan, PlannedPart } from './saga-plan';
import { leaveToWorker, withHeartbeat } from './saga-run';
import type { SagaRun } from './saga-run';
import { changeParts, dropPart, makeParts } from './schedule-steps';
import { undoSteps } from './undo-saga';

/** So long after a call without an answer it may still arrive; what it may have done is looked for once more then. */
export const lateArrivalMs = 12_000;
const longestWaitMs = 60_000;

/**
 * Does what a new saga stands for, and answers the guid of its policy. Throws why it could not be: then everything is as it was
 * before, or on its way there with the sync worker behind it.
 */
export function driveSaga(run: SagaRun): Promise<string> {
  return withHeartbeat(run, async () => {
    try {
      return await goForward(run);
    } catch (error) {
      if (error instanceof LeaseLost) throw taken();
      const failed = error instanceof SagaFailed ? error : new SagaFailed(isAppError(error) ? error : new AppError('internal', { cause: error }), true);
      if (!(error instanceof SagaFailed)) log.error({ room: 'journal', saga: run.id, err: error }, 'a step of a saga went wrong');
      await goBack(run, failed).catch((fault: unknown) => {
        if (fault instanceof LeaseLost) throw taken();
        log.error({ room: 'journal', saga: run.id, err: fault }, 'a saga could not be taken back at once; the sync worker will do it');
      });
      throw failed.error;
    }
  });
}

function taken(): AppError {
  return new AppError('upstream_unavailable', { detail: 'This took too long, so it is finished or taken back without you. Look at it again in a moment.', retryAfterSeconds: 30 });
}

async function goForward(run: SagaRun): Promise<string> {
  const { plan } = run;
  switch (plan.kind) {
    case 'CREATE':
      return create(run, plan);
    case 'CHANGE':
      return change(run, plan);
    case 'DELETE':
      return remove(run, plan);
    case 'ASSIGN':
      return plan.policyGuid;
  }
}

async function create(run: SagaRun, plan: CreatePlan): Promise<string> {
  await agreeOnMoves(run, plan.machines, plan, null);
  await makeParts(run, partsOf(plan), plan.tenantTag);
  await makePolicy(run, plan, partGuids(run, plan.schedules));
  return commitCreation(run, plan);
}

async function change(run: SagaRun, plan: ChangePlan): Promise<string> {
  await agreeOnMoves(run, plan.add, plan, plan.policyGuid);
  await makeParts(run, partsOf(plan), plan.tenantTag);
  await changeParts(run, partsOf(plan));
  await changeRule(run, plan, { destinations: plan.destinations, scheduleGuids: [...partGuids(run, plan.schedules), ...plan.foreignSchedules] });
  await changePolicyItself(run, plan);
  await commitChange(run, plan);
  if (plan.dropParts.length > 0) await finishChange(run, plan);
  return plan.policyGuid;
}

async function agreeOnMoves(run: SagaRun, machines: readonly string[], plan: CreatePlan | ChangePlan, ownGuid: string | null): Promise<void> {
  const moves = await realMoves(machines, plan.moves, ownGuid);
  await run.record((progress) => {
    progress.moves = moves;
  });
}

function partsOf({ schedules }: CreatePlan | ChangePlan): PlannedPart[] {
  return schedules.flatMap(({ parts }) => parts);
}

/** The policy is saved; what it no longer needs goes now or, if that fails, later. */
async function finishChange(run: SagaRun, plan: ChangePlan): Promise<void> {
  await goOn(run, async () => {
    if (!(await dropAll(run, plan.dropParts))) return false;
    await run.put(db(), { state: 'DONE', endedAt: new Date(), leaseToken: null });
    return true;
  });
}

async function remove(run: SagaRun, plan: DeletePlan): Promise<string> {
  await run.record(({ touched }) => void touched.push('policy'));
  const outcome = await deleteForGood(plan.policyGuid);
  if (outcome !== 'gone') throw outcome.failed;
  await run.put(db(), { state: 'FINISHING', attempts: 0 });
  await finishDeletion(run, plan);
  return plan.policyGuid;
}

async function finishDeletion(run: SagaRun, plan: DeletePlan): Promise<void> {
  await goOn(run, async () => {
    if (!(await dropAll(run, plan.parts))) return false;
    await commitDeletion(run, plan);
    return true;
  });
}

async function dropAll(run: SagaRun, guids: readonly string[]): Promise<boolean> {
  let isDone = true;
  for (const guid of guids) {
    await run.record();
    if (!(await dropPart(guid))) isDone = false;
  }
  return isDone;
}

/** Past the point of no return nothing fails any more, it only takes longer. */
async function goOn(run: SagaRun, finish: () => Promise<boolean>): Promise<void> {
  try {
    if (await finish()) return;
  } catch (error) {
    if (error instanceof LeaseLost) return;
    log.warn({ room: 'journal', saga: run.id, ...(isAppError(error) ? { code: error.code } : { err: error }) }, 'a saga could not be finished yet');
  }
  await leaveToWorker(run, retryAt(run), 'FINISHING');
}

function retryAt({ row }: SagaRun): Date {
  return new Date(Date.now() + Math.min(longestWaitMs, 1_000 * 2 ** row.attempts));
}

/** Takes everything back, and once more when a call may still arrive. Throws when the saga is no longer ours, or the database is gone. */
async function goBack(run: SagaRun, failed: SagaFailed): Promise<void> {
  const { code, detail } = failed.error;
  // What is committed already is not taken back, whatever went wrong after it.
  await run.put(db(), { state: 'UNDOING', failure: { code, detail: detail ?? null } }, 'RUNNING');
  if (failed.isUncertain) await run.record((progress) => void (progress.uncertainAt = new Date().toISOString()));
  await undo(run);
}

async function undo(run: SagaRun): Promise<void> {
  const isClean = await (run.plan.kind === 'DELETE' ? isStillThere(run, run.plan) : undoOf(run)).catch((error: unknown) => {
    if (error instanceof LeaseLost) throw error;
    log.warn({ room: 'journal', saga: run.id, ...(isAppError(error) ? { code: error.code } : { err: error }) }, 'a saga could not be taken back yet');
    return false;
  });
  if (isClean === 'gone') return;
  const { uncertainAt } = run.progress;
  const certainAt = uncertainAt === null ? 0 : Date.parse(uncertainAt) + lateArrivalMs;
  if (!isClean) await leaveToWorker(run, retryAt(run), 'UNDOING');
  else if (certainAt > Math.max(Date.now(), run.claimedAt.getTime())) await leaveToWorker(run, new Date(certainAt), 'UNDOING');
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
  const { plan, row } = run;
  const policyGuid = plan.kind === 'CREATE' ? null : plan.policyGuid;
  await db().$transaction(async (tx) => {
    const failure = (await tx.saga.findUniqueOrThrow({ where: { id: run.id }, select: { failure: true } })).failure;
    await run.put(tx, { state: 'UNDONE', endedAt: new Date(), leaseToken: null });
    await auditSaga(tx, run, 'FAILED', policyGuid, typeof failure === 'object' && failure !== null && !Array.isArray(failure) ? { failure } : {});
    await wishSync(tx, { kind: 'policies' });
    if (policyGuid !== null) await recordTenantChanges(tx, [{ tenantId: row.tenantId, kind: 'policy', objectId: policyGuid }]);
  });
}

/** Goes on with a saga that another process left: finishes what is past the point of no return, takes back everything else. */
export function resumeSaga(run: SagaRun, leftAt: Date): Promise<void> {
  return withHeartbeat(run, async () => {
    const { plan, row } = run;
    if (plan.kind === 'ASSIGN') return run.put(db(), { state: 'DONE', endedAt: new Date(), leaseToken: null });
    if (row.state === 'FINISHING') return plan.kind === 'DELETE' ? finishDeletion(run, plan) : plan.kind === 'CHANGE' ? finishChange(run, plan) : undefined;
    if (row.state === 'UNDOING') return undo(run);
    // The process ended in the middle of a call, at the latest when it last renewed its lease.
    await run.record((progress) => void (progress.uncertainAt ??= leftAt.toISOString()));
    await run.put(db(), { state: 'UNDOING', failure: { code: 'internal', detail: 'It was interrupted, and taken back.' } });
    await undo(run);
  });
}
