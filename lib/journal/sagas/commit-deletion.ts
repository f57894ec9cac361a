import 'server-only';
import { recordChanges, recordTenantChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { auditSaga } from './audit-saga';
import { mirrorAssignments } from './mirror-at-once';
import type { DeletePlan } from './saga-plan';
import type { SagaRun } from './saga-run';

/** Nothing of the policy is left in Storware: so it is forgotten here, with what was known of its schedules. */
export async function commitDeletion(run: SagaRun, { policyGuid, parts }: DeletePlan): Promise<void> {
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
      await wishSync(tx, { kind: 'policies' });
      await recordChanges(
        tx,
        machines.map((guid) => ({ kind: 'machine', objectId: guid, machineGuid: guid })),
      );
      await recordTenantChanges(tx, [{ tenantId: run.row.tenantId, kind: 'policy', objectId: policyGuid }]);
    },
    { maxWait: 15_000, timeout: 60_000 },
  );
}
