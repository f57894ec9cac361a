import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { log } from '@/lib/core/log';
import { recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { openSagaStates } from '@/lib/journal/locks';
import { applySaga, resumeSaga, takeOver } from '@/lib/journal/sagas/run-saga';
import type { SagaSteps } from '@/lib/journal/sagas/run-saga';
import { LeaseLost, SagaFailed, sagaOf, withHeartbeat } from '@/lib/journal/sagas/saga';
import { findPolicyUnscoped } from '@/lib/storware/unscoped';
import { assignMachines } from './assign-machines';
import { commitChange, commitCreation, commitDeletion, partGuids } from './commit-policy';
import { realMoves, reassign } from './machine-steps';
import { mirrorNotMade, mirrorTakenBack } from './mirror-at-once';
import {
  changePolicyItself,
  changeRule,
  deleteCreatedPolicy,
  deletePolicyItself,
  makePolicy,
  restorePolicyItself,
  restoreRule,
} from './policy-steps';
import { auditSaga, failureOf, policySagaFormat, stepFailed } from './saga-plan';
import type {
  AssignPlan,
  ChangePlan,
  CreatePlan,
  DeletePlan,
  PlannedPart,
  SagaPlan,
  SagaProgress,
  SagaRun,
} from './saga-plan';
import { changeParts, deleteCreatedPart, dropParts, makeParts, restorePart, touchedSchedule } from './schedule-steps';

const longestWaitMs = 60_000;

const interrupted = new AppError('internal', { detail: say('policy.interrupted') });

/** The failure and end of every saga that writes a policy. */
const common = {
  rollback: () => [],
  onTakeOver: { rollBack: { failure: failureOf(interrupted) } },
  failureOf: (error) => stepFailed(isAppError(error) ? error : new AppError('internal', { cause: error }), true),
  retryAt: ({ row }) => new Date(Date.now() + Math.min(longestWaitMs, 1_000 * 2 ** row.attempts)),
  endRolledBack,
} satisfies Partial<SagaSteps<SagaRun>>;

function stepsOf(plan: SagaPlan): SagaSteps<SagaRun> {
  switch (plan.kind) {
    case 'CREATE':
      return creation(plan);
    case 'CHANGE':
      return change(plan);
    case 'DELETE':
      return deletion(plan);
    case 'ASSIGN':
      return assignment(plan);
  }
}

function creation(plan: CreatePlan): SagaSteps<SagaRun> {
  return {
    ...common,
    apply: [
      (run) => agreeOnMoves(run, plan.machines, plan, null),
      (run) => makeParts(run, partsOf(plan), plan.tenantTag),
      (run) => makePolicy(run, plan, partGuids(run, plan.schedules)),
      (run) => commitCreation(run, plan),
    ],
    rollback: ({ progress }) => [
      ...(progress.touched.includes('policy')
        ? [
            () => deleteCreatedPolicy(progress.policyName ?? plan.upstreamName),
            () => reassign(movesOf(plan, progress).map(({ machine, from }) => ({ machine, from: null, to: from }))),
          ]
        : []),
      ...createdParts(plan, progress),
    ],
  };
}

function change(plan: ChangePlan): SagaSteps<SagaRun> {
  const { policyGuid, remove } = plan;
  return {
    ...common,
    apply: [
      (run) => agreeOnMoves(run, plan.add, plan, policyGuid),
      (run) => makeParts(run, partsOf(plan), plan.tenantTag),
      (run) => changeParts(run, partsOf(plan)),
      (run) =>
        changeRule(run, plan, {
          ruleName: plan.ruleName,
          destinations: plan.destinations,
          scheduleGuids: [...partGuids(run, plan.schedules), ...plan.foreignSchedules],
        }),
      (run) => changePolicyItself(run, plan),
      (run) => commitChange(run, plan),
    ],
    finish: async (run) => {
      if (!(await dropParts(run, plan.dropParts))) return false;
      await run.put(db(), { state: 'DONE', endedAt: new Date(), leaseToken: null });
      return true;
    },
    rollback: ({ progress }) => {
      const moves = movesOf(plan, progress);
      return [
        ...(progress.touched.includes('policy')
          ? [
              () => restorePolicyItself(plan, moves),
              () => reassign(moves.map(({ machine, from }) => ({ machine, from: policyGuid, to: from }))),
              () => reassign(remove.map((machine) => ({ machine, from: null, to: policyGuid }))),
            ]
          : []),
        ...(progress.touched.includes('rule') ? [() => restoreRule(plan)] : []),
        ...partsOf(plan).flatMap(({ guid, before, heldName }) =>
          guid !== null && before !== null && progress.touched.includes(touchedSchedule(guid))
            ? [() => restorePart(guid, before, heldName)]
            : [],
        ),
        ...createdParts(plan, progress),
      ];
    },
  };
}

function deletion(plan: DeletePlan): SagaSteps<SagaRun> {
  return {
    ...common,
    apply: [(run) => deletePolicyItself(run, plan)],
    finish: async (run) => {
      if (!(await dropParts(run, plan.parts))) return false;
      await commitDeletion(run, plan);
      return true;
    },
    // There is nothing to roll back; but a deletion without a response may have happened.
    hasHappened: async ({ progress }) =>
      progress.uncertainAt !== null && (await findPolicyUnscoped(plan.policyGuid)) === null,
  };
}

/** Each machine has its own outcome, so it never rolls back. */
function assignment(plan: AssignPlan): SagaSteps<SagaRun> {
  return {
    ...common,
    apply: [(run) => assignMachines(run, plan)],
    onTakeOver: 'apply',
    failureOf: () => null,
    retryAt: (run) => (run.row.attempts === 0 ? new Date() : common.retryAt(run)),
  };
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

function movesOf(plan: CreatePlan | ChangePlan, { moves }: SagaProgress) {
  return moves ?? plan.moves;
}

function partsOf({ schedules }: CreatePlan | ChangePlan): PlannedPart[] {
  return schedules.flatMap(({ parts }) => parts);
}

/** Deletes what was created, under both of its names. */
function createdParts(plan: CreatePlan | ChangePlan, { touched }: SagaProgress): (() => Promise<boolean>)[] {
  return partsOf(plan)
    .filter(({ guid }) => guid === null)
    .flatMap(({ name, spareName }) => [name, spareName])
    .filter((name) => touched.includes(touchedSchedule(name)))
    .map((name) => () => deleteCreatedPart(name));
}

async function endRolledBack(run: SagaRun): Promise<void> {
  const { plan, row, progress } = run;
  const policyGuid = plan.kind === 'CREATE' ? null : plan.policyGuid;
  await db().$transaction(async (tx) => {
    if (plan.kind === 'CHANGE' && progress.touched.length > 0)
      await mirrorTakenBack(tx, plan, movesOf(plan, progress), new Date());
    if (plan.kind === 'CREATE' && progress.touched.includes('policy'))
      await mirrorNotMade(tx, plan, movesOf(plan, progress), new Date());
    const { failure } = await tx.saga.findUniqueOrThrow({ where: { id: run.id }, select: { failure: true } });
    await run.put(tx, { state: 'UNDONE', endedAt: new Date(), leaseToken: null });
    await auditSaga(
      tx,
      run,
      'FAILED',
      policyGuid,
      typeof failure === 'object' && failure !== null && !Array.isArray(failure) ? { detail: { failure } } : {},
    );
    await requestSync(tx, { kind: 'policies' });
    await requestSync(tx, { kind: 'machines' });
    if (policyGuid !== null)
      await recordTenantChanges(tx, [{ tenantId: row.tenantId, kind: 'policy', objectId: policyGuid }]);
  });
}

/**
 * Runs a new saga and returns the guid of its policy. Throws the reason of a failure: then everything is as before, or
 * the sync worker rolls it back.
 */
export async function driveSaga(run: SagaRun): Promise<string> {
  const { plan } = run;
  if (plan.kind === 'ASSIGN') throw new Error('an assignment is driven by driveAssignment');
  try {
    await withHeartbeat(run, () => applySaga(run, stepsOf(plan)));
  } catch (error) {
    if (error instanceof SagaFailed) throw error.reason;
    if (!(error instanceof LeaseLost)) throw error;
    throw new AppError('upstream_unavailable', {
      detail: say('policy.tookTooLong'),
      retryAfterSeconds: 30,
    });
  }
  return plan.kind === 'CREATE' ? (run.progress.made[plan.upstreamName] ?? '') : plan.policyGuid;
}

/**
 * Assigns the policy, or none, to each machine of the plan. Meanwhile nobody else writes the policy; machines whose own
 * policy is being saved are left alone. Never throws: the sync worker continues what could not be done.
 */
export async function driveAssignment(run: SagaRun): Promise<void> {
  try {
    await withHeartbeat(run, () => applySaga(run, stepsOf(run.plan)));
  } catch (error) {
    if (error instanceof LeaseLost) return;
    log.error(
      { module: 'journal', saga: run.id, err: error },
      'an assignment could not be gone on with; the sync worker will do it',
    );
  }
}

const atOnce = 20;
/** Re-syncs of schedules are taken over by their own rounds. */
const kinds: SagaPlan['kind'][] = ['CREATE', 'CHANGE', 'DELETE', 'ASSIGN'];

/** Continues the sagas whose lease is over. Returns when the next one is due, null for never. */
export async function takeOverSagas(signal?: AbortSignal, now: () => Date = () => new Date()): Promise<Date | null> {
  for await (const { row, takenAt, leftAt } of takeOver(kinds, { now, limit: atOnce, signal })) {
    log.info({ module: 'journal', saga: row.id, kind: row.kind, state: row.state }, 'going on with a saga');
    try {
      const run = sagaOf(policySagaFormat, row, takenAt);
      await resumeSaga(run, stepsOf(run.plan), leftAt);
    } catch (error) {
      if (!(error instanceof LeaseLost))
        log.error({ module: 'journal', saga: row.id, err: error }, 'a saga could not be gone on with');
    }
  }
  const next = await db().saga.findFirst({
    where: { kind: { in: kinds }, state: { in: [...openSagaStates] } },
    orderBy: { leaseUntil: 'asc' },
    select: { leaseUntil: true },
  });
  return next?.leaseUntil ?? null;
}
