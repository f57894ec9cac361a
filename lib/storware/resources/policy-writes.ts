import { AppError } from '@/lib/core/app-error';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { StorwareMachineDetail } from '@/lib/storware/model/machine';
import type { CreatedPolicy, PolicyInput, StorwarePolicy } from '@/lib/storware/model/policy';
import type { ChangeOutcome, NamedOutcome, WriteOutcome } from '@/lib/storware/model/result';
import { contractError, preflightRead, notFound } from '@/lib/storware/outcomes';
import type { BeforeSend, NameConflicts } from './requests';
import { deleteOne, fetchWhole, isAnswered500, isSameName, writeNamed, writeOne } from './requests';
import { findMachine, listMachines } from './machines';
import { findPolicy, findRule, WirePolicy } from './policies';
import { changedPolicyBody, createRule, newPolicyBody } from './policy-rules';
import type { AnyPolicyChange } from './policy-rules';

type Whole = { current: StorwarePolicy; rules: Record<string, unknown>[]; machineGuids: string[] };

/** A PUT replaces rules and machines (STORWARE_API.md 13.53): what the detail only names is read, for what is not sent would be lost. */
async function wholeOf(guid: string, call?: CallOptions): Promise<Whole> {
  const current = await findPolicy(guid, call);
  if (!current) throw notFound('no such policy');
  const rules = await Promise.all(
    current.rules.map(async (rule) =>
      'ruleBackupDestinations' in rule.raw || 'backupDestinations' in rule.raw
        ? rule.raw
        : ((await ifOffered(() => findRule(rule.guid, call)))?.raw ?? rule.raw),
    ),
  );
  if (current.machines) return { current, rules, machineGuids: current.machines.map((machine) => machine.guid) };
  const machines = await listMachines(call);
  if (!machines.complete) throw contractError('machines of a policy');
  return {
    current,
    rules,
    machineGuids: machines.items.filter(({ policy }) => policy?.guid === guid).map((machine) => machine.guid),
  };
}

/**
 * Changes a policy: reads it, keeps rules and whatever the change does not name, unknown fields too, and writes it whole.
 * Auto-assignment is switched off by it. When `isExpected` denies what was read nothing is sent. Throws `not_found`, and a
 * RangeError for values that can't be. The server has no versions: of two writes at the same moment the last one stays.
 */
export async function updatePolicy(
  guid: string,
  change: AnyPolicyChange,
  call?: CallOptions,
  isExpected: (current: StorwarePolicy) => boolean = () => true,
): Promise<ChangeOutcome<StorwarePolicy | null>> {
  const looked = await preflightRead('/policies/vm-backup/{guid}', () => wholeOf(guid, call));
  if ('failed' in looked) return looked.failed;
  const { current, rules, machineGuids } = looked.found;
  if (!isExpected(current)) return { kind: 'changed', current };
  const body = changedPolicyBody(current.raw, rules, machineGuids, change);
  const write = (): Promise<WriteOutcome<StorwarePolicy | null>> =>
    writeOne(WirePolicy, { method: 'PUT', template: '/policies/vm-backup/{guid}', params: { guid }, body }, call);
  if (change.name === undefined || isSameName(change.name, current.name)) return write();
  const { name } = change;
  return writeNamed('/policies/vm-backup', () => policyNameConflicts(name, guid, call), write);
}

/** Deletes a policy: its rules go, its machines lose their policy, its backups stay (14.10). */
export function deletePolicy(guid: string, call?: CallOptions): Promise<WriteOutcome<'removed' | 'gone'>> {
  return deleteOne('/policies/vm-backup/{guid}', guid, call);
}

/** `half_done`: the policy exists, and whether it has its rule is not known, or it has none and could not be removed. Look again, or delete it. */
export type CreatePolicyOutcome =
  NamedOutcome<CreatedPolicy> | { kind: 'half_done'; policyGuid: string; error: AppError };

