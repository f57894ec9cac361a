import 'server-only';
import { randomUUID } from 'node:crypto';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { lockPolicy, openSagaOf, openSagaStates } from '@/lib/journal/policy-lock';
import { RewritePlan } from './rewrite-plan';
import { ConditionNews } from './schedule-condition';

/** A rewrite that this process is at. Nobody else is as long as the lease is renewed. */
export type RewriteSaga = {
  readonly id: string;
  readonly tenantId: string;
  readonly policyGuid: string;
  readonly token: string;
  readonly plan: RewritePlan;
  /** Why it is being taken back; null while it goes forward. */
  readonly found: ConditionNews | null;
};

export const rewriteKind = 'REWRITE';
/** Longer than any one call takes. */
const leaseMs = 60_000;
/** What was sent and not answered may still arrive within this. */
const lateArrivalMs = 12_000;

/** Records what will be done; null when somebody else is changing the policy, or has since the plan was made (`isCurrent`, asked under the policy's lock). */
export function beginRewrite(
  tenantId: string,
  policyGuid: string,
  plan: RewritePlan,
  isCurrent: (tx: Tx) => Promise<boolean>,
): Promise<RewriteSaga | null> {
  return db().$transaction(async (tx) => {
    await lockPolicy(tx, policyGuid);
    if ((await openSagaOf(tx, policyGuid)) || !(await isCurrent(tx))) return null;
    const token = randomUUID();
    const { id } = await tx.saga.create({
      data: {
        tenantId,
        policyGuid,
        kind: rewriteKind,
        plan,
        leaseToken: token,
        leaseUntil: inFuture(leaseMs),
        requestedByName: 'System',
      },
    });
    return { id, tenantId, policyGuid, token, plan, found: null };
  });
}

/** Rewrites that were begun and not ended, and that nobody is at. */
export async function takeOverRewrites(): Promise<RewriteSaga[]> {
  const rows = await db().saga.findMany({
    where: { kind: rewriteKind, state: { in: [...openSagaStates] }, leaseUntil: { lt: new Date() } },
    orderBy: { createdAt: 'asc' },
  });
  const taken: RewriteSaga[] = [];
  for (const { id, tenantId, policyGuid, plan, leaseUntil, state, failure } of rows) {
    const token = randomUUID();
    const { count } = await db().saga.updateMany({
      where: { id, leaseUntil, state },
      data: { leaseToken: token, leaseUntil: inFuture(leaseMs), attempts: { increment: 1 } },
    });
    if (count === 1)
      taken.push({
        id,
        tenantId,
        policyGuid: policyGuid ?? '',
        token,
        plan: RewritePlan.parse(plan),
        found: state === 'UNDOING' ? ConditionNews.parse(failure) : null,
      });
  }
  return taken;
}

/** Keeps the lease. False: another process has taken over, and nothing more may be sent. */
export async function renewLease({ id, token }: RewriteSaga): Promise<boolean> {
  const { count } = await db().saga.updateMany({
    where: { id, leaseToken: token, state: { in: [...openSagaStates] } },
    data: { leaseUntil: inFuture(leaseMs) },
  });
  return count === 1;
}

/** Lets it be for as long as a lost request may still arrive; then whoever leads goes on with it. */
export async function postpone({ id, token }: RewriteSaga): Promise<void> {
  await db().saga.updateMany({ where: { id, leaseToken: token }, data: { leaseUntil: inFuture(lateArrivalMs) } });
}

/** From now on what was done is taken back, whoever goes on. */
export async function turnBack({ id, token }: RewriteSaga, found: ConditionNews): Promise<void> {
  await db().saga.updateMany({ where: { id, leaseToken: token }, data: { state: 'UNDOING', failure: found } });
}

export async function endRewrite(tx: Tx, { id, token }: RewriteSaga, state: 'DONE' | 'UNDONE'): Promise<void> {
  await tx.saga.updateMany({ where: { id, leaseToken: token }, data: { state, endedAt: new Date() } });
}

/** Whether somebody is changing the policy, or has since. */
export async function isBeingChanged(tx: Tx, policyGuid: string, since: Date): Promise<boolean> {
  return (
    (await tx.saga.count({
      where: { policyGuid, OR: [{ state: { in: [...openSagaStates] } }, { endedAt: { gte: since } }] },
    })) > 0
  );
}

function inFuture(ms: number): Date {
  return new Date(Date.now() + ms);
}
