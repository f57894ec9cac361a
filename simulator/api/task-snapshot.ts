import { submitSnapshot } from '@/simulator/engine/snapshot-work';
import * as z from 'zod';

import { badRequest, found } from './api-error';
import { guidsField, integerField, parseBody, referenceField } from './body';
import type { Handler } from './call';
import { USER } from './restore-source';
import { answerTasks } from './task-dto';

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
