import type { Rule } from '@/simulator/model/policy';
import type { Schedule } from '@/simulator/model/schedule';

import { found } from './api-error';
import type { Call, Handler, Routes } from './call';
import { currentScheduleType } from './enum-descriptions';
import { answerList } from './listing';

/** The rules that use a schedule. */
export function rulesUsing({ sim }: Call, schedule: Schedule): Rule[] {
  return [...sim.world.rules.values()].filter((rule) => rule.scheduleGuids.includes(schedule.guid));
}

/** List element and details of a schedule are alike (section 7). */
export function scheduleRecord(call: Call, schedule: Schedule): Record<string, unknown> {
  const { wire, sim } = call;
  const rules = rulesUsing(call, schedule);
  const policies = [...new Set(rules.map(({ policyGuid }) => policyGuid))];
  return {
    ...schedule.extra,
    guid: schedule.guid,
    name: schedule.name,
    active: schedule.active,
    type: wire.enum(schedule.type),
    backupType: wire.enum(schedule.backupType),
    executionType: wire.enum(schedule.executionType),
    hour: wire.optional(schedule.hour),
    // Clients compute with it whatever the execution type: an INTERVAL that was sent without one has none, which is 0.
    startWindowLength:
      schedule.executionType === 'INTERVAL'
        ? (schedule.startWindowLength ?? 0)
        : wire.optional(schedule.startWindowLength),
    interval: wire.optional(schedule.interval),
    daysOfWeek: wire.enums(schedule.daysOfWeek),
    months: wire.enums(schedule.months),
    dayOfWeekOccurrences: wire.enums(schedule.occurrences),
    rules: rules.map(({ guid, name }) => ({ guid, name })),
    policies: policies.map((guid) => ({ guid, name: sim.world.policies.get(guid)?.name ?? '' })),
    lastRun: wire.optional(schedule.lastRun),
    tenantId: wire.tenantId(schedule.tenantId),
  };
}

const list: Handler = (call) => {
  const { query, sim, tenant } = call;
  const type = query.text('type');
  const entity = query.text('protected-entity', 'protectedEntity');
  const rules = query.all('rules');
  const policyGuid = entity === undefined ? undefined : (sim.world.machines.get(entity)?.policyGuid ?? '');
  const schedules = [...sim.world.schedules.values()].filter(
    (schedule) =>
      (type === undefined || schedule.type === currentScheduleType(type)) &&
      (tenant === undefined || schedule.tenantId === tenant || schedule.projectUuid === tenant) &&
      (rules.length === 0 || rulesUsing(call, schedule).some(({ guid }) => rules.includes(guid))) &&
      (policyGuid === undefined || rulesUsing(call, schedule).some((rule) => rule.policyGuid === policyGuid)),
  );
  return answerList(
    call,
    schedules,
    {
      text: ({ name, guid }) => [name, guid],
      name: ({ name }) => name,
      columns: {
        name: ({ name }) => name,
        active: ({ active }) => active,
        type: ({ type: scheduleType }) => scheduleType,
        backupType: ({ backupType }) => backupType,
        executionType: ({ executionType }) => executionType,
        hour: ({ hour }) => hour,
        lastRun: ({ lastRun }) => lastRun,
        startWindowLength: ({ startWindowLength }) => startWindowLength ?? 0,
      },
    },
    (schedule) => scheduleRecord(call, schedule),
  );
};

const details: Handler = (call) =>
  call.context.json(scheduleRecord(call, found(call.sim.world.schedules.get(call.guid), 'Schedule')));

/** Schedules for reading (section 7). */
export const scheduleRoutes: Routes = (api, on) => {
  api.get('/schedules', on(list));
  api.get('/schedules/:guid', on(details));
};
