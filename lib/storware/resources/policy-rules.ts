import type { CallOptions } from '@/lib/storware/storware';
import { ifOffered } from '@/lib/storware/capability/availability';
import type {
  PolicyChange,
  PolicyInput,
  RuleChange,
  RuleDestinationInput,
  RuleInput,
  StorwareRule,
} from '@/lib/storware/model/policy';
import type { WriteOutcome } from '@/lib/storware/model/result';
import { preflightRead, notFound } from '@/lib/storware/outcomes';
import { findPolicy, findRule, WireRule } from './policies';
import { writeOne } from './requests';

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
  const looked = await preflightRead('/rules/vm-backup/{guid}', () => ruleOf(policyGuid, ruleGuid, call));
  if ('failed' in looked) return looked.failed;
  const { raw } = looked.found;
  const body = changedRuleBody({ ...raw, policy: raw.policy ?? { guid: policyGuid } }, change);
  return writeOne(
    WireRule,
    { method: 'PUT', template: '/rules/vm-backup/{guid}', params: { guid: ruleGuid }, body },
    call,
  );
}

type Raw = Record<string, unknown>;

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const refs = (of: readonly { guid: string }[]) => of.map(({ guid }) => ({ guid }));

function roleOf(value: unknown): unknown {
  return isRaw(value) ? value.name : value;
}

/** An entry as it was, with what the portal decides; what it does not know of (retention lock and others) stays. */
function destinationBody({ role, destinationGuid, active, retention }: RuleDestinationInput, old: Raw = {}): Raw {
  const oldRetention = isRaw(old.backupRetentionSettings)
    ? old.backupRetentionSettings
    : { keepLastBackupWhenSourceStillExists: false };
  return {
    daysToKeepRetentionLock: 0,
    ...old,
    roleType: { name: role },
    backupDestination: { guid: destinationGuid },
    active,
    backupRetentionSettings: {
      ...oldRetention,
      retentionKeepLastNFull: retention.keepLastFull,
      retentionKeepFullNewerThan: retention.keepFullNewerThanMs,
      retentionKeepLastNIncremental: retention.keepLastIncremental,
      retentionKeepIncrementalNewerThan: retention.keepIncrementalNewerThanMs,
    },
  };
}

/** The form of 7.x, and beside it the bare destinations that servers of the guide's age read (STORWARE_API.md 13.16). */
function destinationsBody(wanted: readonly RuleDestinationInput[], old: readonly Raw[] = []) {
  if (!wanted.some(({ role, active }) => role === 'PRIMARY' && active))
    throw new RangeError('a rule needs an active primary destination');
  const known = (role: string): Raw | undefined => old.find((entry) => roleOf(entry.roleType) === role);
  const left = old.filter((entry) => !wanted.some(({ role }) => role === roleOf(entry.roleType)));
  return {
    ruleBackupDestinations: [
      ...wanted.map((one) => destinationBody(one, known(one.role))),
      ...left.map((entry) => ({ ...entry, active: false })),
    ],
    backupDestinations: wanted.filter(({ active }) => active).map(({ destinationGuid }) => ({ guid: destinationGuid })),
  };
}

/** A rule to be made (8.2), inline in its policy or on its own with `policy`. Throws a RangeError without an active primary destination. */
export function newRuleBody(input: RuleInput, policyGuid: string | null): Raw {
  const { name, active, schedules, destinations } = input;
  return {
    name,
    active,
    position: 0,
    schedules: refs(schedules),
    ...destinationsBody(destinations),
    ...(policyGuid !== null && { policy: { guid: policyGuid } }),
  };
}

/** A rule as it was, with the change (13.53). */
export function changedRuleBody(raw: Raw, { name, active, schedules, destinations }: RuleChange): Raw {
  const old = Array.isArray(raw.ruleBackupDestinations) ? raw.ruleBackupDestinations.filter(isRaw) : [];
  return {
    ...raw,
    ...(name !== undefined && { name }),
    ...(active !== undefined && { active }),
    ...(schedules !== undefined && { schedules: refs(schedules) }),
    ...(destinations !== undefined && destinationsBody(destinations, old)),
  };
}

type MachineRefs = { add?: readonly { guid: string }[]; remove?: readonly { guid: string }[] };

/** A change whose machines have been checked before, or never needed to be. */
export type AnyPolicyChange = Omit<PolicyChange, keyof MachineRefs> & MachineRefs;

const noAutoAssignment = { mode: { name: 'DISABLED' } };

/** A policy to be made (8.2), with its rule inline or, for servers that want two steps, without. */
export function newPolicyBody(input: PolicyInput, isInline: boolean): Raw {
  const { name, active, priority, autoRemoveNonPresent, machines, tenantId, rule } = input;
  if (!Number.isInteger(priority) || priority < 0 || priority > 100) throw new RangeError('not a priority');
  return {
    name,
    active,
    priority,
    autoRemoveNonPresent,
    autoAssignSettings: {
      ...noAutoAssignment,
      includeTags: [],
      excludeTags: [],
      includeRegExps: [],
      excludeRegExps: [],
      hvClusters: [],
      projects: [],
    },
    backupRetryCount: 0,
    vms: refs(machines),
    projects: [],
    visibleForAllProjects: false,
    dailyReportEnabled: false,
    executeAutoAssignmentAfterSavingPolicy: false,
    disableCleanOldBackups: false,
    quiesceBeforeSnapshot: false,
    ...(tenantId !== null && { tenantId }),
    ...(isInline && { rules: [newRuleBody(rule, null)] }),
  };
}

/** A policy as it was, with the change (13.53). `rules` and `machineGuids` are what it has now, whole. */
export function changedPolicyBody(
  raw: Raw,
  rules: readonly Raw[],
  machineGuids: readonly string[],
  change: AnyPolicyChange,
): Raw {
  const { name, active, priority, autoRemoveNonPresent, tenantId, add = [], remove = [] } = change;
  if (priority !== undefined && (!Number.isInteger(priority) || priority < 0 || priority > 100))
    throw new RangeError('not a priority');
  const machines = new Set([...machineGuids, ...add.map(({ guid }) => guid)]);
  for (const { guid } of remove) machines.delete(guid);
  return {
    ...raw,
    ...(name !== undefined && { name }),
    ...(active !== undefined && { active }),
    ...(priority !== undefined && { priority }),
    ...(autoRemoveNonPresent !== undefined && { autoRemoveNonPresent }),
    ...(tenantId !== undefined && tenantId !== null && { tenantId }),
    autoAssignSettings: { ...(isRaw(raw.autoAssignSettings) && raw.autoAssignSettings), ...noAutoAssignment },
    executeAutoAssignmentAfterSavingPolicy: false,
    vms: [...machines].map((guid) => ({ guid })),
    rules,
  };
}
