import 'server-only';
import type { FieldFault } from '@/lib/contracts/problem';
import type { ScheduleBody } from '@/lib/contracts/schedule';
import { AppError } from '@/lib/core/app-error';
import { asField, faultSaying, fieldFault, say } from '@/lib/core/say';
import { readFirst } from '@/lib/journal/policies/machine-steps';
import type { PlannedPart, PlannedSchedule } from '@/lib/journal/policies/saga-plan';
import { nameForm, nextName, says, upstreamScheduleName, withSuffix } from '@/lib/journal/policies/upstream-name';
import { heldSchedule, plannedSchedule, runsAlike, WrittenSchedule } from '@/lib/journal/schedules/schedule-part';
import { partHandles } from '@/lib/portal/scope/owned-policy';
import type { ScheduleRow } from '@/lib/portal/scope/owned-policy';
import { findSchedule } from '@/lib/storware/authorized/policies';
import { scheduleIntent, storedIntent } from '@/lib/time/schedule-intent';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { nextRewrite, upstreamFor } from '@/lib/time/schedule-rewrite';
import { describeSchedule } from './present-schedule';

type ScheduleOrder = {
  readonly slug: string;
  /** The new name of the policy: Storware's names begin with it. */
  readonly policy: string;
  readonly requested: readonly RequestedSchedule[];
  /** The present schedules of the policy. */
  readonly existing: readonly ScheduleRow[];
  /** Guids of schedules that are written even if only somebody else changed them since. */
  readonly rewrite?: ReadonlySet<string>;
  readonly now: Date;
};
/** An intended schedule, with the present one of the policy; null for a new one. */
type RequestedSchedule = { readonly body: ScheduleBody; readonly row: ScheduleRow | null };
type PlannedSchedules = {
  readonly schedules: PlannedSchedule[];
  readonly dropSchedules: string[];
  readonly dropParts: string[];
};

type Checked = RequestedSchedule & {
  readonly intent: ScheduleIntent;
  readonly wanted: readonly WrittenSchedule[];
};

/**
 * Plans the Storware schedules of these definitions. Reads those that exist. Throws `validation_failed` with every
 * error, and what a read of Storware throws.
 */
export async function planSchedules({
  slug,
  policy,
  requested,
  existing,
  rewrite = new Set(),
  now,
}: ScheduleOrder): Promise<PlannedSchedules> {
  const checked = checkAll(requested, now);
  const planned: PlannedSchedules = { schedules: [], dropSchedules: [], dropParts: [] };
  const present = new Map<string, HeldPart[]>();
  for (const { row } of checked) if (row) present.set(row.guid, await heldParts(row));
  const taken = new Set([...present.values()].flat().map(({ name }) => nameForm(name)));
  for (const one of checked) {
    const { row } = one;
    const held = present.get(row?.guid ?? '') ?? [];
    const names: Names = { base: upstreamScheduleName(slug, policy, one.body.name), taken };
    if (row && held.every((part) => part.held !== null)) {
      const kept =
        isUnchanged(row, one) &&
        !rewrite.has(row.guid) &&
        held.some(({ held: now_, written }) => now_ !== null && !runsAlike(now_, written));
      const { schedule, surplus } = kept ? asItIs(row, one, held, names) : changed(row, one, held, names, now);
      planned.schedules.push(schedule);
      planned.dropParts.push(...surplus);
    } else {
      if (row) drop(planned, row);
      planned.schedules.push(made(one, names, now, row !== null));
    }
  }
  const named = new Set(requested.map(({ body }) => body.guid));
  for (const row of existing) if (!named.has(row.guid)) drop(planned, row);
  return planned;
}

/**
 * The schedules of a request with the present ones that they name. Throws `not_found` for one that the policy does not
 * have.
 */
export function matchSchedules(bodies: readonly ScheduleBody[], existing: readonly ScheduleRow[]): RequestedSchedule[] {
  return bodies.map((body) => {
    const row = existing.find(({ guid }) => guid === body.guid) ?? null;
    if (body.guid !== undefined && row === null)
      throw new AppError('not_found', { meta: { kind: 'schedule', guid: body.guid, reason: 'not of this policy' } });
    return { body, row };
  });
}

function drop(planned: PlannedSchedules, row: ScheduleRow): void {
  planned.dropSchedules.push(row.guid);
  planned.dropParts.push(...row.parts.map(({ guid }) => guid));
}

/** All errors of all schedules at once. */
function checkAll(requested: readonly RequestedSchedule[], now: Date): Checked[] {
  const bodies = requested.map(({ body }) => body);
  const faults: FieldFault[] = [];
  const checked: Checked[] = [];
  for (const [index, { body, row }] of requested.entries()) {
    const path = `schedules.${index}`;
    const isTwice = (same: (other: ScheduleBody) => boolean): boolean => bodies.slice(0, index).some(same);
    if (isTwice(({ name }) => name.toLowerCase() === body.name.toLowerCase()))
      faults.push(fieldFault(`${path}.name`, 'field.scheduleNameTwice'));
    if (body.guid !== undefined && isTwice(({ guid }) => guid === body.guid))
      faults.push(fieldFault(`${path}.guid`, 'field.thereTwice'));
    const result = intentOf(body, path);
    if (!result.ok) {
      faults.push(...result.faults);
      continue;
    }
    const plan = upstreamFor(result.intent, now);
    if (plan.kind === 'refused') faults.push(faultSaying(path, plan.reason));
    else
      checked.push({
        body,
        row,
        intent: result.intent,
        wanted: plan.schedules.map((upstream) => plannedSchedule(upstream, body)),
      });
  }
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  return checked;
}

