import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { recordChanges, recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { auditSaga, LeaseLost, leaveToWorker } from './saga';
import type { ChangePlan, DeletePlan, SagaRun } from './saga';
import { mirrorAssignments } from './mirror-at-once';
import { dropPart } from './schedule-steps';

const longestWaitMs = 60_000;

/** So often a server may refuse to delete a schedule before it is left to the provider: the policy must not be locked for ever. */
const waitLimit = 6;

/** The policy is saved; what it no longer needs goes now or, if that fails, later. */
export async function finishChange(run: SagaRun, plan: ChangePlan): Promise<void> {
  await goOn(run, async () => {
    if (!(await dropAll(run, plan.dropParts))) return false;
    await run.put(db(), { state: 'DONE', endedAt: new Date(), leaseToken: null });
    return true;
  });
}

/** The policy is deleted; its schedules go, and then what the portal knows of it. */
export async function finishDeletion(run: SagaRun, plan: DeletePlan): Promise<void> {
  await goOn(run, async () => {
    if (!(await dropAll(run, plan.parts))) return false;
    await commitDeletion(run, plan);
    return true;
  });
}

/** Whether all are gone, or are not going to go. */
async function dropAll(run: SagaRun, guids: readonly string[]): Promise<boolean> {
  const refused: string[] = [];
  let isDone = true;
  for (const guid of guids) {
    await run.record();
    const fate = await dropPart(guid);
    if (fate === 'refused') refused.push(guid);
    if (fate === 'not yet') isDone = false;
  }
  if (refused.length === 0 || !isDone) return isDone;
  if (run.row.attempts < waitLimit) return false;
  log.error(
    { module: 'journal', saga: run.id, schedules: refused },
    'Storware refuses to delete schedules that no tenant needs any more: delete them there',
  );
  return true;
}

/** Past the point of no return nothing fails any more, it only takes longer. */
async function goOn(run: SagaRun, finish: () => Promise<boolean>): Promise<void> {
  try {
    if (await finish()) return;
  } catch (error) {
    if (error instanceof LeaseLost) return;
    log.warn(
      { module: 'journal', saga: run.id, ...(isAppError(error) ? { code: error.code } : { err: error }) },
      'a saga could not be finished yet',
    );
  }
  await leaveToWorker(run, retryAt(run), 'FINISHING');
}

/** When to try again what did not work. */
export function retryAt({ row }: SagaRun): Date {
  return new Date(Date.now() + Math.min(longestWaitMs, 1_000 * 2 ** row.attempts));
}

/** Nothing of the policy is left in Storware: so it is forgotten here, with what was known of its schedules. */
async function commitDeletion(run: SagaRun, { policyGuid, parts }: DeletePlan): Promise<void> {
  await db().$transaction(
    async (tx) => {
      const now = new Date();
      await run.put(tx, { state: 'DONE', endedAt: now, leaseToken: null });
      const machines = (await tx.mirrorMachine.findMany({ where: { policyGuid }, select: { guid: true } })).map(
        ({ guid }) => guid,
      );
      await tx.policy.deleteMany({ where: { guid: policyGuid } });
      await tx.ownership.deleteMany({
        where: {
          OR: [
            { kind: 'POLICY', guid: policyGuid },
            { kind: 'SCHEDULE', guid: { in: parts } },
          ],
        },
      });
      await tx.mirrorPolicy.deleteMany({ where: { guid: policyGuid } });
      await tx.mirrorSchedule.deleteMany({ where: { guid: { in: parts } } });
      await mirrorAssignments(tx, machines, { from: policyGuid }, now);
      await auditSaga(tx, run, 'SUCCEEDED', policyGuid, { machines: machines.length, schedules: parts.length });
      await requestSync(tx, { kind: 'policies' });
      await recordChanges(
        tx,
        machines.map((guid) => ({ kind: 'machine', objectId: guid, machineGuid: guid })),
      );
      await recordTenantChanges(tx, [{ tenantId: run.row.tenantId, kind: 'policy', objectId: policyGuid }]);
    },
    { maxWait: 15_000, timeout: 60_000 },
  );
}
