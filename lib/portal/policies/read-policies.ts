import 'server-only';
import { defaultRetention } from '@/lib/contracts/policy';
import type { Policy, PolicyList, PolicyListQuery, PolicyOptions } from '@/lib/contracts/policy';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, say } from '@/lib/core/say';
import { lastResultsOfPolicies } from '@/lib/mirror/queries/expected-run-list';
import { noScores, scoresOfPolicies } from '@/lib/mirror/queries/tenant-summary';
import { asOf } from '@/lib/mirror/sync-record';
import { entitledTargets, isEntitledToAny } from '@/lib/portal/backups/get-backup-options';
import { requireVisiblePolicy, visiblePolicies } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { nameOf, nextRunOf, policyFacts, presentPolicy, schedulesOf } from './present-policy';
import type { PolicyFacts } from './present-policy';

const runsInList = 3;

/** One page of the policies that the tenant may see, its own and the provider's. */
export async function listPolicies(
  scope: TenantScope,
  { page, pageSize, sort, search }: PolicyListQuery,
): Promise<PolicyList> {
  const now = new Date();
  const all = await policyFacts(scope, [...(await visiblePolicies(scope))]);
  const wanted = search.toLowerCase();
  const found = all
    .map((facts) => ({
      facts,
      name: nameOf(facts),
      machines: facts.machines.length,
      nextRunAt: sort.key === 'nextRunAt' ? nextRunOf(schedulesOf(facts, { now, count: 1 })) : null,
    }))
    .filter(({ name }) => name.toLowerCase().includes(wanted));
  const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const direction = sort.descending ? -1 : 1;
  const sorted = found.toSorted((one, other) => {
    const first =
      sort.key === 'machines'
        ? direction * (one.machines - other.machines)
        : sort.key === 'nextRunAt'
          ? soonest(one.nextRunAt, other.nextRunAt, direction)
          : direction * byName.compare(one.name, other.name);
    return first || byName.compare(one.name, other.name) || (one.facts.guid < other.facts.guid ? -1 : 1);
  });
  const shown = sorted.slice((page - 1) * pageSize, page * pageSize).map(({ facts }) => facts);
  const lastRead = await asOf('policies');
  return {
    items: await presentPolicies(scope, shown, runsInList),
    page,
    pageSize,
    total: sorted.length,
    asOf: lastRead?.toISOString() ?? null,
  };
}

/** Policies that never run come last in both directions. */
function soonest(one: string | null, other: string | null, direction: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return direction * one.localeCompare(other);
}

const runsOfOne = 10;

/** One policy that the tenant may see, `not_found` for any other. */
export async function getPolicy(scope: TenantScope, guid: string): Promise<Policy> {
  await requireVisiblePolicy(scope, guid);
  const [policy] = await presentPolicies(scope, await policyFacts(scope, [guid]), runsOfOne);
  if (!policy) throw new Error('one guid gives one policy');
  return policy;
}

/** Policies with their counts, in the order of their facts. */
async function presentPolicies(scope: TenantScope, facts: readonly PolicyFacts[], count: number): Promise<Policy[]> {
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

/** The options for a new policy of the tenant. */
export async function getPolicyOptions(scope: TenantScope): Promise<PolicyOptions> {
  const targets = await entitledTargets(scope);
  return {
    destinations: targets.map(({ guid, name }, index) => ({ guid, name, default: index === 0 })),
    ...asField('destinationsReason', targets.length === 0 ? await whyNone(scope) : null),
    timeZone: scope.tenant.timeZone,
    retention: defaultRetention,
  };
}

async function whyNone(scope: TenantScope): Promise<ServerText> {
  return say((await isEntitledToAny(scope)) ? 'policy.destinationGone' : 'policy.noDestination');
}
