import 'server-only';
import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { demandQuiet, lockPolicy, lockPolicyNames, openSagaStates } from '@/lib/journal/policy-lock';
import type { Requester } from '@/lib/journal/requester';
import { auditSaga } from './audit-saga';
import { nameInUse, nameKey } from './commit-policy';
import { leaseMs, sagaRun } from './saga-run';
import type { SagaRun } from './saga-run';
import { SagaProgress, StoredSaga } from './saga-plan';
import type { SagaPlan } from './saga-plan';

/**
 * Records what is to be done before anything is sent: with its audit entry, under the policy's lock. Throws `conflict` while another
 * saga writes the policy, for a name in use, and when the policy is no longer of `version` (null: whichever).
 */
export function beginSaga(requester: Requester, plan: SagaPlan, version: number | null = null): Promise<SagaRun> {
  const policyGuid = plan.kind === 'CREATE' ? null : plan.policyGuid;
  return db().$transaction(
    async (tx) => {
      if (policyGuid !== null) {
        await lockPolicy(tx, policyGuid);
        await demandQuiet(tx, policyGuid);
        if (version !== null) await demandVersion(tx, policyGuid, version);
      }
      if (plan.kind === 'CREATE' || plan.kind === 'CHANGE') await demandName(tx, requester.tenantId, plan.name, policyGuid);
      const token = randomUUID();
      const row = await tx.saga.create({
        data: {
          tenantId: requester.tenantId,
          kind: plan.kind,
          policyGuid,
          plan: { plan, progress: SagaProgress.parse({}) },
          requestedById: requester.userId,
          requestedByName: requester.name,
          requestId: requester.requestId,
          leaseToken: token,
          leaseUntil: new Date(Date.now() + leaseMs),
        },
      });
      await auditSaga(tx, { row, plan }, 'REQUESTED', policyGuid);
      return sagaRun(row, token);
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
}

async function demandVersion(tx: Tx, guid: string, version: number): Promise<void> {
  const policy = await tx.policy.findUnique({ where: { guid }, select: { version: true } });
  if (policy?.version !== version) throw new AppError('conflict', { detail: 'Somebody else has saved this policy meanwhile. Nothing was changed. Look at it again.' });
}

/** Also against policies that are being made at this moment. */
async function demandName(tx: Tx, tenantId: string, name: string, exceptGuid: string | null): Promise<void> {
  await lockPolicyNames(tx, tenantId);
  const key = nameKey(name);
  const taken = await tx.policy.findFirst({ where: { tenantId, nameKey: key, ...(exceptGuid === null ? {} : { guid: { not: exceptGuid } }) }, select: { guid: true } });
  if (taken) throw nameInUse();
  const open = await tx.saga.findMany({ where: { tenantId, kind: { in: ['CREATE', 'CHANGE'] }, state: { in: openSagaStates.filter((state) => state !== 'UNDOING') } }, select: { plan: true } });
  if (open.some((saga) => nameKey(StoredSaga.parse(saga.plan).plan.name) === key)) throw nameInUse();
}
