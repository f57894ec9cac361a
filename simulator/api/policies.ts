import * as z from 'zod';

import type { Policy } from '@/simulator/model/policy';

import { found } from './api-error';
import { guidsField, parseBody } from './body';
import type { Call, Handler, Routes } from './call';
import { answerList } from './listing';
import { averageBackupSize, policyDetails, policyListRecord, ruleRecord } from './policy-dto';

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
    const asked = query.text('policy') ?? (sim.behaviour.dialect === 'guide' ? query.text('rule') : undefined);
    const rules = [...sim.world.rules.values()].filter((rule) => {
      const policy = sim.world.policies.get(rule.policyGuid);
      return (
        policy?.kind === kind &&
        (asked === undefined || rule.policyGuid === asked) &&
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
