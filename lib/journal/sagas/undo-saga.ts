import 'server-only';
import { reassign } from './machine-steps';
import { restorePolicyItself, unmakePolicy } from './policy-steps';
import { restoreRule } from './rule-steps';
import type { ChangePlan, CreatePlan, SagaProgress } from './saga-plan';
import { restorePart, touchedSchedule, unmakePart } from './schedule-steps';
import type { SagaRun } from './saga-run';

type Step = () => Promise<boolean>;

/**
 * Takes back what the saga may have done, last things first. May be called again and again: each step looks at what is there.
 * Answers whether nothing is left of it; throws AppError `upstream_*` when Storware can't be asked.
 */
export async function undoSteps(run: SagaRun, plan: CreatePlan | ChangePlan): Promise<boolean> {
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
      () => unmakePolicy(progress.policyName ?? plan.upstreamName),
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
  return names.map((name) => () => unmakePart(name));
}
