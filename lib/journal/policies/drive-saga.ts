import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { changeParts, makeParts } from './schedule-steps';
import { commitChange, commitCreation, partGuids } from './commit-policy';
import { finishChange, finishDeletion } from './finish';
import { realMoves } from './machine-steps';
import { changePolicyItself, changeRule, deleteForGood, makePolicy } from './policy-steps';
import { rollBack } from './rollback';
import { LeaseLost, SagaFailed, withHeartbeat } from './saga';
import type { ChangePlan, CreatePlan, DeletePlan, PlannedPart, SagaRun } from './saga';

/**
 * Does what a new saga stands for, and answers the guid of its policy. Throws why it could not be: then everything is as it was
 * before, or on its way there with the sync worker behind it.
 */
export function driveSaga(run: SagaRun): Promise<string> {
  const { plan } = run;
  if (plan.kind === 'ASSIGN') throw new Error('an assignment is driven by driveAssignment');
  return withHeartbeat(run, async () => {
    try {
      return await rollForward(run, plan);
    } catch (error) {
      if (error instanceof LeaseLost) throw taken();
      const failed =
        error instanceof SagaFailed
          ? error
          : new SagaFailed(isAppError(error) ? error : new AppError('internal', { cause: error }), true);
      if (!(error instanceof SagaFailed))
        log.error({ module: 'journal', saga: run.id, err: error }, 'a step of a saga went wrong');
      await rollBack(run, failed).catch((fault: unknown) => {
        if (fault instanceof LeaseLost) throw taken();
        log.error(
          { module: 'journal', saga: run.id, err: fault },
          'a saga could not be taken back at once; the sync worker will do it',
        );
      });
      throw failed.error;
    }
  });
}

function taken(): AppError {
  return new AppError('upstream_unavailable', {
    detail: say('policy.tookTooLong'),
    retryAfterSeconds: 30,
  });
}

async function rollForward(run: SagaRun, plan: CreatePlan | ChangePlan | DeletePlan): Promise<string> {
  switch (plan.kind) {
    case 'CREATE':
      return create(run, plan);
    case 'CHANGE':
      return change(run, plan);
    case 'DELETE':
      return remove(run, plan);
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
  await changeRule(run, plan, {
    ruleName: plan.ruleName,
    destinations: plan.destinations,
    scheduleGuids: [...partGuids(run, plan.schedules), ...plan.foreignSchedules],
  });
  await changePolicyItself(run, plan);
  await commitChange(run, plan);
  if (plan.dropParts.length > 0) await finishChange(run, plan);
  return plan.policyGuid;
}

async function agreeOnMoves(
  run: SagaRun,
  machines: readonly string[],
  plan: CreatePlan | ChangePlan,
  ownGuid: string | null,
): Promise<void> {
  const moves = await realMoves(machines, plan.moves, ownGuid);
  await run.record((progress) => {
    progress.moves = moves;
  });
}

function partsOf({ schedules }: CreatePlan | ChangePlan): PlannedPart[] {
  return schedules.flatMap(({ parts }) => parts);
}

async function remove(run: SagaRun, plan: DeletePlan): Promise<string> {
  await run.record(({ touched }) => void touched.push('policy'));
  const outcome = await deleteForGood(plan.policyGuid);
  if (outcome !== 'gone') throw outcome.failed;
  await run.put(db(), { state: 'FINISHING', attempts: 0 });
  await finishDeletion(run, plan);
  return plan.policyGuid;
}
