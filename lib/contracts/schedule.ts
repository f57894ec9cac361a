import * as z from 'zod';
import { monthNames, occurrenceNames, weekdayNames } from './calendar-names';
import { fault } from './faults';
import { ListOf, ListQuery } from './list';
import { Guid, Instant, Ref, Sentence, ThingName } from './scalar';
import { TextRef } from './server-text';

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, fault('timeLike'));

/** TIME: once on each day; INTERVAL: repeatedly between two times (over midnight when `to` is before `from`). */
export const ScheduleExecution = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('TIME'), at: WallTime }),
  z.strictObject({
    kind: z.literal('INTERVAL'),
    from: WallTime,
    to: WallTime,
    everyMinutes: z.number().int().min(5, fault('everyFive')).max(1440),
  }),
]);
export type ScheduleExecution = z.infer<typeof ScheduleExecution>;

const DisplayName = z
  .string()
  .trim()
  .min(1, fault('nameMissing'))
  .max(100, fault('charactersMost', { max: 100 }))
  .regex(/^[^\p{Cc}]*$/u, fault('controlCharacters'));

const intent = {
  backupType: z.enum(['FULL', 'INCREMENTAL']),
  /** IANA name of the time zone of all other fields. */
  timeZone: z.string().max(64),
  execution: ScheduleExecution,
  daysOfWeek: z.array(z.enum(weekdayNames)),
  months: z.array(z.enum(monthNames)),
  occurrences: z.array(z.enum(occurrenceNames)),
};

/**
 * A schedule as it is written. Empty months or occurrences restrict nothing. `guid` names an existing schedule of the
 * policy.
 */
export const ScheduleBody = z.strictObject({
  guid: Guid.optional(),
  name: DisplayName,
  active: z.boolean().default(true),
  ...intent,
  months: intent.months.default([]),
  occurrences: intent.occurrences.default([]),
  /** TIME only: how long after its time a run may still start. */
  startWindowMinutes: z.number().int().min(1).max(1440).nullable().default(null),
});
export type ScheduleBody = z.output<typeof ScheduleBody>;

/** A moment in the local time of the schedule's zone. */
export const LocalMoment = z.object({ date: z.string(), time: z.string(), offset: z.string() });

/** `change` says what a change of summer time does to this run; null on ordinary days. */
export const NextRun = z.object({
  at: Instant,
  windowEndsAt: Instant,
  local: LocalMoment,
  windowEndsLocal: LocalMoment,
  change: z.string().nullable(),
  changeRef: TextRef.nullish(),
});
export type NextRun = z.infer<typeof NextRun>;

export const scheduleConditions = ['OK', 'CHANGED_ELSEWHERE', 'GONE', 'REFUSED'] as const;

export const Schedule = z.object({
  guid: z.string(),
  name: ThingName,
  active: z.boolean(),
  ...intent,
  /** UNKNOWN: a kind that the portal does not know, or not a backup of machines. Never so for the tenant's own. */
  backupType: z.enum(['FULL', 'INCREMENTAL', 'UNKNOWN']),
  execution: z.union([ScheduleExecution, z.object({ kind: z.literal('UNKNOWN'), text: Sentence })]),
  startWindowMinutes: z.number().int().nullable(),
  policy: Ref.nullable(),
  /** Made by the provider: shown, but read-only. Its times are UTC, because its zone is not known. */
  readOnly: z.boolean(),
  /** CHANGED_ELSEWHERE: somebody changed it in Storware, and it runs as changed. */
  condition: z.object({
    kind: z.enum(scheduleConditions),
    detail: z.string().nullable(),
    detailRef: TextRef.nullish(),
  }),
  nextRuns: z.array(NextRun),
});
export type Schedule = z.infer<typeof Schedule>;

export const scheduleEventKinds = [
  'CREATED',
  'CHANGED',
  'REWRITTEN',
  'REFUSED',
  'CHANGED_ELSEWHERE',
  'CHANGED_BACK',
  'GONE',
] as const;
/**
 * What happened to a schedule: created, changed, re-synced before a change of summer time (or refused: REFUSED),
 * changed outside the portal and back.
 */
export const ScheduleEvent = z.object({
  at: Instant,
  kind: z.enum(scheduleEventKinds),
  by: z.string().nullable(),
  detail: z.string(),
  detailRef: TextRef.nullish(),
});
export const ScheduleDetail = Schedule.extend({ history: z.array(ScheduleEvent), nextRewriteAt: Instant.nullable() });
export type ScheduleDetail = z.infer<typeof ScheduleDetail>;

export const ScheduleList = ListOf(Schedule);
export type ScheduleList = z.infer<typeof ScheduleList>;
export const ScheduleListQuery = ListQuery(['name', 'policy'], 'name').extend({ policy: Guid.optional() });
export type ScheduleListQuery = z.output<typeof ScheduleListQuery>;

/** A single schedule belongs to one policy and is written with it. `version` is that of the policy. */
export const CreateScheduleBody = ScheduleBody.omit({ guid: true }).extend({
  policy: Guid,
  version: z.number().int().optional(),
});
export type CreateScheduleBody = z.output<typeof CreateScheduleBody>;
export const PutScheduleBody = ScheduleBody.omit({ guid: true }).extend({ version: z.number().int().optional() });
export type PutScheduleBody = z.output<typeof PutScheduleBody>;

/** The policy that no longer has it. */
export const DeleteScheduleAnswer = z.object({ policy: Ref });

/** `others` are the other schedules of the policy, `machines` their number of machines: both only for the warnings. */
export const PreviewBody = ScheduleBody.extend({
  others: z.array(ScheduleBody).max(50).default([]),
  machines: z.number().int().min(0).max(100_000).default(0),
});
export type PreviewBody = z.output<typeof PreviewBody>;
/**
 * `refused`: why Storware can't run exactly this schedule; null when it can. `upstreamSchedules`: how many schedules
 * Storware, which knows UTC only, needs for this one; 0 when it can't.
 */
export const Preview = z.object({
  nextRuns: z.array(NextRun),
  warnings: z.array(z.string()),
  /** One for each warning, in the same order. */
  warningRefs: z.array(TextRef).optional(),
  refused: z.string().nullable(),
  refusedRef: TextRef.nullish(),
  upstreamSchedules: z.number().int(),
});
export type Preview = z.infer<typeof Preview>;