/** The beginning of Storware's names for one schedule, and the names in use. */
type Names = { readonly base: string; readonly taken: Set<string> };

type HeldPart = {
  readonly guid: string;
  readonly name: string;
  readonly written: WrittenSchedule;
  readonly held: WrittenSchedule | null;
};

/** The Storware schedules with their present state, the one that identifies the schedule first. */
async function heldParts(row: ScheduleRow): Promise<HeldPart[]> {
  const parts = await Promise.all(
    partHandles(row).map(async (handle) => {
      const schedule = await readFirst(findSchedule(handle));
      const written = WrittenSchedule.parse(row.parts.find(({ guid }) => guid === handle.guid)?.written);
      return { guid: handle.guid, name: schedule?.name ?? '', written, held: schedule && heldSchedule(schedule) };
    }),
  );
  return parts.toSorted((one) => (one.guid === row.guid ? -1 : 1));
}

/** Whether the tenant leaves the definition unchanged. */
function isUnchanged(row: ScheduleRow, { body, intent }: Checked): boolean {
  return (
    row.active === body.active &&
    row.backupType === body.backupType &&
    JSON.stringify(plainIntent(storedIntent(row.intent))) === JSON.stringify(plainIntent(intent))
  );
}

function base({ body, intent }: Checked, now: Date) {
  const next = nextRewrite(intent, now);
  const { name, active, backupType } = body;
  return {
    name,
    active,
    backupType,
    intent: plainIntent(intent),
    rewriteAt: next?.at.toISOString() ?? null,
    rewriteBefore: next?.before.toISOString() ?? null,
  };
}

function newPart({ base, taken }: Names, wanted: WrittenSchedule): PlannedPart {
  const name = nextName(base, taken);
  return { name, spareName: withSuffix(name), guid: null, wanted, before: null, heldName: null };
}

/** Renamed unless its name has the right meaning already. */
function oldPart(
  { base, taken }: Names,
  { guid, name: heldName, held }: HeldPart,
  wanted: WrittenSchedule,
): PlannedPart {
  const name = says(heldName, base) ? '' : nextName(base, taken);
  return { name, spareName: name === '' ? '' : withSuffix(name), guid, wanted, before: held, heldName };
}

function made(one: Checked, names: Names, now: Date, isAgain: boolean): PlannedSchedule {
  const parts = one.wanted.map((wanted): PlannedPart => newPart(names, wanted));
  const described = describeSchedule(one.body);
  return {
    guid: null,
    ...base(one, now),
    parts,
    isKept: false,
    event: {
      kind: 'CREATED',
      ...asField('detail', isAgain ? say('schedule.news.madeAgain', { detail: described.ref }) : described),
    },
  };
}

/** Somebody changed it in the backup system, and the tenant did not change it now: it stays so. */
function asItIs(
  row: ScheduleRow,
  one: Checked,
  held: readonly HeldPart[],
  names: Names,
): { schedule: PlannedSchedule; surplus: string[] } {
  const parts = held.map((part): PlannedPart => oldPart(names, part, part.held ?? part.written));
  const rewrite = {
    rewriteAt: row.rewriteAt?.toISOString() ?? null,
    rewriteBefore: row.rewriteBefore?.toISOString() ?? null,
  };
  return {
    schedule: { guid: row.guid, ...base(one, new Date()), ...rewrite, parts, isKept: true, event: null },
    surplus: [],
  };
}

function changed(
  row: ScheduleRow,
  one: Checked,
  held: readonly HeldPart[],
  names: Names,
  now: Date,
): { schedule: PlannedSchedule; surplus: string[] } {
  const parts = one.wanted.map((wanted, index): PlannedPart => {
    const part = held[index];
    return part ? oldPart(names, part, wanted) : newPart(names, wanted);
  });
  const isSame = isUnchanged(row, one) && row.name === one.body.name && row.condition === 'OK';
  const schedule: PlannedSchedule = {
    guid: row.guid,
    ...base(one, now),
    parts,
    isKept: false,
    event: isSame ? null : { kind: 'CHANGED', ...asField('detail', describeSchedule(one.body)) },
  };
  return { schedule, surplus: held.slice(one.wanted.length).map(({ guid }) => guid) };
}

/** Storware's own default (STORWARE_API.md 7). */
const defaultWindowMinutes = 360;

/** The definition of a body, or its validation errors. A time without a window gets six hours. Pure. */
export function intentOf(
  body: ScheduleBody,
  path = '',
): { ok: true; intent: ScheduleIntent } | { ok: false; faults: FieldFault[] } {
  const { timeZone, execution, daysOfWeek, months, occurrences, startWindowMinutes } = body;
  const result = scheduleIntent({
    timeZone,
    execution,
    daysOfWeek,
    months,
    occurrences,
    startWindowMinutes: execution.kind === 'TIME' ? (startWindowMinutes ?? defaultWindowMinutes) : null,
  });
  if (result.ok) return result;
  return {
    ok: false,
    faults: result.faults.map((fault) => ({ ...fault, path: path === '' ? fault.path : `${path}.${fault.path}` })),
  };
}

/** As the database and the plan of a saga store it. */
function plainIntent({ timeZone, execution, daysOfWeek, months, occurrences, startWindowMinutes }: ScheduleIntent) {
  return {
    timeZone,
    execution: { ...execution },
    daysOfWeek: [...daysOfWeek],
    months: [...months],
    occurrences: [...occurrences],
    startWindowMinutes,
  };
}
