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

/** So long an answer waits for all outcomes: well within what clients and proxies wait for one. */
const waitLimitMs = 5_000;

/**
 * Gives machines a policy of the tenant, or takes theirs; each has an outcome of its own. A machine with another policy is moved only if
 * it is named in `move`. What takes longer than `waitLimit` is answered as `RUNNING`, with what is known so far, and goes on: see
 * `getAssignment`. Throws `not_found` for a policy or machine that is not the tenant's, and then nothing is sent; `conflict` for a
 * policy of the provider, and while somebody saves it.
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
    // Asked before: a policy that loses the last of the tenant's machines is out of its sight.
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

/** An assignment of the tenant as far as it has come; `not_found` for any other, and for one that ended long ago. */
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

/** Former policies are named only if the tenant may see them; what it calls them stands in the mirror. */
async function visibleNames(scope: TenantScope, guids: readonly string[]): Promise<[string, string][]> {
  const visible = await visiblePolicies(scope, guids);
  const rows = await db().mirrorPolicy.findMany({
    where: { guid: { in: [...visible] } },
    select: { guid: true, name: true },
  });
  return rows.map(({ guid, name }) => [guid, name]);
}
