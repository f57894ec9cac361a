import 'server-only';
import { db } from '@/lib/db/client';
import type { ChangePlan, CreatePlan, DeletePlan, PlannedDestination, PolicyFields, SagaRun } from './saga-plan';
import { nameForm } from './upstream-name';
import { mintAuthorizedMachine, mintAuthorizedPolicy, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import { createPolicy, deletePolicy, updatePolicy, updateRule } from '@/lib/storware/authorized/policies';
import type { StorwarePolicy, StorwareRule } from '@/lib/storware/model/policy';
import { findPolicyUnscoped, listPoliciesNamedUnscoped } from '@/lib/storware/unscoped';
import { requireAccepted, orMissing } from './machine-steps';

const handles = {
  machines: (guids: readonly string[]) => guids.map(mintAuthorizedMachine),
  schedules: (guids: readonly string[]) => guids.map(mintAuthorizedSchedule),
};

/** Creates the policy with its rule, whose schedules exist already. Records both guids. */
export async function makePolicy(run: SagaRun, plan: CreatePlan, scheduleGuids: readonly string[]): Promise<void> {
  const { upstreamName, tenantTag, fields, machines, destinations } = plan;
  const input = {
    ...fields,
    machines: handles.machines(machines),
    tenantId: tenantTag,
    rule: { name: upstreamName, active: true, schedules: handles.schedules(scheduleGuids), destinations },
  };
  const { outcome, name } = await underFreeName(plan, async (name) => {
    const made = await createPolicy(
      { ...input, name },
      {
        // The name is free: an object of that name is ours to delete from now on.
        beforeSend: () =>
          run.record((progress) => {
            progress.policyName = name;
            if (!progress.touched.includes('policy')) progress.touched.push('policy');
          }),
        onPolicy: (guid) =>
          run.record((progress) => {
            progress.made[upstreamName] = guid;
          }),
      },
    );
    if (made.kind === 'name_taken')
      await run.record((progress) => void (progress.touched = progress.touched.filter((one) => one !== 'policy')));
    return made;
  });
  const made = await requireAccepted(outcome, () => wholePolicyNamed(name));
  await run.record((progress) => {
    progress.made[upstreamName] = made.policyGuid;
    progress.ruleGuid = made.ruleGuid;
  });
}

/**
 * Tries the readable name first, and the spare one if that is taken: a name taken by others never fails the request.
 */
export async function underFreeName<T extends { kind: string }>(
  plan: { readonly spareName: string } & ({ readonly name: string } | { readonly upstreamName: string }),
  attempt: (name: string) => Promise<T>,
): Promise<{ outcome: T; name: string }> {
  const name = 'upstreamName' in plan ? plan.upstreamName : plan.name;
  const outcome = await attempt(name);
  if (outcome.kind !== 'name_taken' || plan.spareName === '') return { outcome, name };
  return { outcome: await attempt(plan.spareName), name: plan.spareName };
}

async function wholePolicyNamed(name: string): Promise<{ policyGuid: string; ruleGuid: string | null } | null> {
  const [found] = (await listPoliciesNamedUnscoped(name)).items;
  const rule = found ? (await findPolicyUnscoped(found.guid))?.rules[0] : undefined;
  return found && rule ? { policyGuid: found.guid, ruleGuid: rule.guid } : null;
}

/**
 * Deletes what was created under a name, unless another tenant owns it: its machines lose their policy. Returns whether
 * nothing of it is left.
 */
export async function deleteCreatedPolicy(name: string): Promise<boolean> {
  const { items, complete } = await listPoliciesNamedUnscoped(name);
  let isLeft = !complete;
  for (const guid of await ownerless('POLICY', items)) if (!(await removePolicy(guid))) isLeft = true;
  return !isLeft;
}

/** Those without an owner: an owned one was created and committed by another saga under the same name since. */
export async function ownerless(kind: 'POLICY' | 'SCHEDULE', items: readonly { guid: string }[]): Promise<string[]> {
  const guids = items.map(({ guid }) => guid);
  const owned = new Set(
    (await db().ownership.findMany({ where: { kind, guid: { in: guids } }, select: { guid: true } })).map(
      ({ guid }) => guid,
    ),
  );
  return guids.filter((guid) => !owned.has(guid));
}

/** Deletes a policy. Returns whether it is deleted. */
async function removePolicy(guid: string): Promise<boolean> {
  const outcome = await deletePolicy(mintAuthorizedPolicy(guid));
  if (outcome.kind === 'accepted') return true;
  return outcome.kind === 'unknown' && (await findPolicyUnscoped(guid)) === null;
}

/** Changes name, fields and machines of the policy; sends nothing when none of them changes. */
export async function changePolicyItself(run: SagaRun, plan: ChangePlan): Promise<void> {
  const { policyGuid, fields, before, add, remove, tenantTag } = plan;
  if (plan.upstreamName === null && isFields(before.fields, fields) && add.length === 0 && remove.length === 0) return;
  await run.record(({ touched }) => void touched.push('policy'));
  const change = { ...fields, tenantId: tenantTag, add: handles.machines(add), remove: handles.machines(remove) };
  const send = (name: string) =>
    orMissing(updatePolicy(mintAuthorizedPolicy(policyGuid), name === '' ? change : { ...change, name }));
  const { outcome, name } = await underFreeName({ name: plan.upstreamName ?? '', spareName: plan.spareName }, send);
  await requireAccepted<unknown>(outcome, async () => {
    const now = await findPolicyUnscoped(policyGuid);
    return now &&
      (name === '' || nameForm(now.name) === nameForm(name)) &&
      isFields(fieldsOf(now), fields) &&
      add.every((guid) => hasMachine(now, guid)) &&
      !remove.some((guid) => hasMachine(now, guid))
      ? 'as wanted'
      : null;
  });
}

/** Restores name and fields of the policy and removes the machines that had none. Returns whether that is done. */
export async function restorePolicyItself(
  { policyGuid, before, add, upstreamName }: ChangePlan,
  moves: readonly { machine: string }[],
): Promise<boolean> {
  const now = await findPolicyUnscoped(policyGuid);
  if (now === null) return true;
  const moved = new Set(moves.map(({ machine }) => machine));
  const remove = add.filter((guid) => !moved.has(guid) && hasMachine(now, guid));
  const name =
    upstreamName !== null && before.name !== null && nameForm(now.name) !== nameForm(before.name) ? before.name : null;
  if (name === null && isFields(fieldsOf(now), before.fields) && remove.length === 0) return true;
  const outcome = await updatePolicy(mintAuthorizedPolicy(policyGuid), {
    ...before.fields,
    ...(name === null ? {} : { name }),
    remove: handles.machines(remove),
  });
  return outcome.kind === 'accepted';
}

function fieldsOf({ active, priority, autoRemoveNonPresent }: StorwarePolicy): PolicyFields {
  return { active, priority: priority ?? 50, autoRemoveNonPresent: autoRemoveNonPresent ?? false };
}

function isFields(one: PolicyFields, other: PolicyFields): boolean {
  return (
    one.active === other.active &&
    one.priority === other.priority &&
    one.autoRemoveNonPresent === other.autoRemoveNonPresent
  );
}

/** Where the policy does not list its machines the result stays open. */
function hasMachine({ machines }: StorwarePolicy, guid: string): boolean {
  return machines?.some((machine) => machine.guid === guid) ?? false;
}

/** Deletes the policy in Storware; from then on the saga can only be finished. */
export async function deletePolicyItself(run: SagaRun, { policyGuid }: DeletePlan): Promise<void> {
  await run.record(({ touched }) => void touched.push('policy'));
  await requireAccepted<unknown>(await deletePolicy(mintAuthorizedPolicy(policyGuid)), async () =>
    (await findPolicyUnscoped(policyGuid)) === null ? 'gone' : null,
  );
  await run.put(db(), { state: 'FINISHING', attempts: 0 });
}

type RuleState = {
  /** Null: any value. */ readonly ruleName: string | null;
  readonly destinations: readonly PlannedDestination[];
  readonly scheduleGuids: readonly string[];
};

/**
 * Whether the rule has the intended destinations, retention and schedules; destinations that are switched off don't
 * count.
 */
function isRule(rule: StorwareRule, { ruleName, destinations, scheduleGuids }: RuleState): boolean {
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

/** Changes the rule as intended; sends nothing when it is so already. */
export async function changeRule(run: SagaRun, plan: ChangePlan, wanted: RuleState): Promise<void> {
  const { policyGuid, ruleGuid, before } = plan;
  const isSame =
    (wanted.ruleName ?? before.ruleName) === before.ruleName &&
    JSON.stringify([before.destinations, [...before.scheduleGuids].sort()]) ===
      JSON.stringify([wanted.destinations, [...wanted.scheduleGuids].sort()]);
  if (isSame) return;
  await run.record(({ touched }) => void touched.push('rule'));
  await requireAccepted<unknown>(await orMissing(sendRule(policyGuid, ruleGuid, wanted)), async () =>
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

/** Restores the rule, unless it is unchanged or deleted. Returns whether that is done. */
export async function restoreRule({ policyGuid, ruleGuid, before }: ChangePlan): Promise<boolean> {
  const rule = (await findPolicyUnscoped(policyGuid))?.rules.find(({ guid }) => guid === ruleGuid);
  if (!rule || isRule(rule, before)) return true;
  const outcome = await sendRule(policyGuid, ruleGuid, before);
  return outcome.kind === 'accepted' || (outcome.kind === 'unknown' && hasRule(policyGuid, ruleGuid, before));
}
