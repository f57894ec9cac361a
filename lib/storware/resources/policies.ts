import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareWhole } from '@/lib/storware/model/listing';
import type { StorwarePolicy } from '@/lib/storware/model/policy';
import type { StorwareRule } from '@/lib/storware/model/rule';
import type { StorwareSchedule } from '@/lib/storware/model/schedule';
import { WirePolicy, WireRule, WireSchedule } from '@/lib/storware/wire/wire-policy';
import { fetchWhole, keeping } from './fetch-list';
import { findOne } from './fetch-one';

/** Every backup policy for machines, with the guids of its rules (STORWARE_API.md 8.1). */
export function listPolicies(call?: CallOptions): Promise<StorwareWhole<StorwarePolicy>> {
  return fetchWhole(
    clientOf(call),
    WirePolicy,
    { template: '/policies/vm-backup', query: { extended: true } },
    call?.signal,
  );
}

/** One policy with machines and rules; null for an unknown guid (8.3). */
export function findPolicy(guid: string, call?: CallOptions): Promise<StorwarePolicy | null> {
  return findOne(
    clientOf(call),
    WirePolicy,
    { template: '/policies/vm-backup/{guid}', params: { guid } },
    call?.signal,
  );
}

/** Every rule, or those of one policy; filtered again by the policy that each names (8.4). Those marked for deletion are left out. */
export async function listRules(
  filter: { policyGuid?: string } = {},
  call?: CallOptions,
): Promise<StorwareWhole<StorwareRule>> {
  const whole = await fetchWhole(
    clientOf(call),
    WireRule,
    { template: '/rules/vm-backup', query: { policy: filter.policyGuid } },
    call?.signal,
  );
  return keeping(
    whole,
    (rule: StorwareRule) =>
      !rule.markedForDeletion && (filter.policyGuid === undefined || rule.policy?.guid === filter.policyGuid),
  );
}

/** One rule; null for an unknown guid (8.4). */
export function findRule(guid: string, call?: CallOptions): Promise<StorwareRule | null> {
  return findOne(clientOf(call), WireRule, { template: '/rules/vm-backup/{guid}', params: { guid } }, call?.signal);
}

/** Every schedule for backups of machines (7). One of an unknown type is left out. */
export async function listSchedules(call?: CallOptions): Promise<StorwareWhole<StorwareSchedule>> {
  const whole = await fetchWhole(
    clientOf(call),
    WireSchedule,
    { template: '/schedules', query: { type: 'VM_BACKUP' } },
    call?.signal,
  );
  return keeping(whole, (schedule: StorwareSchedule) => schedule.type === 'VM_BACKUP');
}

/** One schedule; null for an unknown guid (7). */
export function findSchedule(guid: string, call?: CallOptions): Promise<StorwareSchedule | null> {
  return findOne(clientOf(call), WireSchedule, { template: '/schedules/{guid}', params: { guid } }, call?.signal);
}
