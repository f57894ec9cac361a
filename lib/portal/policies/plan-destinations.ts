import 'server-only';
import type { PolicyBody, Retention } from '@/lib/contracts/policy';
import { AppError } from '@/lib/core/app-error';
import type { PlannedDestination } from '@/lib/journal/sagas/saga-plan';
import { entitledTargets } from '@/lib/portal/backups/backup-targets';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { msOfDays } from './present-policy';

/**
 * Where a policy stores and how long. Throws `not_found` for a destination that the tenant may not use; one that the policy has
 * already (`present`) may stay.
 */
export async function planDestinations(
  scope: TenantScope,
  {
    destination,
    secondaryDestination,
    retention,
  }: Pick<PolicyBody, 'destination' | 'secondaryDestination' | 'retention'>,
  present: readonly string[] = [],
): Promise<PlannedDestination[]> {
  const usable = new Set([...(await entitledTargets(scope)).map(({ guid }) => guid), ...present]);
  for (const guid of [destination, secondaryDestination]) {
    if (guid !== null && !usable.has(guid))
      throw new AppError('not_found', { meta: { kind: 'destination', guid, reason: 'not entitled' } });
  }
  if (secondaryDestination === destination)
    throw new AppError('validation_failed', {
      errors: [{ path: 'secondaryDestination', message: 'must be another one than the first' }],
    });
  const of = (role: PlannedDestination['role'], guid: string): PlannedDestination => ({
    role,
    destinationGuid: guid,
    active: true,
    retention: inMs(retention),
  });
  return [
    of('PRIMARY', destination),
    ...(secondaryDestination === null ? [] : [of('SECONDARY', secondaryDestination)]),
  ];
}

function inMs({ full, incremental }: Retention): PlannedDestination['retention'] {
  return {
    keepLastFull: full.keepLast,
    keepFullNewerThanMs: msOfDays(full.keepDays),
    keepLastIncremental: incremental.keepLast,
    keepIncrementalNewerThanMs: msOfDays(incremental.keepDays),
  };
}
