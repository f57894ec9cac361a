import * as z from 'zod';
import { protectionAt } from '@/simulator/engine/schedules';
import { isUsable } from '@/simulator/model/backup';
import type { Policy, Rule, RuleDestination } from '@/simulator/model/policy';
import type { Call, Handler, Routes } from './call';
import { found } from './call';
import { guidsField, parseBody } from './body';
import { answerList } from './listing';
import { machineListRecord, nameOf } from './records';

type Kind = Policy['kind'];

/** Visible to a tenant: tagged with it or given to its project. */
function belongsTo({ sim }: Call, policy: Policy, tenant: string): boolean {
  if (policy.tenantId === tenant || policy.projectUuid === tenant) return true;
  return policy.projectGuids.some((guid) => sim.world.projects.get(guid)?.uuid === tenant);
}

function listOf(kind: Kind): Handler {
  return (call) => {
    const { query, sim, tenant } = call;
    const { world } = sim;
    const machine = query.text('virtual-machine');
    const ofMachine = world.machines.get(machine ?? '');
    const policyOfMachine =
      machine === undefined
        ? undefined
        : ((kind === 'vm-backup' ? ofMachine?.policyGuid : ofMachine?.snapshotPolicyGuid) ?? '');
    const project = query.text('project');
    const policies = [...world.policies.values()].filter(
      (policy) =>
        policy.kind === kind &&
        (policyOfMachine === undefined || policy.guid === policyOfMachine) &&
        (project === undefined || policy.projectGuids.includes(project) || policy.visibleForAllProjects) &&
        (tenant === undefined || belongsTo(call, policy, tenant)),
    );
    return answerList(
      call,
      policies,
      {
        text: ({ name, guid }) => [name, guid],
        name: ({ name }) => name,
        columns: {
          name: ({ name }) => name,
          priority: ({ priority }) => priority,
          active: ({ active }) => active,
          vmCount: ({ guid }) => world.machinesOfPolicy(guid).size,
          averageBackupSize: (policy) => averageBackupSize(call, policy),
          ruleCount: ({ ruleGuids }) => ruleGuids.length,
        },
      },
      (policy) => policyListRecord(call, policy),
    );
  };
}

function policyOf({ sim, guid }: Call, kind: Kind): Policy {
  const policy = sim.world.policies.get(guid);
  return found(policy?.kind === kind ? policy : undefined, 'Policy');
}

/** Details of the policies of the given machines, each once (5.3.1). Entities are bare guids; references are taken too. */
const listByEntities: Handler = async (call) => {
  const { protectedEntities } = parseBody(z.looseObject({ protectedEntities: guidsField }), await call.body());
  const { world } = call.sim;
  const policies = new Set<Policy>();
  for (const guid of protectedEntities ?? []) {
    const policy = world.policyOf(found(world.machines.get(guid), 'Virtual machine'));
    if (policy !== undefined) policies.add(policy);
  }
  return call.context.json([...policies].map((policy) => policyDetails(call, policy)));
};

/** Rules of all policies or of one, narrowed to a tenant as their policies are. The first clients named the policy in `rule` (8.4). */
function listRules(kind: Kind): Handler {
  return (call) => {
    const { sim, query, tenant } = call;
    const requested = query.text('policy') ?? (sim.behaviour.dialect === 'guide' ? query.text('rule') : undefined);
    const rules = [...sim.world.rules.values()].filter((rule) => {
      const policy = sim.world.policies.get(rule.policyGuid);
      return (
        policy?.kind === kind &&
        (requested === undefined || rule.policyGuid === requested) &&
        (tenant === undefined || belongsTo(call, policy, tenant))
      );
    });
    return answerList(
      call,
      rules,
      {
        text: ({ name, guid }) => [name, guid],
        name: ({ name }) => name,
        columns: { name: ({ name }) => name, position: ({ position }) => position },
      },
      (rule) => ruleRecord(call, rule),
    );
  };
}

