import 'server-only';
import { updateRule } from '@/lib/storware/authorized/policies';
import { mintAuthorizedPolicy } from '@/lib/storware/authorized-policy';
import { mintAuthorizedSchedule } from '@/lib/storware/authorized-schedule';
import type { StorwareRule } from '@/lib/storware/model/rule';
import { findPolicyUnscoped } from '@/lib/storware/unscoped';
import { demandAccepted, orMissing } from './demand-accepted';
import type { ChangePlan, PlannedDestination } from './saga-plan';
import type { SagaRun } from './saga-run';

type RuleState = {
  /** Null: whatever it is. */ readonly ruleName: string | null;
  readonly destinations: readonly PlannedDestination[];
  readonly scheduleGuids: readonly string[];
};

/** Whether the rule stores where and as long, and runs when it is meant to; destinations that are switched off don't count. */
export function isRule(rule: StorwareRule, { ruleName, destinations, scheduleGuids }: RuleState): boolean {
  const held = rule.destinations
    .filter(({ active }) => active)
    .map(({ role, destination, retention }) =>
      JSON.stringify([role, destination?.guid ?? null, retentionOf(retention)]),
    );
  const wanted = destinations
    .filter(({ active }) => active)
    .map(({ role, destinationGuid, retention }) => JSON.stringify([role, destinationGuid, retentionOf(retention)]));
  return (
    (ruleName === null || rule.name === ruleName) &&
    sameSet(held, wanted) &&
    sameSet(
      rule.schedules.map(({ guid }) => guid),
      scheduleGuids,
    )
  );
}

function retentionOf(
  retention: PlannedDestination['retention'] | StorwareRule['destinations'][number]['retention'],
): unknown {
  return (
    retention && [
      retention.keepLastFull,
      retention.keepFullNewerThanMs,
      retention.keepLastIncremental,
      retention.keepIncrementalNewerThanMs,
    ]
  );
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((member) => other.includes(member));
}

/** Makes the rule as it is meant to be; nothing is sent when it is so already. */
export async function changeRule(run: SagaRun, plan: ChangePlan, wanted: RuleState): Promise<void> {
  const { policyGuid, ruleGuid, before } = plan;
  const isSame =
    (wanted.ruleName ?? before.ruleName) === before.ruleName &&
    JSON.stringify([before.destinations, [...before.scheduleGuids].sort()]) ===
      JSON.stringify([wanted.destinations, [...wanted.scheduleGuids].sort()]);
  if (isSame) return;
  await run.record(({ touched }) => void touched.push('rule'));
  await demandAccepted<unknown>(await orMissing(sendRule(policyGuid, ruleGuid, wanted)), async () =>
    (await hasRule(policyGuid, ruleGuid, wanted)) ? 'as wanted' : null,
  );
}

function sendRule(policyGuid: string, ruleGuid: string, { ruleName, destinations, scheduleGuids }: RuleState) {
  return updateRule(mintAuthorizedPolicy(policyGuid), ruleGuid, {
    ...(ruleName === null ? {} : { name: ruleName }),
    destinations,
    schedules: scheduleGuids.map(mintAuthorizedSchedule),
  });
}

async function hasRule(policyGuid: string, ruleGuid: string, wanted: RuleState): Promise<boolean> {
  const rule = (await findPolicyUnscoped(policyGuid))?.rules.find(({ guid }) => guid === ruleGuid);
  return rule !== undefined && isRule(rule, wanted);
}

/** Gives the rule back what it was, unless it is that or gone. Answers whether it is. */
export async function restoreRule({ policyGuid, ruleGuid, before }: ChangePlan): Promise<boolean> {
  const rule = (await findPolicyUnscoped(policyGuid))?.rules.find(({ guid }) => guid === ruleGuid);
  if (!rule || isRule(rule, before)) return true;
  const outcome = await sendRule(policyGuid, ruleGuid, before);
  return outcome.kind === 'accepted' || (outcome.kind === 'unknown' && hasRule(policyGuid, ruleGuid, before));
}
