import 'server-only';
import type { Policy } from '@/lib/contracts/policy';
import { lastResultsOfPolicies } from '@/lib/mirror/queries/last-results';
import { noScores, scoresOfPolicies } from '@/lib/mirror/queries/scores';
import { requireVisiblePolicy } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { policyFacts } from './policy-facts';
import type { PolicyFacts } from './policy-facts';
import { presentPolicy, schedulesOf } from './present-policy';

const runsShown = 10;

/** One policy that the tenant may see, `not_found` for any other. */
export async function getPolicy(scope: TenantScope, guid: string): Promise<Policy> {
  await requireVisiblePolicy(scope, guid);
  const [policy] = await presentPolicies(scope, await policyFacts(scope, [guid]), runsShown);
  if (!policy) throw new Error('one guid gives one policy');
  return policy;
}

/** Policies with their figures, in the order of their facts. */
export async function presentPolicies(
  scope: TenantScope,
  facts: readonly PolicyFacts[],
  count: number,
): Promise<Policy[]> {
  const guids = facts.map(({ guid }) => guid);
  const [scores, results] = await Promise.all([
    scoresOfPolicies(guids, scope.tenant.id),
    lastResultsOfPolicies(guids, scope.tenant.id),
  ]);
  const now = new Date();
  return facts.map((one) =>
    presentPolicy(one, schedulesOf(one, { now, count }), {
      scores: scores.get(one.guid) ?? noScores,
      lastResult: results.get(one.guid) ?? null,
    }),
  );
}
