import type { Machine } from '@/simulator/model/machine';
import type { AutoAssign, Policy, Rule } from '@/simulator/model/policy';
import * as z from 'zod';

import { badRequest, found } from './api-error';
import { enumField, guidField, parseBody } from './body';
import type { Call, Handler, Routes } from './call';
import { extraFields } from './extra-fields';
import { policyDetails } from './policy-dto';
import { activeByDefault, dropRule, ruleFrom, ruleSchema, rulesToMark } from './rule-write';
import type { RuleBody } from './rule-write';
import { checkNameFree, keptName, keptTenantId, projectScope } from './written-names';

const flag = z.boolean().nullish();
const texts = z.array(z.string()).nullish();
const percent = z.number().min(0).max(100).nullish();

const autoAssignSchema = z.looseObject({
  mode: enumField.pipe(z.enum(['DISABLED', 'ASSIGN_ONLY', 'ASSIGN_AND_REMOVE'])),
  includeTags: texts,
  excludeTags: texts,
  includeRegExps: texts,
  excludeRegExps: texts,
  hvClusters: z.array(guidField).nullish(),
  projects: z.array(guidField).nullish(),
});

/** Section 8.2 and the guide. A boolean that is missing is false, as in Java. */
const policySchema = z.looseObject({
  name: z.string().trim().min(1).max(255),
  priority: z.int().min(0).max(100),
  active: flag,
  autoRemoveNonPresent: flag,
  autoAssignSettings: autoAssignSchema,
  backupRetryCount: z.int().nonnegative().nullish(),
  vms: z.array(guidField).nullish(),
  rules: z.array(ruleSchema).nullish(),
  failRemainingBackupTasksExportThreshold: percent,
  failRemainingBackupTasksStoreThreshold: percent,
  projects: z.array(guidField).nullish(),
  projectUuid: z.string().nullish(),
  visibleForAllProjects: flag,
  dailyReportEnabled: flag,
  executeAutoAssignmentAfterSavingPolicy: flag,
  disableCleanOldBackups: flag,
  quiesceBeforeSnapshot: flag,
  scanFileSystem: flag,
  tenantId: z.string().nullish(),
});
const KNOWN = [...Object.keys(policySchema.shape), 'guid', 'averageBackupSize', 'vmCount', 'ruleCount', 'autoAssignMode'];

type PolicyBody = z.output<typeof policySchema>;

function autoAssignOf({ autoAssignSettings: given }: PolicyBody): AutoAssign {
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

function policyFrom(call: Call, body: PolicyBody, present: Policy | undefined): Policy {
  const { world } = call.sim;
  const name = keptName(call, body.name);
  checkNameFree(call, 'Policy', name, world.policies.values(), present?.guid);
  const projectUuid = body.projectUuid ?? present?.projectUuid ?? projectScope(call);
  return {
    guid: present?.guid ?? call.sim.newGuid(),
    kind: 'vm-backup',
    name,
    active: body.active ?? activeByDefault(call),
    priority: body.priority,
    autoRemoveNonPresent: body.autoRemoveNonPresent ?? false,
    autoAssign: autoAssignOf(body),
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
    ruleGuids: present?.ruleGuids ?? [],
    extra: extraFields(body, KNOWN),
  };
}

/** The rules as the body wants them: those with a guid are the policy's own, changed; undefined where the body says nothing about rules. */
function rulesFrom(call: Call, policyGuid: string, bodies: readonly RuleBody[] | null | undefined, present: readonly Rule[]): Rule[] | undefined {
  if ((bodies ?? []).length === 0 && call.sim.behaviour.requireInlineRules) throw badRequest("Field 'rules' may not be empty");
  if (bodies == null) return undefined;
  const written: Rule[] = [];
  for (const [position, body] of bodies.entries()) {
    const old = body.guid == null ? undefined : found(present.find(({ guid }) => guid === body.guid), 'Rule');
    if (old !== undefined && written.some(({ guid }) => guid === old.guid)) throw badRequest('A rule is named twice');
    written.push(ruleFrom(call, body, { policyGuid, position, present: old, siblings: written }));
  }
  return written;
}

/** Checks everything, then writes everything: a refused request has changed nothing. */
function write(call: Call, body: PolicyBody, present: Policy | undefined): Policy {
  const { world } = call.sim;
  const policy = policyFrom(call, body, present);
  const machines = new Set((body.vms ?? []).map((guid): Machine => found(world.machines.get(guid), 'Virtual machine')));
  const old = present === undefined ? [] : world.rulesOf(present);
  // Marked rules linger in what a client has read: sent back they mean nothing.
  const bodies = body.rules?.filter(({ guid }) => !old.some((rule) => rule.guid === guid && rule.markedForDeletion));
  const rules = rulesFrom(call, policy.guid, bodies, old.filter((rule) => !rule.markedForDeletion));
  const dropped = rules === undefined ? [] : old.filter((rule) => !rule.markedForDeletion && !rules.some(({ guid }) => guid === rule.guid));
  const marked = rulesToMark(call, dropped);

  world.policies.set(policy.guid, policy);
  for (const rule of rules ?? []) world.rules.set(rule.guid, rule);
  policy.ruleGuids = [...new Set([...policy.ruleGuids, ...(rules ?? []).map(({ guid }) => guid)])];
  for (const rule of dropped) dropRule(call, policy, rule, marked.has(rule));
  for (const machine of [...world.machinesOfPolicy(policy.guid)]) if (!machines.has(machine)) world.assignPolicy(machine, null);
  // A machine of another policy moves: it has exactly one (14.10).
  for (const machine of machines) if (machine.policyGuid !== policy.guid) world.assignPolicy(machine, policy.guid);
  return policy;
}

function policyAsked({ sim, guid }: Call): Policy {
  const policy = sim.world.policies.get(guid);
  return found(policy?.kind === 'vm-backup' ? policy : undefined, 'Policy');
}

const create: Handler = async (call) => {
  const policy = write(call, parseBody(policySchema, await call.body()), undefined);
  return call.context.json(policyDetails(call, policy), 201);
};

const update: Handler = async (call) => {
  const present = policyAsked(call);
  return call.context.json(policyDetails(call, write(call, parseBody(policySchema, await call.body()), present)));
};

/** Its rules go, its machines are left without a policy, backups and schedules stay (14.10). */
const remove: Handler = (call) => {
  const policy = policyAsked(call);
  const { world } = call.sim;
  for (const machine of [...world.machinesOfPolicy(policy.guid)]) world.assignPolicy(machine, null);
  for (const guid of policy.ruleGuids) world.rules.delete(guid);
  world.policies.delete(policy.guid);
  return call.context.body(null, 204);
};

/** Writing of backup policies (8.2). Snapshot policies can only be read. */
export const policyWriteRoutes: Routes = (api, on) => {
  api.post('/policies/vm-backup', on(create));
  api.put('/policies/vm-backup/:guid', on(update));
  api.delete('/policies/vm-backup/:guid', on(remove));
};
