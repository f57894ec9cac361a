import 'server-only';
import * as z from 'zod';
import type { Ref } from '@/lib/contracts/scalar';
import { db } from '@/lib/db/client';
import { loadPlaces } from '@/lib/mirror/places';
import { StoredRule } from '@/lib/mirror/stored-json';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

export type Target = Ref & { readonly default: boolean; readonly ruleGuids: readonly string[] };

/** Where a machine can be backed up to: by the active rules of its policy, and where its tenant is entitled to. */
export type Targets = {
  readonly targets: readonly Target[];
  readonly hasIncrementalSchedule: boolean;
  /** Why there is no target; to be told only then. */ readonly noneReason: string;
};

const notGiven =
  'It has no policy with a destination, and your provider has not given you a destination of your own. Ask your provider for one.';
const gone = 'The backup destination where it was to be stored is gone. Ask your provider for another one.';
export const noTargets: Targets = { targets: [], hasIncrementalSchedule: false, noneReason: notGiven };

/**
 * The targets of each policy among `policyGuids`, and those without a policy under null. A rule's own primary
 * destination comes first, because it carries the retention that the machine was meant to have.
 */
export async function targetsByPolicy(
  scope: TenantScope,
  policyGuids: readonly (string | null)[],
): Promise<Map<string | null, Targets>> {
  const entitled = await entitledTargets(scope);
  const isPlace = await loadPlaces(db());
  const isEntitledGone = entitled.length === 0 && (await isEntitledToAny(scope));
  const policies = await db().mirrorPolicy.findMany({
    where: { guid: { in: policyGuids.filter((guid) => guid !== null) } },
  });
  const result = new Map<string | null, Targets>([
    [
      null,
      { targets: markDefault(entitled), hasIncrementalSchedule: false, noneReason: isEntitledGone ? gone : notGiven },
    ],
  ]);
  for (const policy of policies) {
    const meant = z.array(StoredRule).parse(policy.rules).flatMap(ruledDestinations);
    const ruled = meant.flatMap(({ guid, name, ruleGuid }) =>
      guid !== null && isPlace(guid)
        ? [{ guid, name: name ?? 'Unnamed destination', default: false, ruleGuids: [ruleGuid] }]
        : [],
    );
    const others = entitled.filter((target) => !ruled.some((one) => one.guid === target.guid));
    result.set(policy.guid, {
      targets: markDefault([...distinct(ruled), ...others]),
      hasIncrementalSchedule: policy.hasIncrementalSchedule,
      noneReason: isEntitledGone || meant.length > 0 ? gone : notGiven,
    });
  }
  return result;
}

function ruledDestinations(rule: StoredRule) {
  if (!rule.active) return [];
  const primary = rule.destinations.find((one) => one.active && one.role === 'PRIMARY');
  return primary ? [{ guid: primary.guid, name: primary.name, ruleGuid: rule.guid }] : [];
}

/** Whether the provider gave the tenant a destination, be it there or gone. */
export async function isEntitledToAny(scope: TenantScope): Promise<boolean> {
  return (await db().entitlement.count({ where: { tenantId: scope.tenant.id, kind: 'DESTINATION' } })) > 0;
}

/** Where the tenant may store backups whatever its policies say, its default first. */
export async function entitledTargets(scope: TenantScope): Promise<Target[]> {
  const rows = await db().entitlement.findMany({
    where: { tenantId: scope.tenant.id, kind: 'DESTINATION' },
    orderBy: [{ isDefault: 'desc' }, { guid: 'asc' }],
  });
  const known = await db().mirrorInfrastructure.findMany({
    where: { kind: 'DESTINATION', guid: { in: rows.map((row) => row.guid) } },
    select: { guid: true, name: true },
  });
  const names = new Map(known.map((row) => [row.guid, row.name]));
  return rows.flatMap(({ guid }) => {
    const name = names.get(guid);
    return name === undefined ? [] : [{ guid, name, default: false, ruleGuids: [] }];
  });
}

function distinct(targets: readonly Target[]): Target[] {
  return targets.filter((target, index) => targets.findIndex((one) => one.guid === target.guid) === index);
}

function markDefault(targets: readonly Target[]): Target[] {
  return targets.map((target, index) => ({ ...target, default: index === 0 }));
}
