import type { Machine } from '@/simulator/model/machine';
import type { AutoAssign, Policy } from '@/simulator/model/policy';
import type { World } from '@/simulator/model/world';

import type { Simulation } from './simulation';

/** The names of changes and reasons are invented, because they are not documented. */
interface AutoAssignChange {
  machine: Machine;
  type: 'ASSIGN' | 'REMOVE';
  reason: Match | 'NOT_MATCHING';
}

type Match = 'TAG' | 'REGULAR_EXPRESSION' | 'CLUSTER' | 'PROJECT';

/** An invalid expression matches nothing. They are case-sensitive and match the whole name (14.9). */
function matches(expressions: readonly string[], name: string): boolean {
  return expressions.some((expression) => {
    try {
      return new RegExp(`^(?:${expression})$`).test(name);
    } catch {
      return false;
    }
  });
}

/**
 * By which setting a machine is assigned; undefined when by none. Exclusion wins, criteria are alternatives, clusters
 * and projects narrow them (14.9).
 */
function matchOf(settings: AutoAssign, machine: Machine): Match | undefined {
  const { includeTags, excludeTags, includeRegExps, excludeRegExps, clusterGuids, projectGuids } = settings;
  const tagged = (tags: readonly string[]): boolean => tags.some((tag) => machine.tags.includes(tag));
  if (tagged(excludeTags) || matches(excludeRegExps, machine.name)) return undefined;
  if (clusterGuids.length > 0 && !clusterGuids.includes(machine.clusterGuid ?? '')) return undefined;
  if (projectGuids.length > 0 && !projectGuids.includes(machine.projectGuid ?? '')) return undefined;
  if (tagged(includeTags)) return 'TAG';
  if (matches(includeRegExps, machine.name)) return 'REGULAR_EXPRESSION';
  if (includeTags.length + includeRegExps.length > 0) return undefined;
  if (clusterGuids.length > 0) return 'CLUSTER';
  return projectGuids.length > 0 ? 'PROJECT' : undefined;
}

/** Whether a machine's present policy keeps it: unless it assigns and removes automatically, and no longer matches. */
function isKept(world: World, machine: Machine, presentGuid: string | null): boolean {
  const present = world.policies.get(presentGuid ?? '');
  return (
    present !== undefined &&
    (present.autoAssign.mode !== 'ASSIGN_AND_REMOVE' || matchOf(present.autoAssign, machine) !== undefined)
  );
}

/** The changes of auto-assignment with these settings, machine by machine. */
export function autoAssignChanges(
  { world }: Simulation,
  policy: Pick<Policy, 'guid' | 'kind' | 'autoAssign'>,
): AutoAssignChange[] {
  const { autoAssign, guid, kind } = policy;
  if (autoAssign.mode === 'DISABLED') return [];
  return [...world.machines.values()].flatMap((machine): AutoAssignChange[] => {
    const present = kind === 'vm-backup' ? machine.policyGuid : machine.snapshotPolicyGuid;
    const match = matchOf(autoAssign, machine);
    if (present === guid)
      return match === undefined && autoAssign.mode === 'ASSIGN_AND_REMOVE'
        ? [{ machine, type: 'REMOVE', reason: 'NOT_MATCHING' }]
        : [];
    if (match === undefined || !machine.present || isKept(world, machine, present)) return [];
    return [{ machine, type: 'ASSIGN', reason: match }];
  });
}

/** Applies them, as after saving a policy with auto-assignment. */
export function executeAutoAssignment(sim: Simulation, policy: Policy): void {
  for (const { machine, type } of autoAssignChanges(sim, policy))
    sim.world.assignPolicy(machine, type === 'ASSIGN' ? policy.guid : null, policy.kind);
}
