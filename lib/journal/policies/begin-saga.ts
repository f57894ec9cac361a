import 'server-only';
import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { requireNoWriteInProgress, lockPolicy, lockPolicyNames, openSagaStates } from '@/lib/journal/locks';
import { takeKeyForSaga } from '@/lib/journal/operations/idempotency';
import type { IdempotentRequest } from '@/lib/journal/operations/idempotency';
import type { Requester } from '@/lib/journal/operations/start-work';
import { insertSaga } from '@/lib/journal/sagas/saga';
import { nameInUse, nameKey } from './commit-policy';
import { nameForm } from './upstream-name';
import { auditSaga, policySagaFormat, SagaProgress, StoredSaga } from './saga-plan';
import type { ChangePlan, CreatePlan, SagaPlan, SagaRun } from './saga-plan';

/**
 * Records the plan before anything is sent: with its audit entry, under the policy's lock. Throws `conflict` while
 * another saga writes the policy, for a name in use, and when the policy is no longer of `version` (null: any);
 * AlreadyBegun when an earlier request with the same key has started or done it.
 */
export function beginSaga(
  requester: Requester,
  wanted: SagaPlan,
  version: number | null = null,
  idempotentRequest: IdempotentRequest | null = null,
): Promise<SagaRun> {
  const policyGuid = wanted.kind === 'CREATE' ? null : wanted.policyGuid;
  return db().$transaction(
    async (tx) => {
      const id = randomUUID();
      const earlier = idempotentRequest && (await takeKeyForSaga(tx, requester, idempotentRequest, id));
      if (earlier) throw new AlreadyBegun(earlier);
      if (policyGuid !== null) {
        await lockPolicy(tx, policyGuid);
        await requireNoWriteInProgress(tx, policyGuid);
        if (version !== null) await requireVersion(tx, policyGuid, version);
      }
      const plan =
        wanted.kind === 'CREATE' || wanted.kind === 'CHANGE'
          ? await withNames(tx, requester.tenantId, wanted, policyGuid)
          : wanted;
      const run = await insertSaga(tx, policySagaFormat, {
        id,
        tenantId: requester.tenantId,
        kind: plan.kind,
        policyGuid,
        plan,
        progress: SagaProgress.parse({}),
        requestedById: requester.userId,
        requestedByName: requester.name,
        requestId: requester.requestId,
      });
      await auditSaga(tx, run, 'REQUESTED', policyGuid);
      return run;
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
}

/** An earlier request with the same key and body started this saga: see `outcomeOfSaga`. */
export class AlreadyBegun extends Error {
  constructor(readonly sagaId: string) {
    super('a saga for this idempotentRequest exists');
    this.name = 'AlreadyBegun';
  }
}

async function requireVersion(tx: Tx, guid: string, version: number): Promise<void> {
  const policy = await tx.policy.findUnique({ where: { guid }, select: { version: true } });
  if (policy?.version !== version)
    throw new AppError('conflict', {
      detail: say('policy.savedMeanwhile'),
    });
}

/**
 * Throws `conflict` for a name in use, also by policies that are being created. A name that a saga in rollback may
 * still create or delete at Storware is replaced by its spare name here.
 */
async function withNames<P extends CreatePlan | ChangePlan>(
  tx: Tx,
  tenantId: string,
  plan: P,
  exceptGuid: string | null,
): Promise<P> {
  await lockPolicyNames(tx, tenantId);
  // Who deletes a tenant has this lock, too.
  if ((await tx.tenant.count({ where: { id: tenantId } })) === 0) throw new AppError('not_found');
  const key = nameKey(plan.name);
  const taken = await tx.policy.findFirst({
    where: { tenantId, nameKey: key, ...(exceptGuid === null ? {} : { guid: { not: exceptGuid } }) },
    select: { guid: true },
  });
  if (taken) throw nameInUse();
  const rows = await tx.saga.findMany({
    where: { tenantId, kind: { in: ['CREATE', 'CHANGE'] }, state: { in: [...openSagaStates] } },
    select: { plan: true, state: true },
  });
  const open = rows.map((row) => ({ state: row.state, plan: StoredSaga.parse(row.plan).plan }));
  if (open.some((saga) => saga.state !== 'UNDOING' && nameKey(saga.plan.name) === key)) throw nameInUse();
  const reserved = new Set(open.flatMap((saga) => namesAtStorware(saga.plan)).map(nameForm));
  const isReserved = (name: string | null): boolean => name !== null && name !== '' && reserved.has(nameForm(name));
  return {
    ...plan,
    ...(isReserved(plan.upstreamName) ? { upstreamName: plan.spareName } : {}),
    schedules: plan.schedules.map((schedule) => ({
      ...schedule,
      parts: schedule.parts.map((part) => (isReserved(part.name) ? { ...part, name: part.spareName } : part)),
    })),
  };
}

function namesAtStorware(plan: SagaPlan): string[] {
  if (plan.kind !== 'CREATE' && plan.kind !== 'CHANGE') return [];
  return [plan.upstreamName ?? '', ...plan.schedules.flatMap(({ parts }) => parts.map(({ name }) => name))];
}
