import { ifOffered } from '@/lib/storware/capability/unavailable';
import type { CallOptions } from '@/lib/storware/call-options';
import { lookFirst, notFound } from '@/lib/storware/look-first';
import type { RuleChange, RuleInput } from '@/lib/storware/model/policy-request';
import type { StorwareRule } from '@/lib/storware/model/rule';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { changedRuleBody, newRuleBody } from '@/lib/storware/wire/policy-body';
import { WireRule } from '@/lib/storware/wire/wire-policy';
import { findPolicy, findRule } from './policies';
import { deleteOne, writeOne } from './write-one';

/** Adds a rule to a policy (STORWARE_API.md 8.4). `value` is null when the answer does not say which. Names of rules need not be unique (14.10). */
export function createRule(
  policyGuid: string,
  input: RuleInput,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareRule | null>> {
  return writeOne(
    WireRule,
    { method: 'POST', template: '/rules/vm-backup', body: newRuleBody(input, policyGuid) },
    call,
  );
}

/** The rule, which must be the policy's: by its own word, or by the policy's where it names none. Throws `not_found`. */
async function ruleOf(policyGuid: string, ruleGuid: string, call?: CallOptions): Promise<StorwareRule> {
  const rule = await ifOffered(() => findRule(ruleGuid, call));
  if (rule?.policy) {
    if (rule.policy.guid !== policyGuid) throw notFound('no rule of this policy');
    return rule;
  }
  // Rules need not be readable by themselves (guide): the policy describes them.
  const described = (await findPolicy(policyGuid, call))?.rules.find(({ guid }) => guid === ruleGuid);
  if (!described) throw notFound('no rule of this policy');
  return rule ?? described;
}

/** Changes a rule: reads it, keeps what the change does not name, and writes it whole (13.53). Throws `not_found` for a rule of another policy. */
export async function updateRule(
  policyGuid: string,
  ruleGuid: string,
  change: RuleChange,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareRule | null>> {
  const looked = await lookFirst('/rules/vm-backup/{guid}', () => ruleOf(policyGuid, ruleGuid, call));
  if ('failed' in looked) return looked.failed;
  const { raw } = looked.found;
  const body = changedRuleBody({ ...raw, policy: raw.policy ?? { guid: policyGuid } }, change);
  return writeOne(
    WireRule,
    { method: 'PUT', template: '/rules/vm-backup/{guid}', params: { guid: ruleGuid }, body },
    call,
  );
}

/** Deletes a rule. One that has backups is refused, or lingers marked for deletion, by server (8.4). Throws `not_found` for a rule of another policy. */
export async function deleteRule(
  policyGuid: string,
  ruleGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<'removed' | 'gone'>> {
  const looked = await lookFirst('/rules/vm-backup/{guid}', () => ruleOf(policyGuid, ruleGuid, call));
  return 'failed' in looked ? looked.failed : deleteOne('/rules/vm-backup/{guid}', ruleGuid, call);
}
