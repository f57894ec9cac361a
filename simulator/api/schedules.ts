import * as z from 'zod';
import { DAY } from '@/simulator/engine/timeline';
import { planNextFiring } from '@/simulator/engine/schedules';
import { MONTHS, OCCURRENCES, WEEKDAYS } from '@/simulator/model/policy';
import type { FiringPattern, Rule, Schedule } from '@/simulator/model/policy';
import type { Call, Handler, Routes } from './call';
import { ApiError, badRequest, found } from './call';
import { enumField, flagField, guidsField, integerField, listField, nameField, parseBody, textField } from './body';
import { currentScheduleType } from './wire';
import { checkNameFree, extraFields, keptName, keptTenantId, projectScope } from './records';
import { answerList } from './listing';

/** The rules that use a schedule. */
function rulesUsing({ sim }: Call, schedule: Schedule): Rule[] {
  return [...sim.world.rules.values()].filter((rule) => rule.scheduleGuids.includes(schedule.guid));
}

/** List element and details of a schedule are alike (section 7). */
function scheduleRecord(call: Call, schedule: Schedule): Record<string, unknown> {
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

const enumsOf = <T extends string>(names: readonly [T, ...T[]]) => listField(enumField.pipe(z.enum(names)));

/** Section 7. Bare enums and guids are taken too (2.1). */
const scheduleSchema = z.looseObject({
  name: nameField,
  active: flagField,
  type: enumField.transform(currentScheduleType).pipe(z.enum(['VM_BACKUP', 'VM_SNAPSHOT'])),
  backupType: enumField.pipe(z.enum(['FULL', 'INCREMENTAL', 'SYNCHRONIZATION'])),
  executionType: enumField.pipe(z.enum(['TIME', 'INTERVAL'])),
  hour: integerField(),
  startWindowLength: integerField({ min: 0 }),
  interval: z
    .looseObject({ startHour: integerField(), endHour: integerField(), frequency: integerField({ min: 1 }) })
    .nullish(),
  daysOfWeek: enumsOf(WEEKDAYS),
  months: enumsOf(MONTHS),
  dayOfWeekOccurrences: enumsOf(OCCURRENCES),
  rules: guidsField,
  tenantId: textField,
});
const KNOWN = [...Object.keys(scheduleSchema.shape), 'guid', 'lastRun', 'policies'];

type ScheduleBody = z.output<typeof scheduleSchema>;

/** A time of day in the range, or wrapped into it where configured (13.1, 13.2); never interpreted as seconds. */
function timeOfDay({ sim }: Call, field: string, value: number): number {
  if (value >= 0 && value < DAY) return value;
  // The clients of the guide's age computed local times that lie outside the UTC day (13.2).
  if (sim.behaviour.hourRange === 'strict' && sim.behaviour.dialect !== 'guide')
    throw badRequest(`Field '${field}' is not valid: not a time of day in milliseconds`);
  return ((value % DAY) + DAY) % DAY;
}

function patternOf(call: Call, body: ScheduleBody): FiringPattern {
  const { executionType, interval } = body;
  if (body.daysOfWeek == null || body.daysOfWeek.length === 0)
    throw badRequest("Field 'daysOfWeek' is missing or not valid");
  const days = {
    daysOfWeek: [...new Set(body.daysOfWeek)],
    months: [...new Set(body.months ?? [])],
    occurrences: [...new Set(body.dayOfWeekOccurrences ?? [])],
  };
  if (executionType === 'TIME') {
    if (body.hour == null) throw badRequest("Field 'hour' is missing or not valid");
    if (body.startWindowLength === 0) throw badRequest("Field 'startWindowLength' is missing or not valid");
    return { ...days, executionType, hour: timeOfDay(call, 'hour', body.hour), interval: null };
  }
  if (interval?.startHour == null || interval.endHour == null || interval.frequency == null)
    throw badRequest("Field 'interval' is missing or not valid");
  // An end before the start lies on the next day: whole days of zones away from UTC arrive so.
  const startHour = timeOfDay(call, 'interval.startHour', interval.startHour);
  const endHour = timeOfDay(call, 'interval.endHour', interval.endHour);
  return { ...days, executionType, hour: null, interval: { startHour, endHour, frequency: interval.frequency } };
}

/** The rules that shall use a schedule: of the right kind, and in each policy only one (8.4). */
function requestedRules({ sim }: Call, body: ScheduleBody): Rule[] {
  const { world } = sim;
  const rules = [...new Set(body.rules ?? [])].map((guid) => found(world.rules.get(guid), 'Rule'));
  const kind = body.type === 'VM_BACKUP' ? 'vm-backup' : 'vm-snapshot';
  if (rules.some((rule) => world.policies.get(rule.policyGuid)?.kind !== kind))
    throw badRequest('Type of schedule does not match type of policy');
  if (new Set(rules.map(({ policyGuid }) => policyGuid)).size < rules.length)
    throw badRequest('Schedule may belong to one rule of a policy only');
  return rules;
}

/** Writes a schedule, new or present, after everything about it has been checked. What the body leaves out goes back to its default (13.53). */
function write(call: Call, body: ScheduleBody, present: Schedule | undefined): Schedule {
  const { sim } = call;
  const name = keptName(call, body.name);
  checkNameFree(call, 'Schedule', name, sim.world.schedules.values(), present?.guid);
  const pattern = patternOf(call, body);
  const rules = new Set(requestedRules(call, body));
  const schedule: Schedule = {
    ...pattern,
    guid: present?.guid ?? sim.newGuid(),
    name,
    active: body.active ?? false,
    type: body.type,
    backupType: body.backupType,
    startWindowLength: body.startWindowLength || null,
    lastRun: present?.lastRun ?? null,
    tenantId: keptTenantId(call, body.tenantId),
    projectUuid: present?.projectUuid ?? projectScope(call),
    extra: extraFields(body, KNOWN),
  };
  sim.world.schedules.set(schedule.guid, schedule);
  for (const rule of sim.world.rules.values()) {
    const others = rule.scheduleGuids.filter((guid) => guid !== schedule.guid);
    if (rules.has(rule)) rule.scheduleGuids = [...others, schedule.guid];
    else if (others.length < rule.scheduleGuids.length) rule.scheduleGuids = others;
  }
  planNextFiring(sim, schedule);
  return schedule;
}

const create: Handler = async (call) => {
  const schedule = write(call, parseBody(scheduleSchema, await call.body()), undefined);
  return call.context.json(scheduleRecord(call, schedule), 201);
};

const update: Handler = async (call) => {
  const present = found(call.sim.world.schedules.get(call.guid), 'Schedule');
  return call.context.json(scheduleRecord(call, write(call, parseBody(scheduleSchema, await call.body()), present)));
};

const remove: Handler = (call) => {
  const { world, scheduleVersions: armings, behaviour } = call.sim;
  const schedule = found(world.schedules.get(call.guid), 'Schedule');
  const users = rulesUsing(call, schedule);
  if (users.length > 0 && behaviour.scheduleDeleteInUse === 'refuse') throw new ApiError(409, 'Schedule is in use');
  for (const rule of users) rule.scheduleGuids = rule.scheduleGuids.filter((guid) => guid !== schedule.guid);
  world.schedules.delete(schedule.guid);
  armings.delete(schedule.guid);
  return call.context.body(null, 204);
};

/** Writing of schedules (section 7, 13.1 to 13.6, 14.9, 14.10). */
export const scheduleWriteRoutes: Routes = (api, on) => {
  api.post('/schedules', on(create));
  api.put('/schedules/:guid', on(update));
  api.delete('/schedules/:guid', on(remove));
};
