import type { AuthorizedMachine, AuthorizedPolicy, AuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { StorwareMachineDetail } from '@/lib/storware/model/machine';
import type {
  PolicyChange,
  RuleChange,
  ScheduleChange,
  StorwarePolicy,
  StorwareRule,
  StorwareSchedule,
} from '@/lib/storware/model/policy';
import type { ChangeOutcome, WriteOutcome } from '@/lib/storware/model/result';
import * as reads from '@/lib/storware/resources/policies';
import * as rules from '@/lib/storware/resources/policy-rules';
import * as writes from '@/lib/storware/resources/policy-writes';
import type { ByPolicy } from '@/lib/storware/resources/policy-writes';
import * as schedules from '@/lib/storware/resources/schedules';
import type { CallOptions } from '@/lib/storware/storware';

export { createSchedule } from '@/lib/storware/resources/schedules';
export { createPolicy } from '@/lib/storware/resources/policy-writes';

/** The policy as it is now, with machines (of whatever tenants) and rules; null when it has been deleted. */
export function findPolicy(policy: AuthorizedPolicy, call?: CallOptions): Promise<StorwarePolicy | null> {
  return reads.findPolicy(policy.guid, call);
}

/**
 * Changes a policy and keeps what the change does not name, also its rules. `isExpected` checks the policy just before;
 * when it returns false nothing is sent. Throws `not_found`.
 */
export function updatePolicy(
  policy: AuthorizedPolicy,
  change: PolicyChange,
  call?: CallOptions,
  isExpected?: (current: StorwarePolicy) => boolean,
): Promise<ChangeOutcome<StorwarePolicy | null>> {
  return writes.updatePolicy(policy.guid, change, call, isExpected);
}

/** Deletes a policy: its machines lose it, its backups stay; `gone` when it did not exist. */
export function deletePolicy(policy: AuthorizedPolicy, call?: CallOptions): Promise<WriteOutcome<'removed' | 'gone'>> {
  return writes.deletePolicy(policy.guid, call);
}

/** Changes a rule of the policy and keeps what the change does not name. Throws `not_found` for another policy's rule. */
export function updateRule(
  policy: AuthorizedPolicy,
  ruleGuid: string,
  change: RuleChange,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareRule | null>> {
  return rules.updateRule(policy.guid, ruleGuid, change, call);
}

/**
 * Gives the machine this policy, or none, through its own settings; `by_policy` where the server does not support that.
 * With `from` nothing is sent unless that is its present policy. Throws `not_found`.
 */
export function assignBySettings(
  machine: AuthorizedMachine,
  policy: AuthorizedPolicy | null,
  call?: CallOptions,
  from?: string | null,
): Promise<ChangeOutcome<StorwareMachineDetail | null> | ByPolicy> {
  return writes.assignBySettings(machine.guid, policy?.guid ?? null, call, from);
}

/** Adds machines to the policy's own list, or removes them, in one write. Throws `not_found`. */
export function assignThroughPolicy(
  machines: readonly AuthorizedMachine[],
  policy: AuthorizedPolicy,
  way: 'add' | 'remove',
  call?: CallOptions,
): Promise<WriteOutcome<null>> {
  return writes.assignThroughPolicy(machines, policy.guid, way, call);
}

/** The schedule as it is now; null when it has been deleted. */
export function findSchedule(schedule: AuthorizedSchedule, call?: CallOptions): Promise<StorwareSchedule | null> {
  return reads.findSchedule(schedule.guid, call);
}

/**
 * Changes a schedule and keeps what the change does not name. `isExpected` checks the schedule just before; when it
 * returns false nothing is sent. Throws `not_found`, and a RangeError for an invalid time.
 */
export function updateSchedule(
  schedule: AuthorizedSchedule,
  change: ScheduleChange,
  call?: CallOptions,
  isExpected?: (current: StorwareSchedule) => boolean,
): Promise<ChangeOutcome<StorwareSchedule | null>> {
  return schedules.updateSchedule(schedule.guid, change, call, isExpected);
}

/**
 * Deletes a schedule; `gone` when it did not exist. Servers detach a schedule that rules use, or refuse
 * (STORWARE_API.md 14.10).
 */
export function deleteSchedule(
  schedule: AuthorizedSchedule,
  call?: CallOptions,
): Promise<WriteOutcome<'removed' | 'gone'>> {
  return schedules.deleteSchedule(schedule.guid, call);
}
