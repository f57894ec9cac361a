import 'server-only';
import type { AssignPolicyAnswer, AssignPolicyBody } from '@/lib/contracts/policy';
import { AppError } from '@/lib/core/app-error';
import { asField, fieldFault, givenText, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { endedWithin } from '@/lib/journal/operations/submit';
import { driveAssignment } from '@/lib/journal/policies/drive-saga';
import { beginSaga } from '@/lib/journal/policies/begin-saga';
import { StoredSaga } from '@/lib/journal/policies/saga-plan';
import type { AssignPlan } from '@/lib/journal/policies/saga-plan';
import { requireMachines } from '@/lib/portal/scope/owned-objects';
import { requireOwnPolicy, visiblePolicies } from '@/lib/portal/scope/owned-policy';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** How long a response waits for all outcomes: shorter than the time-outs of clients and proxies. */
const waitLimitMs = 5_000;

/**
 * Assigns a policy of the tenant to machines, or removes it; each has its own outcome. A machine with another policy is
 * moved only if it is named in `move`. What takes longer than `waitLimit` is answered as `RUNNING` with the outcomes so
 * far, and continues: see `getAssignment`. Throws `not_found` for a policy or machine of another tenant, and then
 * nothing is sent; `conflict` for a policy of the provider, and while somebody saves it.
 */
export async function assignPolicy(
  scope: TenantScope,
  { policy: guid, machines, move }: AssignPolicyBody,
  waitLimit = waitLimitMs,
): Promise<AssignPolicyAnswer> {
  const owned = await requireMachines(scope, machines);
  await requireMachines(scope, move);
  const policy = guid === null ? null : await requireOwnPolicy(scope, guid);
  if (move.some((one) => !machines.includes(one)))
    throw new AppError('validation_failed', {
      errors: [fieldFault('move', 'field.moveNotAssigned')],
    });
  const plan: AssignPlan = {
    kind: 'ASSIGN',
    policyGuid: guid,
    name: policy?.row.name ?? 'No policy',
    machines: owned.map(({ row }) => ({
      guid: row.guid,
      name: row.name,
      from: row.policyGuid,
      mayMove: guid === null || move.includes(row.guid),
    })),
    // Read before the change: the tenant does not see a policy any more that loses the last of its machines.
    formerNames: Object.fromEntries(
      await visibleNames(
        scope,
        owned.flatMap(({ row }) => row.policyGuid ?? []),
      ),
    ),
  };
  const run = await beginSaga(requesterOf(scope), plan);
  await endedWithin(driveAssignment(run), waitLimit);
  return getAssignment(scope, run.id);
}

/** The present state of an assignment of the tenant; `not_found` for any other, and for one that ended long ago. */
export async function getAssignment(scope: TenantScope, id: string): Promise<AssignPolicyAnswer> {
  const row = await db().saga.findFirst({
    where: { id, tenantId: scope.tenant.id, kind: 'ASSIGN' },
    select: { plan: true, endedAt: true },
  });
  if (!row) throw new AppError('not_found', { meta: { kind: 'assignment', id } });
  const { plan, progress } = StoredSaga.parse(row.plan);
  if (plan.kind !== 'ASSIGN') throw new Error('an assignment has the plan of one');
  const formers = Object.values(progress.outcomes).flatMap(({ former }) => former ?? []);
  const names = new Map([...(await visibleNames(scope, formers)), ...Object.entries(plan.formerNames)]);
  return {
    id,
    state: row.endedAt === null ? 'RUNNING' : 'ENDED',
    results: plan.machines.map(({ guid, name }) => {
      const result = progress.outcomes[guid];
      if (!result)
        return {
          machine: { guid, name },
          outcome: row.endedAt === null ? 'PENDING' : 'UNKNOWN',
          ...asField('reason', null),
          former: null,
        };
      const formerName = result.former === null ? undefined : names.get(result.former);
      return {
        machine: { guid, name },
        outcome: result.outcome,
        ...asField(
          'reason',
          result.outcome !== 'HAS_ANOTHER'
            ? givenText(result.reason, result.reasonRef)
            : formerName === undefined
              ? say('policy.assign.hasOther')
              : say('policy.assign.hasPolicy', { policy: formerName }),
        ),
        former: result.former === null || formerName === undefined ? null : { guid: result.former, name: formerName },
      };
    }),
  };
}

/** Former policies are named only if the tenant may see them; its own names are in the mirror. */
async function visibleNames(scope: TenantScope, guids: readonly string[]): Promise<[string, string][]> {
  const visible = await visiblePolicies(scope, guids);
  const rows = await db().mirrorPolicy.findMany({
    where: { guid: { in: [...visible] } },
    select: { guid: true, name: true },
  });
  return rows.map(({ guid, name }) => [guid, name]);
}
