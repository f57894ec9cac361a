import 'server-only';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, say } from '@/lib/core/say';
import { isAppError } from '@/lib/core/app-error';
import { sanitizeStatusInfo } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { recordChanges, recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { openSagaStates } from '@/lib/journal/locks';
import { LeaseLost } from '@/lib/journal/sagas/saga';
import { mirrorAssignments } from './mirror-at-once';
import { mintAuthorizedMachine, mintAuthorizedPolicy } from '@/lib/storware/authorized-handles';
import type { AuthorizedPolicy } from '@/lib/storware/authorized-handles';
import { assignBySettings, assignThroughPolicy } from '@/lib/storware/authorized/policies';
import { findMachineUnscoped } from '@/lib/storware/unscoped';
import { auditSaga } from './saga-plan';
import type { AssignmentOrder, AssignmentResult, AssignPlan, SagaRun } from './saga-plan';

type Noted = readonly (readonly [AssignmentOrder, AssignmentResult])[];

/**
 * Assigns the policy, or none, to each machine of the plan without an outcome, one by one: outcomes are independent,
 * and each is stored, mirrored and published at once. Throws LeaseLost, and what the database throws.
 */
export async function assignMachines(run: SagaRun, plan: AssignPlan): Promise<void> {
  const to = plan.policyGuid === null ? null : mintAuthorizedPolicy(plan.policyGuid);
  const open = plan.machines.filter(({ guid }) => run.progress.outcomes[guid] === undefined);
  const [busy, own] = [await beingWritten(open, run.id), await stillOwned(open, run.row.tenantId)];
  const byPolicy: { order: AssignmentOrder; former: string | null }[] = [];
  // One after the other: where the assignment is kept in the policy's list, two at once would lose one (STORWARE_API.md
  // 13.53).
  for (const order of open) {
    await run.record();
    const attempt = !own.has(order.guid)
      ? failed(order, say('policy.assign.notYours'))
      : busy.has(order.from ?? '')
        ? failed(order, say('policy.assign.policySaving'))
        : await assignOne(to, order);
    if ('present' in attempt) byPolicy.push({ order, former: attempt.present });
    else await note(run, plan, [[order, attempt]]);
  }
  // Where only the policy's list can be written, it is read and written once for all machines.
  for (const policy of new Set(byPolicy.map(({ former }) => to?.guid ?? former))) {
    const some = byPolicy.filter(({ former }) => (to?.guid ?? former) === policy);
    await run.record();
    await note(run, plan, await assignTogether(to, policy, some));
  }
  await end(run, plan);
}

async function beingWritten(orders: readonly AssignmentOrder[], except: string): Promise<Set<string>> {
  const guids = orders.flatMap(({ from }) => from ?? []);
  const open = await db().saga.findMany({
    where: { policyGuid: { in: guids }, state: { in: [...openSagaStates] }, id: { not: except } },
    select: { policyGuid: true },
  });
  return new Set(open.flatMap(({ policyGuid }) => policyGuid ?? []));
}

/** The request may be some time ago. */
async function stillOwned(orders: readonly AssignmentOrder[], tenantId: string): Promise<Set<string>> {
  const rows = await db().ownership.findMany({
    where: { kind: 'MACHINE', tenantId, guid: { in: orders.map(({ guid }) => guid) } },
    select: { guid: true },
  });
  return new Set(rows.map(({ guid }) => guid));
}

async function assignOne(
  target: AuthorizedPolicy | null,
  order: AssignmentOrder,
): Promise<AssignmentResult | { readonly present: string | null }> {
  const to = target?.guid ?? null;
  const machine = mintAuthorizedMachine(order.guid);
  const { from, mayMove } = order;
  const hasAnother = (former: string): AssignmentResult => ({
    outcome: 'HAS_ANOTHER',
    ...asField('reason', null),
    former,
  });
  if (from !== null && from !== to && !mayMove) return hasAnother(from);
  try {
    let outcome = await assignBySettings(machine, target, {}, from);
    let former = from;
    if (outcome.kind === 'changed') {
      // The mirror was outdated: the machine has another policy than was shown.
      former = outcome.current?.policy?.guid ?? null;
      if (former === to) return done(to, former);
      if (former !== null && !mayMove) return hasAnother(former);
      outcome = await assignBySettings(machine, target, {}, former);
    }
    switch (outcome.kind) {
      case 'accepted':
        return done(to, former);
      case 'by_policy':
        return { present: former };
      case 'rejected':
        return failed(order, refusalOf(outcome.message));
      case 'not_sent':
        return failed(order, unreachable);
      case 'unknown':
        return await readOutcome(to, order, former);
      case 'name_taken':
      case 'changed':
        return failed(order, say('policy.assign.otherChanging'));
    }
  } catch (error) {
    return failedResult(order, error);
  }
}

async function assignTogether(
  to: AuthorizedPolicy | null,
  policy: string | null,
  some: readonly { order: AssignmentOrder; former: string | null }[],
): Promise<Noted> {
  if (policy === null) return some.map(({ order, former }) => [order, done(null, former)] as const);
  const all = (result: (order: AssignmentOrder, former: string | null) => AssignmentResult): Noted =>
    some.map(({ order, former }) => [order, result(order, former)] as const);
  try {
    const outcome = await assignThroughPolicy(
      some.map(({ order }) => mintAuthorizedMachine(order.guid)),
      mintAuthorizedPolicy(policy),
      to === null ? 'remove' : 'add',
    );
    switch (outcome.kind) {
      case 'accepted':
        return all((_, former) => done(to?.guid ?? null, former));
      case 'rejected':
        return all((order) => failed(order, refusalOf(outcome.message)));
      case 'not_sent':
        return all((order) => failed(order, unreachable));
      case 'unknown':
        return await Promise.all(
          some.map(async ({ order, former }) => [order, await readOutcome(to?.guid ?? null, order, former)] as const),
        );
    }
  } catch (error) {
    return all((order) => failedResult(order, error));
  }
}

const unreachable = say('policy.unreachable');

function done(to: string | null, former: string | null): AssignmentResult {
  return {
    outcome: former === to ? 'UNCHANGED' : to === null ? 'REMOVED' : former === null ? 'ASSIGNED' : 'MOVED',
    ...asField('reason', null),
    former: former === to ? null : former,
  };
}

function failed({ from }: AssignmentOrder, reason: ServerText): AssignmentResult {
  return { outcome: 'FAILED', ...asField('reason', reason), former: from };
}

/** No response: a read of the machine shows the result. */
async function readOutcome(
  to: string | null,
  order: AssignmentOrder,
  former: string | null,
): Promise<AssignmentResult> {
  const now = await findMachineUnscoped(order.guid)
    .then((machine) => machine?.policy?.guid ?? null)
    .catch(() => undefined);
  return now === to
    ? done(to, former)
    : {
        ...failed(order, say('policy.assign.unanswered')),
        outcome: 'UNKNOWN',
      };
}

/** A failure affects this machine only. */
function failedResult(order: AssignmentOrder, error: unknown): AssignmentResult {
  if (error instanceof LeaseLost) throw error;
  if (isAppError(error) && error.code === 'not_found') return failed(order, say('policy.assign.machineGone'));
  log.error({ module: 'journal', machine: order.guid, err: error }, 'the assignment of a machine went wrong');
  return {
    ...failed(order, say('policy.assign.wentWrong')),
    outcome: 'UNKNOWN',
  };
}

function refusalOf(message: string): ServerText {
  const text = sanitizeStatusInfo(message);
  return text === '' ? say('policy.assign.refused') : say('policy.assign.refusedSaying', { text });
}

/** The mirror may have been outdated: an unchanged assignment is published, too. */
function isChange({ from }: AssignmentOrder, { outcome }: AssignmentResult, to: string | null): boolean {
  return (
    outcome === 'ASSIGNED' || outcome === 'MOVED' || outcome === 'REMOVED' || (outcome === 'UNCHANGED' && from !== to)
  );
}

/** Stores the outcomes of these machines, updates the mirror and writes the feed. */
async function note(run: SagaRun, plan: AssignPlan, results: Noted): Promise<void> {
  for (const [{ guid }, result] of results) run.progress.outcomes[guid] = result;
  const changed = results
    .filter(([order, result]) => isChange(order, result, plan.policyGuid))
    .map(([{ guid }]) => guid);
  await db().$transaction(
    async (tx) => {
      await run.put(tx, { plan: { plan, progress: run.progress } });
      await mirrorAssignments(
        tx,
        changed,
        plan.policyGuid === null ? { from: null } : { guid: plan.policyGuid, name: plan.name },
        new Date(),
      );
      await recordChanges(
        tx,
        changed.map((guid) => ({ kind: 'machine', objectId: guid, machineGuid: guid })),
      );
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
}

async function end(run: SagaRun, plan: AssignPlan): Promise<void> {
  const { outcomes } = run.progress;
  const { tenantId } = run.row;
  const changed = plan.machines.filter(
    ({ guid, from }) =>
      outcomes[guid] && from !== plan.policyGuid && ['ASSIGNED', 'MOVED', 'REMOVED'].includes(outcomes[guid].outcome),
  );
  const concerned = [
    ...(plan.policyGuid === null ? [] : [plan.policyGuid]),
    ...changed.flatMap(({ guid }) => outcomes[guid]?.former ?? []),
  ];
  const failures = plan.machines.filter(({ guid }) =>
    ['FAILED', 'UNKNOWN', 'HAS_ANOTHER'].includes(outcomes[guid]?.outcome ?? 'UNKNOWN'),
  ).length;
  await db().$transaction(
    async (tx) => {
      const now = new Date();
      await run.put(tx, { state: 'DONE', endedAt: now, leaseToken: null });
      // Editors of these policies show another list of machines.
      const own = { tenantId, guid: { in: concerned } };
      for (const guid of changed.length > 0 ? [...new Set(concerned)].sort() : [])
        await tx.policy.updateMany({ where: { tenantId, guid }, data: { version: { increment: 1 }, changedAt: now } });
      const policies = await tx.policy.findMany({ where: own, select: { guid: true }, orderBy: { guid: 'asc' } });
      await auditSaga(tx, run, failures === plan.machines.length ? 'FAILED' : 'SUCCEEDED', plan.policyGuid, {
        detail: {
          machines: plan.machines.map(({ guid, name }) => ({
            machine: guid,
            name,
            outcome: outcomes[guid]?.outcome ?? 'UNKNOWN',
          })),
        },
      });
      await requestSync(tx, { kind: 'policies' });
      await recordTenantChanges(
        tx,
        policies.map(({ guid }) => ({ tenantId, kind: 'policy', objectId: guid })),
      );
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
}
