import { runsFrom } from './intended-runs';
import type { IntendedRun } from './intended-runs';
import type { ScheduleIntent } from './schedule-intent';
import { dayMs, minuteMs } from './zone-offsets';

/** The properties of a schedule that matter for warnings. `name` is used in the text. */
export type PlannedSchedule = {
  readonly name: string;
  readonly backupType: 'FULL' | 'INCREMENTAL';
  readonly active: boolean;
  readonly intent: ScheduleIntent;
};

/** The first time that two schedules of a policy have an open run at once. */
export type WindowOverlap = { readonly first: string; readonly second: string; readonly at: Date };

/** Machines that several schedules would start within minutes. */
export type StartsOverThreshold = {
  readonly at: Date;
  readonly machines: number;
  readonly schedules: readonly string[];
};

const yearMs = 366 * dayMs;
const startsHorizonMs = 35 * dayMs;

/** Whether the policy has active incremental schedules but no active full schedule. */
export function incrementalWithoutFull(schedules: readonly PlannedSchedule[]): boolean {
  const active = schedules.filter((schedule) => schedule.active);
  return (
    active.some(({ backupType }) => backupType === 'INCREMENTAL') &&
    active.every(({ backupType }) => backupType !== 'FULL')
  );
}

/** For each two active schedules of a policy the first overlap of their windows within a year after `now`. */
export function overlappingWindows(schedules: readonly PlannedSchedule[], now: Date): WindowOverlap[] {
  const active = schedules.filter((schedule) => schedule.active);
  return active.flatMap((first, index) =>
    active.slice(index + 1).flatMap((second) => {
      const at = firstOverlap(first.intent, second.intent, now.getTime());
      return at === null ? [] : [{ first: first.name, second: second.name, at }];
    }),
  );
}

function firstOverlap(one: ScheduleIntent, other: ScheduleIntent, now: number): Date | null {
  let longestEnd = { one: 0, other: 0 };
  for (const { run, from } of inOrder([one, other], now, now + yearMs)) {
    const at = run.at.getTime();
    if (at < (from === 0 ? longestEnd.other : longestEnd.one)) return run.at;
    const end = run.windowEndsAt.getTime();
    longestEnd =
      from === 0
        ? { ...longestEnd, one: Math.max(longestEnd.one, end) }
        : { ...longestEnd, other: Math.max(longestEnd.other, end) };
  }
  return null;
}

/**
 * The first time within five weeks that more than `limit` machines are started within `withinMinutes`, or null. Takes
 * the active schedules of all policies that share the nodes, each with its number of machines.
 */
export function startsOverThreshold(
  schedules: readonly (PlannedSchedule & { readonly machines: number })[],
  now: Date,
  { limit, withinMinutes = 15 }: { limit: number; withinMinutes?: number },
): StartsOverThreshold | null {
  const active = schedules.filter((schedule) => schedule.active);
  let recent: { at: Date; name: string; machines: number }[] = [];
  for (const { run, from } of inOrder(
    active.map(({ intent }) => intent),
    now.getTime(),
    now.getTime() + startsHorizonMs,
  )) {
    const schedule = active[from];
    if (schedule === undefined) continue;
    recent = recent.filter(({ at }) => run.at.getTime() - at.getTime() < withinMinutes * minuteMs);
    recent.push({ at: run.at, name: schedule.name, machines: schedule.machines });
    const machines = recent.reduce((sum, each) => sum + each.machines, 0);
    const [first] = recent;
    if (machines > limit && first !== undefined)
      return { at: first.at, machines, schedules: [...new Set(recent.map(({ name }) => name))] };
  }
  return null;
}

/** The runs of all definitions after `now` up to `until`, in order; `from` is the index of the definition. */
function* inOrder(
  intents: readonly ScheduleIntent[],
  now: number,
  until: number,
): Generator<{ run: IntendedRun; from: number }, void> {
  const sources = intents.map((intent, from) => ({ from, runs: runsFrom(intent, now) }));
  const heads = sources.flatMap(({ from, runs }) => nextOf(from, runs));
  for (;;) {
    heads.sort((one, other) => one.run.at.getTime() - other.run.at.getTime() || one.from - other.from);
    const head = heads.shift();
    if (head === undefined || head.run.at.getTime() > until) return;
    yield { run: head.run, from: head.from };
    heads.push(...nextOf(head.from, head.runs));
  }
}

type Head = { run: IntendedRun; from: number; runs: Generator<IntendedRun, void> };

function nextOf(from: number, runs: Generator<IntendedRun, void>): Head[] {
  const next = runs.next();
  return next.done ? [] : [{ run: next.value, from, runs }];
}
