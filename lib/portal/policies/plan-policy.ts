import 'server-only';
import type { PolicyBody, Retention } from '@/lib/contracts/policy';
import { AppError } from '@/lib/core/app-error';
import { faultSaying, fieldFault, listed, say } from '@/lib/core/say';
import type { Move, PlannedDestination } from '@/lib/journal/policies/saga-plan';
import { entitledTargets } from '@/lib/portal/backups/get-backup-options';
import { ownedGuids, requireMachines } from '@/lib/portal/scope/owned-objects';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import { visiblePolicies } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { msOfDays } from './present-policy';

/**
 * Destinations and retention of a policy. Throws `not_found` for a destination that the tenant may not use; present
 * ones of the policy (`present`) may stay.
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
      errors: [fieldFault('secondaryDestination', 'field.destinationTwice')],
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

type PlannedMachines = {
  readonly machines: string[];
  readonly add: string[];
  readonly remove: string[];
  readonly moves: Move[];
};

/** At most so many are named in one sentence. */
const named = 5;

/**
 * The intended machines of a policy. Throws `not_found` for one of another tenant, and `validation_failed` when a
 * machine of `move` is not among `machines`.
 */
export async function requirePolicyMachines(
  scope: TenantScope,
  { machines, moveMachines }: Pick<PolicyBody, 'machines' | 'moveMachines'>,
): Promise<OwnedMachine[]> {
  const owned = await requireMachines(scope, [...machines, ...moveMachines]);
  if (moveMachines.some((guid) => !machines.includes(guid)))
    throw new AppError('validation_failed', {
      errors: [fieldFault('moveMachines', 'field.moveNotInPolicy')],
    });
  return owned.slice(0, machines.length);
}

/**
 * Which machines are added to the policy, and which removed. `present` are its present machines with any owner: those
 * of others stay. Throws `conflict` for a machine of another policy that is not in `move`.
 */
export async function planMachines(
  scope: TenantScope,
  wanted: readonly OwnedMachine[],
  moveMachines: readonly string[],
  { policyGuid, present }: { policyGuid: string | null; present: readonly string[] },
): Promise<PlannedMachines> {
  const machines = wanted.map(({ row }) => row.guid);
  const elsewhere = wanted.filter(
    ({ row }) => row.policyGuid !== null && row.policyGuid !== policyGuid && !present.includes(row.guid),
  );
  const unconfirmed = elsewhere.filter(({ row }) => !moveMachines.includes(row.guid)).map(({ row }) => row);
  if (unconfirmed.length > 0) throw await haveAnother(scope, machines, unconfirmed);
  const own = await ownedGuids(scope, present);
  return {
    machines,
    add: machines.filter((guid) => !present.includes(guid)),
    remove: [...own].filter((guid) => !machines.includes(guid)),
    moves: elsewhere.flatMap(({ row }) =>
      row.policyGuid === null ? [] : [{ machine: row.guid, from: row.policyGuid }],
    ),
  };
}

async function haveAnother(
  scope: TenantScope,
  machines: readonly string[],
  rows: readonly { guid: string; name: string; policyGuid: string | null; policyName: string | null }[],
): Promise<AppError> {
  const visible = await visiblePolicies(
    scope,
    rows.flatMap(({ policyGuid }) => policyGuid ?? []),
  );
  const found = rows.map(({ guid, name: machine, policyGuid, policyName }) => ({
    guid,
    text:
      policyGuid !== null && visible.has(policyGuid)
        ? say('field.machineHas', { machine, policy: policyName ?? policyGuid })
        : say('field.machineHasOther', { machine }),
  }));
  const shown = found.slice(0, named).map(({ text }) => text);
  return new AppError('conflict', {
    detail: say('policy.machinesHaveAnother', {
      machines: listed(shown, 'semicolon'),
      more: found.length - shown.length,
    }),
    errors: found.map(({ guid, text }) => faultSaying(`machines.${machines.indexOf(guid)}`, text)),
  });
}
