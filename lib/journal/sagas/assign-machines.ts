import 'server-only';
import type { assignmentOutcomes } from '@/lib/contracts/policy';
import { isAppError } from '@/lib/core/app-error';
import { curateStatusInfo } from '@/lib/core/curate';
import { audit } from '@/lib/db/audit';
import { recordChanges, recordTenantChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { openSagaStates } from '@/lib/journal/policy-lock';
import type { Requester } from '@/lib/journal/requester';
import { assignMachine } from '@/lib/storware/authorized/policies';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import type { AuthorizedPolicy } from '@/lib/storware/authorized-policy';
import { findMachineUnscoped } from '@/lib/storware/unscoped';
import { beginSaga } from './begin-saga';
import { mirrorAssignments } from './mirror-at-once';
import { withHeartbeat } from './saga-run';
import type { SagaRun } from './saga-run';

export type AssignmentOrder = { readonly machine: AuthorizedMachine; readonly name: string; /** Its policy as the mirror has it. */ readonly from: string | null; /** It may leave another policy. */ readonly mayMove: boolean };
export type AssignmentResult = { readonly machine: string; readonly outcome: (typeof assignmentOutcomes)[number]; readonly reason: string | null; readonly former: { guid: string } | null };
type Target = { readonly handle: AuthorizedPolicy; readonly name: string };

/**
 * Gives each machine the policy, or none, one by one: what became of one does not matter to the others. While it lasts nobody else writes
 * the policy; machines whose own policy is just being saved are left alone. Ends with what is known in mirror, audit trail and feed.
 */
export async function assignMachines(requester: Requester, target: Target | null, orders: readonly AssignmentOrder[]): Promise<AssignmentResult[]> {
  const run = target && (await beginSaga(requester, { kind: 'ASSIGN', policyGuid: target.handle.guid, name: target.name }));
  const work = async (): Promise<AssignmentResult[]> => {
    const busy = await beingWritten(orders, run?.id ?? null);
    const results: AssignmentResult[] = [];
    // One after the other: where the assignment is kept in the policy's list, two at once would lose one (STORWARE_API.md 13.53).
    for (const order of orders) results.push(busy.has(order.from ?? '') ? failed(order, 'Its policy is being saved right now. Try again in a moment.') : await assignOne(target, order));
    return results;
  };
  const results = run ? await withHeartbeat(run, work) : await work();
  await settle(requester, run, target, results);
  return results;
}

async function beingWritten(orders: readonly AssignmentOrder[], except: string | null): Promise<Set<string>> {
  const guids = orders.flatMap(({ from }) => from ?? []);
  const open = await db().saga.findMany({ where: { policyGuid: { in: guids }, state: { in: [...openSagaStates] }, ...(except === null ? {} : { id: { not: except } }) }, select: { policyGuid: true } });
  return new Set(open.flatMap(({ policyGuid }) => policyGuid ?? []));
}

async function assignOne(target: Target | null, order: AssignmentOrder): Promise<AssignmentResult> {
  const to = target?.handle.guid ?? null;
  const { machine, from, mayMove } = order;
  const done = (former: string | null): AssignmentResult => ({ machine: machine.guid, outcome: former === to ? 'UNCHANGED' : to === null ? 'REMOVED' : former === null ? 'ASSIGNED' : 'MOVED', reason: null, former: former === null || former === to ? null : { guid: former } });
  if (from !== null && from !== to && !mayMove) return { machine: machine.guid, outcome: 'HAS_ANOTHER', reason: null, former: { guid: from } };
  try {
    let outcome = await assignMachine(machine, target?.handle ?? null, {}, from);
    let former = from;
    if (outcome.kind === 'changed') {
      // The mirror was behind: it has another one than was shown.
      former = outcome.current?.policy?.guid ?? null;
      if (former === to) return done(former);
      if (former !== null && !mayMove) return { machine: machine.guid, outcome: 'HAS_ANOTHER', reason: null, former: { guid: former } };
      outcome = await assignMachine(machine, target?.handle ?? null, {}, former);
    }
    switch (outcome.kind) {
      case 'accepted':
        return done(former);
      case 'rejected':
        return failed(order, refusalOf(outcome.message));
      case 'not_sent':
        return failed(order, 'The backup system can’t be reached. Nothing was changed.');
      case 'unknown':
        return (await policyNow(machine)) === to ? done(former) : { ...failed(order, 'The backup system did not answer. Look at the machine again in a moment.'), outcome: 'UNKNOWN' };
      case 'name_taken':
      case 'changed':
        return failed(order, 'Somebody else is changing its policy. Try again.');
    }
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return failed(order, 'The backup system does not have it any more.');
    throw error;
  }
}

function failed({ machine, from }: AssignmentOrder, reason: string): AssignmentResult {
  return { machine: machine.guid, outcome: 'FAILED', reason, former: from === null ? null : { guid: from } };
}

function refusalOf(message: string): string {
  const text = curateStatusInfo(message);
  return `The backup system refused this.${text === '' ? '' : ` It said: ${text}`}`;
}

async function policyNow({ guid }: AuthorizedMachine): Promise<string | null | undefined> {
  try {
    return (await findMachineUnscoped(guid))?.policy?.guid ?? null;
  } catch {
    return undefined;
  }
}

async function settle(requester: Requester, run: SagaRun | null, target: Target | null, results: readonly AssignmentResult[]): Promise<void> {
  const changed = results.filter(({ outcome }) => outcome === 'ASSIGNED' || outcome === 'MOVED' || outcome === 'REMOVED').map(({ machine }) => machine);
  const concerned = [...(target ? [target.handle.guid] : []), ...results.flatMap(({ former, machine }) => (former && changed.includes(machine) ? [former.guid] : []))];
  await db().$transaction(async (tx) => {
    const now = new Date();
    if (run) await run.put(tx, { state: 'DONE', endedAt: now, leaseToken: null });
    // Whoever edits one of these policies has another list of machines before them.
    const own = { tenantId: requester.tenantId, guid: { in: concerned } };
    if (changed.length > 0) await tx.policy.updateMany({ where: own, data: { version: { increment: 1 }, changedAt: now } });
    const policies = await tx.policy.findMany({ where: own, select: { guid: true } });
    await mirrorAssignments(tx, changed, target ? { guid: target.handle.guid, name: target.name } : { from: null }, now);
    const failures = results.filter(({ outcome }) => outcome === 'FAILED' || outcome === 'UNKNOWN' || outcome === 'HAS_ANOTHER').length;
    await audit(tx, {
      tenantId: requester.tenantId,
      actor: { id: requester.userId, name: requester.name },
      action: 'policy.assign',
      object: target ? { kind: 'policy', id: target.handle.guid, name: target.name } : null,
      outcome: failures === results.length ? 'FAILED' : 'SUCCEEDED',
      detail: { machines: results.map(({ machine, outcome }) => ({ machine, outcome })) },
      requestId: requester.requestId,
    });
    await wishSync(tx, { kind: 'policies' });
    await recordChanges(tx, changed.map((guid) => ({ kind: 'machine', objectId: guid, machineGuid: guid })));
    await recordTenantChanges(tx, policies.map(({ guid }) => ({ tenantId: requester.tenantId, kind: 'policy', objectId: guid })));
  }, { maxWait: 10_000, timeout: 20_000 });
}
