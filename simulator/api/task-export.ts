import * as z from 'zod';
import { supportsIncremental } from '@/simulator/engine/backup-files';
import { submitSnapshot } from '@/simulator/engine/snapshot-work';
import { startRun, submitBackup } from '@/simulator/engine/submit-work';
import type { Machine } from '@/simulator/model/machine';
import type { Rule } from '@/simulator/model/policy';
import type { Call, Handler } from './call';
import { ApiError, badRequest, found } from './call';
import { enumField, guidsField, integerField, numberField, optionalEnumField, parseBody, referenceField } from './body';
import { USER } from './task-restore';
import { answerTasks } from './records';

/** Both dialects: the guide's backupDestination and the current rules, bare enums and objects (5.3.1, 13.12 to 13.14). */
const exportSchema = z.looseObject({
  protectedEntities: guidsField,
  protectedEntityType: optionalEnumField,
  backupType: enumField,
  priority: integerField({ min: 0, max: 100 }),
  windowStart: numberField(),
  windowEnd: numberField(),
  rules: guidsField,
  backupDestination: referenceField,
  retryCount: integerField({ min: 0 }),
});

type ExportBody = z.output<typeof exportSchema>;

interface Target {
  ruleGuid: string | null;
  destinationGuid: string;
}

function primaryOf(rule: Rule | undefined): string | undefined {
  return rule?.destinations.find(({ role, active }) => role === 'PRIMARY' && active)?.destinationGuid;
}

/**
 * Where a machine's backup goes and which rule it belongs to: the rule or the destination that was named. A destination alone is that of its
 * policy's rule, if one has it. A list of rules that names none, `[null]`, is what the vendor's UI sends for a policy without rules: then it
 * is the policy's rule or the server's default destination.
 */
function targetOf({ sim }: Call, body: ExportBody, machine: Machine): Target {
  const { world } = sim;
  const [named] = body.rules ?? [];
  const rule = named === undefined ? undefined : found(world.rules.get(named), 'Rule');
  const destination =
    body.backupDestination === null
      ? undefined
      : found(world.destinations.get(body.backupDestination), 'Backup destination').guid;
  const policy = world.policyOf(machine);
  const own =
    policy === undefined
      ? []
      : world.rulesOf(policy).filter(({ active, markedForDeletion }) => active && !markedForDeletion);
  const fallback = own.find((candidate) =>
    destination === undefined ? primaryOf(candidate) !== undefined : primaryOf(candidate) === destination,
  );
  const unnamed =
    body.rules == null
      ? undefined
      : (primaryOf(fallback) ?? [...world.destinations.values()].find(({ isDefault }) => isDefault)?.guid);
  const destinationGuid = primaryOf(rule) ?? destination ?? unnamed;
  if (destinationGuid === undefined)
    throw badRequest('No backup destination: neither a rule with a destination nor a backup destination was given');
  return { ruleGuid: rule?.guid ?? fallback?.guid ?? null, destinationGuid };
}

/** Why this machine can't be backed up like this; undefined when it can. */
function obstacle({ sim }: Call, machine: Machine | undefined, backupType: string): ApiError | undefined {
  if (machine === undefined) return new ApiError(404, 'Virtual machine not found');
  if (!machine.present && sim.behaviour.nonPresentBackup === 'refuse')
    return badRequest('Virtual machine is not present');
  if (backupType === 'INCREMENTAL' && !supportsIncremental(sim.world, machine))
    return badRequest('Incremental backup is not supported for this virtual machine');
  return undefined;
}

/** POST /tasks/export: one task and one backup for every machine. Of several machines those that can be backed up are; the request is refused when none can. */
export const exportHandler: Handler = async (call) => {
  const { sim } = call;
  const body = parseBody(exportSchema, await call.body());
  const { backupType } = body;
  if (backupType !== 'FULL' && backupType !== 'INCREMENTAL') throw badRequest("Field 'backupType' is not valid");
  if (body.protectedEntityType !== null && body.protectedEntityType !== 'VM')
    throw badRequest("Field 'protectedEntityType' is not valid");
  const windowStart = body.windowStart ?? undefined;
  const windowEnd = body.windowEnd ?? undefined;
  if (windowStart !== undefined && windowEnd !== undefined && windowEnd <= windowStart)
    throw badRequest('Window ends before it starts');
  const guids = [...new Set(body.protectedEntities ?? [])];
  if (guids.length === 0) throw badRequest("Field 'protectedEntities' is missing or not valid");
  const refusals = guids.map((guid) => obstacle(call, sim.world.machines.get(guid), backupType));
  const machines = guids.flatMap((guid, index) =>
    refusals[index] === undefined ? (sim.world.machines.get(guid) ?? []) : [],
  );
  const [refusal] = refusals;
  if (machines.length === 0 && refusal !== undefined) throw refusal;
  const targets = machines.map((machine) => ({ machine, target: targetOf(call, body, machine) }));
  const run = startRun(sim, null);
  const tasks = targets.map(({ machine, target }) =>
    submitBackup(sim, machine, {
      type: backupType,
      ...target,
      priority: body.priority ?? 50,
      windowStart,
      windowEnd,
      retryCount: body.retryCount ?? 0,
      origin: { type: 'USER', guid: '1', name: 'portal' },
      scheduleGuid: null,
      run,
    }),
  );
  const unsuccessful = guids
    .filter((_, index) => refusals[index] !== undefined)
    .map((guid) => ({ guid, name: sim.world.machines.get(guid)?.name ?? '' }));
  return answerTasks(call, tasks, sim.behaviour.taskResponseShape, unsuccessful);
};

const snapshotSchema = z.looseObject({
  protectedEntities: guidsField,
  rule: referenceField,
  priority: integerField({ min: 0, max: 100 }),
});

/** POST /tasks/vm-snapshot: one SNAPSHOT task for every machine that is there; without a rule that of the machine's snapshot policy, if it has one (5.3). */
export const snapshotHandler: Handler = async (call) => {
  const { sim } = call;
  const body = parseBody(snapshotSchema, await call.body());
  const machines = [...new Set(body.protectedEntities ?? [])].map((guid) =>
    found(sim.world.machines.get(guid), 'Virtual machine'),
  );
  if (machines.length === 0) throw badRequest("Field 'protectedEntities' is missing or not valid");
  const present = machines.filter((machine) => machine.present);
  if (present.length === 0) throw badRequest('Virtual machine is not present');
  const named = body.rule === null ? undefined : found(sim.world.rules.get(body.rule), 'Rule');
  const tasks = present.map((machine) => {
    const policy = sim.world.policies.get(machine.snapshotPolicyGuid ?? '');
    const rule = named ?? (policy === undefined ? undefined : sim.world.rulesOf(policy)[0]);
    return submitSnapshot(sim, machine, { rule, priority: body.priority ?? 50, origin: USER, scheduleGuid: null });
  });
  return answerTasks(call, tasks, sim.behaviour.taskResponseShape);
};
