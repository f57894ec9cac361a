import { autoAssignChanges, executeAutoAssignment } from '@/simulator/engine/auto-assign';
import type { Machine } from '@/simulator/model/machine';
import type { AutoAssign, Policy, Rule } from '@/simulator/model/policy';
import * as z from 'zod';

import type { Call, Handler, Routes } from './call';
import { badRequest, found } from './call';
import {
  enumField,
  flagField,
  guidsField,
  integerField,
  listField,
  nameField,
  numberField,
  parseBody,
  referenceField,
  textField,
  textsField,
} from './body';
import { checkNameFree, extraFields, keptName, keptTenantId, projectScope } from './records';
import { policyDetails } from './policies';
import { activeByDefault, dropRule, ruleFrom, ruleSchema, rulesToMark } from './rule-write';
import type { RuleBody } from './rule-write';

const percent = numberField({ min: 0, max: 100 });

export const autoAssignSchema = z.looseObject({
  mode: enumField.pipe(z.enum(['DISABLED', 'ASSIGN_ONLY', 'ASSIGN_AND_REMOVE'])),
  includeTags: textsField,
  excludeTags: textsField,
  includeRegExps: textsField,
  excludeRegExps: textsField,
  hvClusters: guidsField,
  projects: guidsField,
});

/** Section 8.2 and the guide. A boolean that is missing is false, as in Java; the first clients sent no priority. */
const policySchema = z.looseObject({
  name: nameField,
  priority: integerField({ min: 0, max: 100 }),
  active: flagField,
  autoRemoveNonPresent: flagField,
  autoAssignSettings: autoAssignSchema,
  backupRetryCount: integerField({ min: 0 }),
  vms: guidsField,
  rules: listField(ruleSchema),
  failRemainingBackupTasksExportThreshold: percent,
  failRemainingBackupTasksStoreThreshold: percent,
  projects: guidsField,
  projectUuid: textField,
  visibleForAllProjects: flagField,
  dailyReportEnabled: flagField,
  executeAutoAssignmentAfterSavingPolicy: flagField,
  disableCleanOldBackups: flagField,
  quiesceBeforeSnapshot: flagField,
  scanFileSystem: flagField,
  tenantId: textField,
  mailingList: referenceField,
});
const KNOWN = [
  ...Object.keys(policySchema.shape),
  'guid',
  'averageBackupSize',
  'vmCount',
  'ruleCount',
  'autoAssignMode',
  'backupDestinations',
  'ruleBackupDestinations',
];

type PolicyBody = z.output<typeof policySchema>;
type Kind = Policy['kind'];

/** Auto-assignment as a body wants it. */
export function autoAssignOf(given: PolicyBody['autoAssignSettings']): AutoAssign {
  return {
    mode: given.mode,
    includeTags: given.includeTags ?? [],
    excludeTags: given.excludeTags ?? [],
    includeRegExps: given.includeRegExps ?? [],
    excludeRegExps: given.excludeRegExps ?? [],
    clusterGuids: given.hvClusters ?? [],
    projectGuids: given.projects ?? [],
  };
}

function policyFrom(call: Call, kind: Kind, body: PolicyBody, present: Policy | undefined): Policy {
  const { world } = call.sim;
  const name = keptName(call, body.name);
  checkNameFree(call, 'Policy', name, world.policies.values(), present?.guid);
  const projectUuid = body.projectUuid ?? present?.projectUuid ?? projectScope(call);
  return {
    guid: present?.guid ?? call.sim.newGuid(),
    kind,
    name,
    active: body.active ?? activeByDefault(call),
    priority: body.priority ?? 50,
    autoRemoveNonPresent: body.autoRemoveNonPresent ?? false,
    autoAssign: autoAssignOf(body.autoAssignSettings),
    backupRetryCount: body.backupRetryCount ?? 0,
    failExportThreshold: body.failRemainingBackupTasksExportThreshold ?? null,
    failStoreThreshold: body.failRemainingBackupTasksStoreThreshold ?? null,
    projectGuids: (body.projects ?? []).map((guid) => found(world.projects.get(guid), 'Project').guid),
    projectUuid,
    visibleForAllProjects: body.visibleForAllProjects ?? false,
    dailyReportEnabled: body.dailyReportEnabled ?? false,
    disableCleanOldBackups: body.disableCleanOldBackups ?? false,
    quiesceBeforeSnapshot: body.quiesceBeforeSnapshot ?? false,
    scanFileSystem: body.scanFileSystem ?? false,
    tenantId: keptTenantId(call, body.tenantId),
    mailingListGuid:
      body.mailingList === null ? null : found(world.mailingLists.get(body.mailingList), 'Mailing list').guid,
    ruleGuids: present?.ruleGuids ?? [],
    extra: extraFields(body, KNOWN),
  };
}