const ruleDetails: Handler = (call) => {
  const rule = found(call.sim.world.rules.get(call.guid), 'Rule');
  const onlyActive = call.query.flag('only-active-destinations') === true;
  const shown = onlyActive ? { ...rule, destinations: rule.destinations.filter(({ active }) => active) } : rule;
  return call.context.json(ruleRecord(call, shown));
};

/** Policies and rules for reading (section 8). */
export const policyRoutes: Routes = (api, on) => {
  for (const kind of ['vm-backup', 'vm-snapshot'] as const) {
    api.get(`/policies/${kind}`, on(listOf(kind)));
    api.get(
      `/policies/${kind}/:guid`,
      on((call) => call.context.json(policyDetails(call, policyOf(call, kind)))),
    );
    api.get(`/rules/${kind}`, on(listRules(kind)));
    api.get(`/rules/${kind}/:guid`, on(ruleDetails));
  }
  api.post('/policies/vm-backup/list-by-entities', on(listByEntities));
};

/** Mean size of the latest good backups of a policy's machines. */
function averageBackupSize({ sim }: Call, policy: Policy): number {
  const sizes = [...sim.world.machinesOfPolicy(policy.guid)]
    .map(({ lastSuccessfulSize }) => lastSuccessfulSize)
    .filter((size) => size > 0);
  return sizes.length === 0 ? 0 : Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
}

function ruleDestinationRecord({ sim, wire }: Call, rule: Rule, entry: RuleDestination): Record<string, unknown> {
  const destination = sim.world.destinations.get(entry.destinationGuid);
  const { retention } = entry;
  return {
    ...entry.extra,
    guid: entry.guid,
    rule: { guid: rule.guid, name: rule.name },
    roleType: wire.enum(entry.role),
    active: entry.active,
    daysToKeepRetentionLock: entry.daysToKeepRetentionLock,
    backupDestination: wire.optional(
      destination === undefined
        ? null
        : { guid: destination.guid, name: destination.name, type: wire.enum(destination.type) },
    ),
    backupRetentionSettings: {
      retentionKeepLastNFull: wire.optional(retention.keepLastNFull),
      retentionKeepFullNewerThan: wire.optional(retention.keepFullNewerThanMs),
      retentionKeepLastNIncremental: wire.optional(retention.keepLastNIncremental),
      retentionKeepIncrementalNewerThan: wire.optional(retention.keepIncrementalNewerThanMs),
      keepLastBackupWhenSourceStillExists: retention.keepLastWhenSourceExists,
    },
  };
}

/** RuleDetails (8.3). Counting the rule's backups walks those of its policy's machines. */
export function ruleRecord(call: Call, rule: Rule): Record<string, unknown> {
  const { sim, wire } = call;
  const { world } = sim;
  const policy = world.policies.get(rule.policyGuid);
  let backupCount = 0;
  for (const machine of world.machinesOfPolicy(rule.policyGuid)) {
    for (const backup of world.backupsOf(machine.guid))
      if (backup.ruleGuid === rule.guid && isUsable(backup)) backupCount += 1;
  }
  return {
    ...rule.extra,
    guid: rule.guid,
    name: rule.name,
    policy: wire.reference(policy, nameOf),
    schedules: rule.scheduleGuids.map((guid) => ({ guid, name: world.schedules.get(guid)?.name ?? '' })),
    vmCount: world.machinesOfPolicy(rule.policyGuid).size,
    schedulesCount: rule.scheduleGuids.length,
    position: rule.position,
    active: rule.active,
    removable: backupCount === 0,
    markedForDeletion: rule.markedForDeletion,
    backupCount,
    daysToKeepRetentionLock: 0,
    ruleBackupDestinations: rule.destinations.map((entry) => ruleDestinationRecord(call, rule, entry)),
    ...(rule.snapshots === undefined
      ? {}
      : {
          retentionVersions: wire.optional(rule.snapshots.versions),
          retentionDays: wire.optional(rule.snapshots.days),
        }),
  };
}

