import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { readFirst } from '@/lib/journal/sagas/demand-accepted';
import type { ChangePlan, PlannedDestination } from '@/lib/journal/sagas/saga-plan';
import type { OwnedPolicy } from '@/lib/portal/scope/owned-policy';
import { findPolicy } from '@/lib/storware/authorized/policies';
import type { StorwareRule } from '@/lib/storware/model/rule';

/** A policy as Storware has it now. */
export type PresentState = {
  readonly machines: string[];
  readonly ruleGuid: string;
  readonly before: ChangePlan['before'];
};

/** Reads the policy before it is changed: what it is now, to know what differs and to be able to go back. Throws `conflict` when it is gone. */
export async function presentState({ handle, row }: OwnedPolicy): Promise<PresentState> {
  const policy = await readFirst(findPolicy(handle));
  if (!policy)
    throw new AppError('conflict', {
      detail:
        'This policy was deleted in the backup system itself. Nothing can be changed: delete it here, or make it again.',
    });
  const rule = policy.rules.find(({ guid }) => guid === row.ruleGuid) ?? policy.rules[0];
  if (!rule || policy.machines === null)
    throw new AppError('conflict', {
      detail:
        'What this policy stores was changed in the backup system itself, so it can’t be changed here. Ask your provider.',
    });
  return {
    machines: policy.machines.map(({ guid }) => guid),
    ruleGuid: rule.guid,
    before: {
      fields: {
        active: policy.active,
        priority: policy.priority ?? 50,
        autoRemoveNonPresent: policy.autoRemoveNonPresent ?? false,
      },
      destinations: heldDestinations(rule),
      scheduleGuids: rule.schedules.map(({ guid }) => guid),
      name: policy.name,
      ruleName: rule.name,
    },
  };
}

function heldDestinations({ destinations }: StorwareRule): PlannedDestination[] {
  return destinations.flatMap(({ role: word, destination, active, retention: held }): PlannedDestination[] => {
    const role = roles.find((one) => one === word);
    const retention = {
      keepLastFull: held?.keepLastFull ?? 4,
      keepFullNewerThanMs: held?.keepFullNewerThanMs ?? monthMs,
      keepLastIncremental: held?.keepLastIncremental ?? 30,
      keepIncrementalNewerThanMs: held?.keepIncrementalNewerThanMs ?? monthMs,
    };
    return role && destination ? [{ role, destinationGuid: destination.guid, active, retention }] : [];
  });
}

const roles = ['PRIMARY', 'SECONDARY'] as const;
/** Where a server does not tell a retention, what its own pages propose (STORWARE_API.md 8.2). */
const monthMs = 30 * 86_400_000;
