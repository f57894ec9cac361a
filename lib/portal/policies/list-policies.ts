import 'server-only';
import type { PolicyList, PolicyListQuery } from '@/lib/contracts/policy';
import { asOf } from '@/lib/mirror/queries/as-of';
import { visiblePolicies } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentPolicies } from './get-policy';
import { policyFacts } from './policy-facts';
import { nameOf, nextRunOf, schedulesOf } from './present-policy';

const runsShown = 3;

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
  const heard = await asOf('policies');
  return {
    items: await presentPolicies(scope, shown, runsShown),
    page,
    pageSize,
    total: sorted.length,
    asOf: heard?.toISOString() ?? null,
  };
}

/** What never runs comes last either way. */
function soonest(one: string | null, other: string | null, direction: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return direction * one.localeCompare(other);
}