/** Element of GET /policies/vm-backup. Clients read rules, destinations and counts without `extended` too, so it adds nothing here (8.1). */
function policyListRecord(call: Call, policy: Policy): Record<string, unknown> {
  const { sim, wire } = call;
  const rules = sim.world.rulesOf(policy);
  const destinations = rules.flatMap((rule) => rule.destinations.map((entry) => ({ rule, entry })));
  const guids = [...new Set(destinations.map(({ entry }) => entry.destinationGuid))];
  return {
    guid: policy.guid,
    name: policy.name,
    active: policy.active,
    priority: policy.priority,
    backupRetryCount: policy.backupRetryCount,
    autoAssignMode: wire.enum(policy.autoAssign.mode),
    backupDestinations: guids.map((guid) => ({ guid, name: sim.world.destinations.get(guid)?.name ?? '' })),
    tenantId: wire.tenantId(policy.tenantId),
    vmCount: sim.world.machinesOfPolicy(policy.guid).size,
    averageBackupSize: averageBackupSize(call, policy),
    rules: rules.map(({ guid, name }) => ({ guid, name })),
    ruleCount: rules.length,
    ruleBackupDestinations: destinations.map(({ rule, entry }) => ruleDestinationRecord(call, rule, entry)),
  };
}

/** Records of a list, as 8.3 has it. Of a policy with many machines only what names each of them: some thousand records are megabytes in every answer. */
const MOST_WHOLE_RECORDS = 200;

function machinesOf(call: Call, policy: Policy): unknown[] {
  const machines = [...call.sim.world.machinesOfPolicy(policy.guid)];
  if (machines.length > MOST_WHOLE_RECORDS)
    return machines.map(({ guid, name, uuid, present }) => ({ guid, name, uuid, present, type: call.wire.enum('VM') }));
  const protection = protectionAt(call.sim);
  return machines.map((machine) => machineListRecord(call, protection, machine));
}

/** VmBackupPolicyDetails (8.3). */
export function policyDetails(call: Call, policy: Policy): Record<string, unknown> {
  const { sim, wire } = call;
  const { world } = sim;
  const { autoAssign } = policy;
  const projects = policy.projectGuids.map((guid) => ({ guid, name: world.projects.get(guid)?.name ?? '' }));
  return {
    ...policy.extra,
    guid: policy.guid,
    name: policy.name,
    active: policy.active,
    priority: policy.priority,
    autoAssignSettings: {
      mode: wire.enum(autoAssign.mode),
      includeTags: autoAssign.includeTags,
      excludeTags: autoAssign.excludeTags,
      includeRegExps: autoAssign.includeRegExps,
      excludeRegExps: autoAssign.excludeRegExps,
      hvClusters: autoAssign.clusterGuids.map((guid) => ({ guid, name: world.clusters.get(guid)?.name ?? '' })),
      projects: autoAssign.projectGuids.map((guid) => ({ guid, name: world.projects.get(guid)?.name ?? '' })),
    },
    autoRemoveNonPresent: policy.autoRemoveNonPresent,
    vms: machinesOf(call, policy),
    averageBackupSize: averageBackupSize(call, policy),
    failRemainingBackupTasksExportThreshold: wire.optional(policy.failExportThreshold),
    failRemainingBackupTasksStoreThreshold: wire.optional(policy.failStoreThreshold),
    projects,
    projectUuid: wire.optional(policy.projectUuid),
    visibleForAllProjects: policy.visibleForAllProjects,
    backupRetryCount: policy.backupRetryCount,
    dailyReportEnabled: policy.dailyReportEnabled,
    disableCleanOldBackups: policy.disableCleanOldBackups,
    quiesceBeforeSnapshot: policy.quiesceBeforeSnapshot,
    scanFileSystem: policy.scanFileSystem,
    rules: world.rulesOf(policy).map((rule) => ruleRecord(call, rule)),
    mailingList: wire.reference(world.mailingLists.get(policy.mailingListGuid ?? ''), nameOf),
    tenantId: wire.tenantId(policy.tenantId),
  };
}
