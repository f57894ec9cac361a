import { supportsIncremental } from '@/simulator/engine/incremental';
import type { Simulation } from '@/simulator/engine/simulation';
import { startRun, submitBackup } from '@/simulator/engine/submit-backup';
import type { Machine } from '@/simulator/model/machine';
import * as z from 'zod';

import { badRequest, found } from './api-error';
import { enumField, guidField, parseBody } from './body';
import type { Handler } from './call';
import { answerTasks } from './task-dto';

/** Both dialects: the guide's backupDestination and the current rules, bare enums and objects (5.3.1, 13.12 to 13.14). */
const exportSchema = z.looseObject({
  protectedEntities: z.array(guidField).min(1),
  protectedEntityType: enumField.nullish(),
  backupType: enumField,
  priority: z.int().min(0).max(100).nullish(),
  windowStart: z.number().nullish(),
  windowEnd: z.number().nullish(),
  rules: z.array(guidField).nullish(),
  backupDestination: guidField.nullish(),
  retryCount: z.int().min(0).nullish(),
});

interface Target {
  ruleGuid: string | null;
  destinationGuid: string;
}

function targetOf(sim: Simulation, rules: readonly string[], destination: string | null | undefined): Target {
  const rule = rules[0] === undefined ? undefined : found(sim.world.rules.get(rules[0]), 'Rule');
  const ofRule = rule?.destinations.find(({ role, active }) => role === 'PRIMARY' && active)?.destinationGuid;
  const destinationGuid = ofRule ?? (destination == null ? undefined : found(sim.world.destinations.get(destination), 'Backup destination').guid);
  if (destinationGuid === undefined) throw badRequest('No backup destination: neither a rule with a destination nor a backup destination was given');
  return { ruleGuid: rule?.guid ?? null, destinationGuid };
}

function checkMachine(sim: Simulation, machine: Machine, backupType: string): Machine {
  if (!machine.present && sim.behaviour.nonPresentBackup === 'refuse') throw badRequest('Virtual machine is not present');
  if (backupType === 'INCREMENTAL' && !supportsIncremental(sim.world, machine))
    throw badRequest('Incremental backup is not supported for this virtual machine');
  return machine;
}

/** POST /tasks/export: one task and one backup for every machine, all or none. */
export const exportHandler: Handler = async (call) => {
  const { sim } = call;
  const body = parseBody(exportSchema, await call.body());
  if (body.backupType !== 'FULL' && body.backupType !== 'INCREMENTAL') throw badRequest("Field 'backupType' is not valid");
  if (body.protectedEntityType != null && body.protectedEntityType !== 'VM') throw badRequest("Field 'protectedEntityType' is not valid");
  const { backupType, windowStart, windowEnd } = body;
  if (windowStart != null && windowEnd != null && windowEnd <= windowStart) throw badRequest('Window ends before it starts');
  const machines = [...new Set(body.protectedEntities)].map((guid) => checkMachine(sim, found(sim.world.machines.get(guid), 'Virtual machine'), backupType));
  const target = targetOf(sim, body.rules ?? [], body.backupDestination);
  const run = startRun(sim, null);
  const tasks = machines.map((machine) =>
    submitBackup(sim, machine, {
      type: backupType,
      ...target,
      priority: body.priority ?? 50,
      windowStart: windowStart ?? undefined,
      windowEnd: windowEnd ?? undefined,
      retryCount: body.retryCount ?? 0,
      origin: { type: 'USER', guid: '1', name: 'portal' },
      scheduleGuid: null,
      run,
    }),
  );
  return answerTasks(call, tasks, sim.behaviour.taskResponseShape);
};
