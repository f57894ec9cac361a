import 'server-only';
import { nameOrStandIn } from '@/lib/contracts/visible-name';
import type { StorwarePolicy } from '@/lib/storware/model/policy';
import type { StorwareRule } from '@/lib/storware/model/rule';
import { contentHash } from './content-hash';
import { withoutProjectPrefix } from './machine-row';
import { startingSchedules } from './policy-outlook';
import { wholeInt } from './storable-number';
import type { StoredRule } from './stored-json';

/** What of a mirrored schedule matters to the policies that use it. */
export type ScheduleFacts = {
  guid: string;
  active: boolean;
  backupType: string;
  ruleGuids: string[];
  contentHash: string;
};

export type PolicyRow = ReturnType<typeof policyRow>;

/** Storware's policy as a row. Its hash covers its schedules too, so that a change of one counts as a change of the policy. */
export function policyRow(policy: StorwarePolicy, schedules: readonly ScheduleFacts[]) {
  const rules = policy.rules.map((rule, index) => ruleOf(rule, index, schedules));
  const byGuid = new Map(schedules.map((schedule) => [schedule.guid, schedule]));
  const used = rules.flatMap(({ scheduleGuids }) => scheduleGuids.flatMap((guid) => byGuid.get(guid) ?? []));
  const row = {
    guid: policy.guid,
    name: nameOrStandIn(withoutProjectPrefix(policy.name), policy.guid),
    active: policy.active,
    priority: wholeInt(policy.priority) ?? 50,
    rules,
    /** Storware keeps the snapshot that an incremental needs when there is any such schedule (14.5). */
    hasIncrementalSchedule: used.some(({ backupType }) => backupType === 'INCREMENTAL'),
    hasActiveSchedule: startingSchedules(rules, byGuid).length > 0,
  };
  return { ...row, contentHash: contentHash({ row, used: used.map((schedule) => schedule.contentHash) }) };
}

/** A rule with the schedules that it names or that name it: lists of either kind may leave out the other. */
function ruleOf(rule: StorwareRule, index: number, schedules: readonly ScheduleFacts[]): StoredRule {
  const naming = schedules.filter(({ ruleGuids }) => ruleGuids.includes(rule.guid)).map(({ guid }) => guid);
  return {
    guid: rule.guid,
    name: rule.name,
    active: rule.active,
    position: rule.position ?? index,
    scheduleGuids: [...new Set([...rule.schedules.map(({ guid }) => guid), ...naming])].sort(),
    destinations: rule.destinations.map(({ destination, role, active, retention }) => ({
      guid: destination?.guid ?? null,
      name: destination?.name ?? null,
      role,
      active,
      retention,
    })),
  };
}
