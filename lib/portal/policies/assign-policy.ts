import 'server-only';
import type { AssignPolicyAnswer, AssignPolicyBody } from '@/lib/contracts/policy';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { assignMachines } from '@/lib/journal/sagas/assign-machines';
import type { AssignmentOrder } from '@/lib/journal/sagas/assign-machines';
import { requireMachines } from '@/lib/portal/scope/owned-machine';
import { requireOwnPolicy, visiblePolicies } from '@/lib/portal/scope/owned-policy';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/**
 * Gives machines a policy of the tenant, or takes theirs; each has an outcome of its own. A machine with another policy is moved only if
 * it is named in `move`. Throws `not_found` for a policy or machine that is not the tenant's, and then nothing is sent; `conflict` for a
 * policy of the provider, and while somebody saves it.
 */
export async function assignPolicy(scope: TenantScope, { policy: guid, machines, move }: AssignPolicyBody): Promise<AssignPolicyAnswer> {
  const owned = await requireMachines(scope, machines);
  await requireMachines(scope, move);
  const policy = guid === null ? null : await requireOwnPolicy(scope, guid);
  if (move.some((one) => !machines.includes(one))) throw new AppError('validation_failed', { errors: [{ path: 'move', message: 'names machines that are not to be assigned' }] });
  const orders = owned.map(({ handle, row }): AssignmentOrder => ({ machine: handle, name: row.name, from: row.policyGuid, mayMove: guid === null || move.includes(row.guid) }));
  // Asked before: a policy that loses the last of the tenant's machines is out of its sight.
  const formerOf = await visibleFormer(scope, owned.flatMap(({ row }) => row.policyGuid ?? []));
  const results = await assignMachines(requesterOf(scope), policy && { handle: policy.handle, name: policy.row.name }, orders);
  return {
    results: results.map(({ machine, outcome, reason, former }, index) => ({
      machine: { guid: machine, name: owned[index]?.row.name ?? machine },
      outcome,
      reason: outcome === 'HAS_ANOTHER' ? hasAnother(former && formerOf.get(former.guid)) : reason,
      former: (former && formerOf.get(former.guid)) ?? null,
    })),
  };
}

function hasAnother(former: { name: string } | null | undefined): string {
  return `It has ${former ? `the policy “${former.name}”` : 'another policy'}. Say that it is to be moved.`;
}

/** Former policies are named only if the tenant may see them; what it calls them stands in the mirror. */
async function visibleFormer(scope: TenantScope, guids: readonly string[]): Promise<Map<string, { guid: string; name: string }>> {
  const visible = await visiblePolicies(scope, guids);
  const rows = await db().mirrorPolicy.findMany({ where: { guid: { in: [...visible] } }, select: { guid: true, name: true } });
  return new Map(rows.map((row) => [row.guid, row]));
}
