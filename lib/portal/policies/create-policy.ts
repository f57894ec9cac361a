import 'server-only';
import type { Policy, PolicyBody } from '@/lib/contracts/policy';
import { db } from '@/lib/db/client';
import type { IdempotentRequest } from '@/lib/journal/operations/idempotency';
import { beginSaga } from '@/lib/journal/policies/begin-saga';
import { driveSaga } from '@/lib/journal/policies/drive-saga';
import { upstreamPolicyName, withSuffix } from '@/lib/journal/policies/upstream-name';
import { matchSchedules, planSchedules } from '@/lib/portal/schedules/plan-schedules';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { getPolicy } from './read-policies';
import { idempotentRequestOf, once } from './once';
import { planDestinations, planMachines, requirePolicyMachines } from './plan-policy';

/**
 * Creates a policy with its rule and schedules, all or nothing. Throws `not_found` for a machine or destination that
 * the tenant may not use, `conflict` for a name in use or a machine with another policy, `validation_failed` for an
 * invalid schedule, and `upstream_*` when Storware refused or could not be reached: then nothing is left of it. The
 * same key and body return the same policy.
 */
export function createPolicy(
  scope: TenantScope,
  body: PolicyBody,
  idempotencyKey: string | null = null,
): Promise<Policy> {
  const idempotentRequest = idempotentRequestOf(idempotencyKey, 'POST /policies', body);
  return once(
    scope,
    idempotentRequest,
    () => create(scope, body, idempotentRequest),
    ({ policyGuid }) => getPolicy(scope, policyGuid),
  );
}

async function create(
  scope: TenantScope,
  body: PolicyBody,
  idempotentRequest: IdempotentRequest | null,
): Promise<Policy> {
  const { slug } = scope.tenant;
  const requested = matchSchedules(body.schedules, []);
  const wanted = await requirePolicyMachines(scope, body);
  const destinations = await planDestinations(scope, body);
  const { schedules } = await planSchedules({
    slug,
    policy: body.name,
    requested,
    existing: [],
    now: new Date(),
  });
  const { machines, moves } = await planMachines(scope, wanted, body.moveMachines, { policyGuid: null, present: [] });
  const { active, priority, autoRemoveNonPresent } = body;
  const upstreamName = upstreamPolicyName(slug, body.name);
  const run = await beginSaga(
    requesterOf(scope),
    {
      kind: 'CREATE',
      upstreamName,
      spareName: withSuffix(upstreamName),
      name: body.name,
      tenantTag: await tenantTag(scope),
      fields: { active, priority, autoRemoveNonPresent },
      machines,
      moves,
      destinations,
      schedules,
    },
    null,
    idempotentRequest,
  );
  return getPolicy(scope, await driveSaga(run));
}

/** The tenant's id at Storware, for its own filters. */
export async function tenantTag(scope: TenantScope): Promise<string | null> {
  const { externalId } = await db().tenant.findUniqueOrThrow({
    where: { id: scope.tenant.id },
    select: { externalId: true },
  });
  return externalId;
}