/**
 * `onPolicy` is awaited as soon as the guid is known and before anything else is sent, so that the guid can be stored.
 */
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
export async function policyNameConflicts(
  name: string,
  exceptGuid: string | null,
  call?: CallOptions,
): Promise<NameConflicts> {
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
  const looked = await preflightRead('/policies/vm-backup', () => policyNameConflicts(input.name, null, call));
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

/**
 * Makes sure that the policy has its rule: it may have been created with it, else this is step two; without a rule the
 * policy is deleted again.
 */
async function withRule(
  policyGuid: string,
  input: PolicyInput,
  options: CreatePolicyOptions,
): Promise<CreatePolicyOutcome> {
  const rulesNow = () =>
    preflightRead('/policies/vm-backup/{guid}', async () => (await findPolicy(policyGuid, options))?.rules ?? []);
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
  const before = await preflightRead('/policies/vm-backup', () => policyNameConflicts(input.name, null, options));
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
    // The reason for refusing the current form is more useful than that for the old one.
    if (!mayTryOther) return refusal && failed.kind === 'rejected' ? refusal : failed;
    refusal ??= failed;
  }
  return refusal ?? { kind: 'not_sent', error: new AppError('internal') };
}

/** Statuses by which a server says that it does not have the settings of a machine, or not for this account. */
const missingStatuses: ReadonlySet<number> = new Set([403, 404, 405, 501]);

/**
 * For servers that keep the assignment only in the policy (guide): adds or removes machines in one write. Such a server
 * may list a policy's machines only in the inventory, which is read for each write: so all machines of one action
 * together.
 */
export async function assignThroughPolicy(
  machines: readonly { guid: string }[],
  policyGuid: string,
  way: 'add' | 'remove',
  call?: CallOptions,
): Promise<WriteOutcome<null>> {
  const outcome = await updatePolicy(policyGuid, { [way]: machines }, call);
  if (outcome.kind === 'accepted') return { kind: 'accepted', value: null };
  // Neither a rename nor an expectation is part of this change.
  if (outcome.kind === 'name_taken' || outcome.kind === 'changed')
    return { kind: 'rejected', status: 409, message: '' };
  return outcome;
}

/** The server has no such settings, or ignores them: `assignThroughPolicy` is the way. `present` is the policy that the machine has. */
export type ByPolicy = { readonly kind: 'by_policy'; readonly present: string | null };

/**
 * Gives a machine this policy, or none, through the machine's own settings (STORWARE_API.md 3.3): the policy's list is
 * written as a whole, so of forty assignments at once all but the last would be lost (13.53). The result is read back;
 * `by_policy` when the settings fail or are ignored. With `from` nothing is sent unless that is the machine's present
 * policy (null: none). Throws `not_found`.
 */
export async function assignBySettings(
  machineGuid: string,
  to: string | null,
  call?: CallOptions,
  from?: string | null,
): Promise<ChangeOutcome<StorwareMachineDetail | null> | ByPolicy> {
  const read = () => preflightRead('/virtual-machines/{guid}', () => findMachine(machineGuid, call));
  const looked = await read();
  if ('failed' in looked) return looked.failed;
  const current = looked.found;
  if (!current) throw notFound('no such machine');
  const present = current.policy?.guid ?? null;
  if (from !== undefined && present !== from) return { kind: 'changed', current };
  if (present === to) return { kind: 'accepted', value: current };
  const body = { ...current.raw, vmBackupPolicy: to === null ? null : { guid: to } };
  const route = {
    method: 'PUT',
    template: '/virtual-machines/{guid}/settings',
    params: { guid: machineGuid },
    body,
  } as const;
  const outcome = await clientOf(call).write<null>(route, () => ({ kind: 'accepted', value: null }), {
    signal: call?.signal,
  });
  if (outcome.kind === 'not_sent' || (outcome.kind === 'rejected' && !missingStatuses.has(outcome.status)))
    return outcome;
  if (outcome.kind !== 'rejected') {
    const after = await read();
    if ('failed' in after) return outcome.kind === 'unknown' ? outcome : { kind: 'accepted', value: null };
    if ((after.found?.policy?.guid ?? null) === to) return { kind: 'accepted', value: after.found };
  }
  // The settings may still take effect later; the list then says the same.
  return { kind: 'by_policy', present };
}