/** The rules of the body: those with a guid are the policy's own, changed; undefined where the body has no rules. */
function rulesFrom(
  call: Call,
  { guid: policyGuid, kind }: Policy,
  bodies: readonly RuleBody[] | null | undefined,
  present: readonly Rule[],
): Rule[] | undefined {
  if ((bodies ?? []).length === 0 && call.sim.behaviour.requireInlineRules && kind === 'vm-backup')
    throw badRequest("Field 'rules' may not be empty");
  if (bodies == null) return undefined;
  const written: Rule[] = [];
  for (const [position, body] of bodies.entries()) {
    const old =
      body.guid == null
        ? undefined
        : found(
            present.find(({ guid }) => guid === body.guid),
            'Rule',
          );
    if (old !== undefined && written.some(({ guid }) => guid === old.guid)) throw badRequest('A rule is named twice');
    written.push(ruleFrom(call, body, { policyGuid, kind, position, present: old, siblings: written }));
  }
  return written;
}

/** Validates everything, then writes everything: a refused request has changed nothing. */
function write(call: Call, kind: Kind, body: PolicyBody, present: Policy | undefined): Policy {
  const { world } = call.sim;
  const policy = policyFrom(call, kind, body, present);
  const machines = new Set((body.vms ?? []).map((guid): Machine => found(world.machines.get(guid), 'Virtual machine')));
  const old = present === undefined ? [] : world.rulesOf(present);
  // Clients send marked rules back after reading them: they are ignored.
  const unmarked = body.rules?.filter(({ guid }) => !old.some((rule) => rule.guid === guid && rule.markedForDeletion));
  // Clients make the rule of a snapshot policy in a second request: what they send inline has no name and is none yet.
  const bodies = kind === 'vm-backup' ? unmarked : unmarked?.filter(({ name }) => name != null);
  const rules = rulesFrom(
    call,
    policy,
    bodies,
    old.filter((rule) => !rule.markedForDeletion),
  );
  const dropped =
    rules === undefined
      ? []
      : old.filter((rule) => !rule.markedForDeletion && !rules.some(({ guid }) => guid === rule.guid));
  const marked = rulesToMark(call, dropped);

  world.policies.set(policy.guid, policy);
  for (const rule of rules ?? []) world.rules.set(rule.guid, rule);
  policy.ruleGuids = [...new Set([...policy.ruleGuids, ...(rules ?? []).map(({ guid }) => guid)])];
  for (const rule of dropped) dropRule(call, policy, rule, marked.has(rule));
  for (const machine of [...world.machinesOfPolicy(policy.guid)])
    if (!machines.has(machine)) world.assignPolicy(machine, null, kind);
  // A machine of another policy moves: it has exactly one (14.10).
  for (const machine of machines) world.assignPolicy(machine, policy.guid, kind);
  if (body.executeAutoAssignmentAfterSavingPolicy === true) executeAutoAssignment(call.sim, policy);
  return policy;
}

function requestedPolicy({ sim, guid }: Call, kind: Kind): Policy {
  const policy = sim.world.policies.get(guid);
  return found(policy?.kind === kind ? policy : undefined, 'Policy');
}

const create =
  (kind: Kind): Handler =>
  async (call) => {
    const policy = write(call, kind, parseBody(policySchema, await call.body()), undefined);
    return call.context.json(policyDetails(call, policy), 201);
  };

const update =
  (kind: Kind): Handler =>
  async (call) => {
    const present = requestedPolicy(call, kind);
    return call.context.json(
      policyDetails(call, write(call, kind, parseBody(policySchema, await call.body()), present)),
    );
  };

/** Its rules go, its machines are left without a policy, backups and schedules stay (14.10). */
const remove =
  (kind: Kind): Handler =>
  (call) => {
    const policy = requestedPolicy(call, kind);
    const { world } = call.sim;
    for (const machine of [...world.machinesOfPolicy(policy.guid)]) world.assignPolicy(machine, null, kind);
    for (const guid of policy.ruleGuids) world.rules.delete(guid);
    world.policies.delete(policy.guid);
    return call.context.body(null, 204);
  };

/** Only the assignment settings are read: a client may ask before the policy has a name. */
const previewSchema = z.looseObject({ autoAssignSettings: autoAssignSchema });

/** What auto-assignment would change with the settings of the body; nothing is written (8.4). */
const preview =
  (kind: Kind): Handler =>
  async (call) => {
    const present = call.guid === '' ? undefined : requestedPolicy(call, kind);
    const { autoAssignSettings } = parseBody(previewSchema, await call.body());
    const changes = autoAssignChanges(call.sim, {
      kind,
      guid: present?.guid ?? '',
      autoAssign: autoAssignOf(autoAssignSettings),
    });
    return call.context.json(
      changes.map(({ machine, type, reason }) => ({
        protectedEntity: { guid: machine.guid, name: machine.name, type: call.wire.enum('VM') },
        changeType: call.wire.enum(type),
        changeReason: call.wire.enum(reason),
      })),
    );
  };

/** Writing of backup policies (8.2) and of snapshot policies (8.4). */
export const policyWriteRoutes: Routes = (api, on) => {
  for (const kind of ['vm-backup', 'vm-snapshot'] as const) {
    api.post(`/policies/${kind}`, on(create(kind)));
    api.post(`/policies/${kind}/auto-assignment-preview`, on(preview(kind)));
    api.post(`/policies/${kind}/:guid/auto-assignment-preview`, on(preview(kind)));
    api.put(`/policies/${kind}/:guid`, on(update(kind)));
    api.delete(`/policies/${kind}/:guid`, on(remove(kind)));
  }
};
