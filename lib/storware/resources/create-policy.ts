import { AppError } from '@/lib/core/app-error';
import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import { lookFirst } from '@/lib/storware/look-first';
import type { StorwarePolicy } from '@/lib/storware/model/policy';
import type { CreatedPolicy, PolicyInput } from '@/lib/storware/model/policy-request';
import type { NamedOutcome, WriteOutcome } from '@/lib/storware/model/write-outcome';
import { newPolicyBody } from '@/lib/storware/wire/policy-body';
import { WirePolicy } from '@/lib/storware/wire/wire-policy';
import { fetchWhole } from './fetch-list';
import { findPolicy } from './policies';
import { isAnswered500, isSameName } from './write-named';
import type { BeforeSend, Namesakes } from './write-named';
import { deleteOne, writeOne } from './write-one';
import { createRule } from './write-rules';

/** `half_done`: the policy exists, and whether it has its rule is not known, or it has none and could not be removed. Look again, or delete it. */
export type CreatePolicyOutcome =
  NamedOutcome<CreatedPolicy> | { kind: 'half_done'; policyGuid: string; error: AppError };

/** `onPolicy` is awaited as soon as the guid is known and before anything else is sent, so that it can be remembered. */
export type CreatePolicyOptions = CallOptions &
  BeforeSend & { onPolicy?: ((policyGuid: string) => Promise<void>) | undefined };

/** Refusals after which the other form is worth trying: of a body, or of a path, that the server does not know (STORWARE_API.md 13.15). */
const otherFormStatuses: ReadonlySet<number> = new Set([400, 404, 405, 415, 422]);

/** Policies of this name. For finding again what a lost answer may have made. */
export async function listPoliciesNamed(
  name: string,
  call?: CallOptions,
): Promise<{ items: StorwarePolicy[]; complete: boolean }> {
  const { items, complete } = await fetchWhole(
    clientOf(call),
    WirePolicy,
    { template: '/policies/vm-backup', query: { extended: true, nameLike: name } },
    call?.signal,
  );
  return { items: items.filter((policy) => isSameName(policy.name, name)), complete };
}

/** As `writeNamed` wants them, without the policy itself. */
export async function policyNamesakes(name: string, exceptGuid: string | null, call?: CallOptions): Promise<Namesakes> {
  const { items, complete } = await listPoliciesNamed(name, call);
  return { guids: items.map(({ guid }) => guid).filter((guid) => guid !== exceptGuid), complete };
}

/** The policy of a write: its guid, or how else it went. Names were nobody's before, so one that is found now was made by it. */
async function settle(
  outcome: WriteOutcome<StorwarePolicy | null>,
  input: PolicyInput,
  call?: CallOptions,
): Promise<{ guid: string } | { failed: WriteOutcome<never> | { kind: 'name_taken' } }> {
  if (outcome.kind === 'accepted' && outcome.value) return { guid: outcome.value.guid };
  if (outcome.kind === 'not_sent' || (outcome.kind === 'unknown' && !isAnswered500(outcome)))
    return { failed: outcome };
  const looked = await lookFirst('/policies/vm-backup', () => policyNamesakes(input.name, null, call));
  const lost = new AppError('upstream_contract', { meta: { what: 'policy made without a guid' } });
  const asIs: WriteOutcome<never> = outcome.kind === 'accepted' ? { kind: 'unknown', error: lost } : outcome;
  if ('failed' in looked) return { failed: asIs };
  const [guid] = looked.found.guids;
  if (outcome.kind === 'rejected') return { failed: guid === undefined ? outcome : { kind: 'name_taken' } };
  if (guid !== undefined) return { guid };
  return {
    failed: outcome.kind === 'unknown' && looked.found.complete ? { kind: 'rejected', status: 500, message: '' } : asIs,
  };
}

async function removeHalf(
  policyGuid: string,
  because: Extract<WriteOutcome<never>, { kind: 'rejected' | 'not_sent' }>,
  call?: CallOptions,
): Promise<CreatePolicyOutcome> {
  const removal = await deleteOne('/policies/vm-backup/{guid}', policyGuid, call);
  if (removal.kind === 'accepted') return because;
  const error =
    'error' in removal
      ? removal.error
      : new AppError('upstream_rejected', { meta: { status: removal.status, message: removal.message } });
  return { kind: 'half_done', policyGuid, error };
}

/** Sees to it that the policy has its rule: it may have come with it, else this is step two, and without it the policy goes again. */
async function withRule(
  policyGuid: string,
  input: PolicyInput,
  options: CreatePolicyOptions,
): Promise<CreatePolicyOutcome> {
  const rulesNow = () =>
    lookFirst('/policies/vm-backup/{guid}', async () => (await findPolicy(policyGuid, options))?.rules ?? []);
  const looked = await rulesNow();
  if ('failed' in looked) return { kind: 'half_done', policyGuid, error: looked.failed.error };
  const [inline] = looked.found;
  if (inline) return { kind: 'accepted', value: { policyGuid, ruleGuid: inline.guid } };
  const outcome = await createRule(policyGuid, input.rule, options);
  if (outcome.kind === 'accepted')
    return { kind: 'accepted', value: { policyGuid, ruleGuid: outcome.value?.guid ?? null } };
  if (outcome.kind !== 'unknown') return removeHalf(policyGuid, outcome, options);
  const after = await rulesNow();
  if ('failed' in after) return { kind: 'half_done', policyGuid, error: outcome.error };
  const [made] = after.found;
  if (made) return { kind: 'accepted', value: { policyGuid, ruleGuid: made.guid } };
  return isAnswered500(outcome)
    ? removeHalf(policyGuid, { kind: 'rejected', status: 500, message: '' }, options)
    : { kind: 'half_done', policyGuid, error: outcome.error };
}

/**
 * Makes a policy with its rule: inline in one request, as 7.x demands, and in two steps where the server refuses that form or
 * ignores the rule (13.15). Each turn follows from an answer or from reading again; what got no answer is `unknown` and is not
 * tried in another form. When the second step fails the policy is removed again. Throws a RangeError for values that can't be.
 */
export async function createPolicy(
  input: PolicyInput,
  options: CreatePolicyOptions = {},
): Promise<CreatePolicyOutcome> {
  const bodies = [newPolicyBody(input, true), newPolicyBody(input, false)];
  const before = await lookFirst('/policies/vm-backup', () => policyNamesakes(input.name, null, options));
  if ('failed' in before) return before.failed;
  if (before.found.guids.length > 0) return { kind: 'name_taken' };
  let refusal: NamedOutcome<never> | null = null;
  await options.beforeSend?.();
  for (const body of bodies) {
    const outcome = await writeOne(WirePolicy, { method: 'POST', template: '/policies/vm-backup', body }, options);
    const settled = await settle(outcome, input, options);
    if ('guid' in settled) {
      await options.onPolicy?.(settled.guid);
      return withRule(settled.guid, input, options);
    }
    const { failed } = settled;
    const mayTryOther = failed.kind === 'rejected' && (otherFormStatuses.has(failed.status) || failed.status === 500);
    // Why the form of today was refused says more than why the old one was.
    if (!mayTryOther) return refusal && failed.kind === 'rejected' ? refusal : failed;
    refusal ??= failed;
  }
  return refusal ?? { kind: 'not_sent', error: new AppError('internal') };
}
