import * as z from 'zod';
import { TextRef } from '@/lib/contracts/server-text';
import type { ServerText } from '@/lib/contracts/server-text';
import { say } from '@/lib/core/say';
import type { Saga, SagaFormat } from '@/lib/journal/sagas/saga';
import { runsAlike, WrittenSchedule } from './schedule-part';
import { localMoment } from '@/lib/time/intended-runs';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { nextRewrite } from '@/lib/time/schedule-rewrite';
import type { ScheduleRewrite } from '@/lib/time/schedule-rewrite';

/**
 * The plan of one re-sync, as its saga stores it: enough to continue after a crash. Names are recorded before anything
 * is created under them.
 */
export const RewritePlan = z.object({
  schedule: z.string(),
  /** The moment for which it was computed. */
  at: z.iso.datetime(),
  changes: z.array(z.object({ guid: z.string(), from: WrittenSchedule, to: WrittenSchedule })),
  creations: z.array(z.object({ name: z.string(), to: WrittenSchedule })),
  removals: z.array(z.string()),
  /** For the schedule's history. */
  detail: z.string(),
  detailRef: TextRef.nullish(),
});
export type RewritePlan = z.infer<typeof RewritePlan>;

/** A re-sync held by this process. */
export type RewriteRun = Saga<RewritePlan, { uncertainAt: string | null }>;

/** Each step reads whether it was done, so no progress is stored. */
export const rewriteFormat: SagaFormat<RewriteRun['plan'], RewriteRun['progress']> = {
  parse: (stored) => ({ plan: RewritePlan.parse(stored), progress: { uncertainAt: null } }),
  serialize: (plan) => plan,
};

type WrittenPart = { readonly guid: string; readonly written: WrittenSchedule };

/** How to change the present Storware schedules into the wanted ones. */
type PartsChange = { changes: RewritePlan['changes']; creations: WrittenSchedule[]; removals: string[] };

/**
 * With as few writes as possible: a Storware schedule that is wanted already stays. The first one always stays, since
 * the portal identifies the schedule by it. Pure.
 */
export function changeParts(parts: readonly WrittenPart[], wanted: readonly WrittenSchedule[]): PartsChange {
  const left = [...wanted];
  const rest: WrittenPart[] = [];
  for (const part of parts) {
    const same = left.findIndex((one) => runsAlike(one, part.written));
    if (same >= 0) left.splice(same, 1);
    else rest.push(part);
  }
  const [first] = parts;
  if (first !== undefined && rest[0]?.guid === first.guid && left.length === 0)
    return swapFirst(first, parts.slice(1), wanted, rest.slice(1));
  const changes = rest.slice(0, left.length).flatMap(({ guid, written }, index) => {
    const to = left[index];
    return to === undefined ? [] : [{ guid, from: written, to }];
  });
  return { changes, creations: left.slice(rest.length), removals: rest.slice(left.length).map(({ guid }) => guid) };
}

/**
 * All wanted times exist, but not in the first Storware schedule: it takes over those of another one, which is deleted.
 */
function swapFirst(
  first: WrittenPart,
  others: readonly WrittenPart[],
  wanted: readonly WrittenSchedule[],
  unwanted: readonly WrittenPart[],
): PartsChange {
  const spare = others.find(({ written }) => wanted.some((one) => runsAlike(one, written)));
  if (spare === undefined) return { changes: [], creations: [], removals: unwanted.map(({ guid }) => guid) };
  return {
    changes: [{ guid: first.guid, from: first.written, to: spare.written }],
    creations: [],
    removals: [...unwanted, spare].map(({ guid }) => guid),
  };
}

/** The latest re-sync that was due from `since` on and up to `now`; null when there was none. */
export function rewriteDueBy(intent: ScheduleIntent, since: Date, now: Date): ScheduleRewrite | null {
  let due: ScheduleRewrite | null = null;
  for (
    let next = nextRewrite(intent, new Date(since.getTime() - 1));
    next !== null && next.at <= now;
    next = nextRewrite(intent, next.at)
  )
    due = next;
  return due;
}

/** The reason for a re-sync, for the history. `isLate`: done after its allowed time. */
export function describeRewrite(intent: ScheduleIntent, due: ScheduleRewrite | null, isLate: boolean): ServerText {
  const text = say('schedule.rewritten.goesOn', { cause: causeOf(intent, due).ref, zone: intent.timeZone });
  return isLate ? say('schedule.rewritten.late', { text: text.ref }) : text;
}

function causeOf({ timeZone }: ScheduleIntent, due: ScheduleRewrite | null): ServerText {
  if (due?.cause === 'OFFSET') {
    const { before, after } = due.offsetMinutes;
    const { date } = localMoment(timeZone, due.changesAt);
    return say('schedule.rewritten.clocks', {
      zone: timeZone,
      before: utcOffset(before),
      after: utcOffset(after),
      date,
    });
  }
  return say(due?.cause === 'CALENDAR' ? 'schedule.rewritten.calendar' : 'schedule.rewritten.plain');
}

function utcOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (minutes === 0) return 'UTC';
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
