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

/** What one rewrite does, as its saga keeps it: enough to go on after a crash. Names are recorded before anything is made under them. */
export const RewritePlan = z.object({
  schedule: z.string(),
  /** For which moment it was worked out. */
  at: z.iso.datetime(),
  changes: z.array(z.object({ guid: z.string(), from: WrittenSchedule, to: WrittenSchedule })),
  creations: z.array(z.object({ name: z.string(), to: WrittenSchedule })),
  removals: z.array(z.string()),
  /** For the schedule's history. */
  detail: z.string(),
  detailRef: TextRef.nullish(),
});
export type RewritePlan = z.infer<typeof RewritePlan>;

/** A rewrite in the hands of this process. */
export type RewriteRun = Saga<RewritePlan, { uncertainAt: string | null }>;

/** Each step is found out by reading whether it was done, so no progress is kept. */
export const rewriteFormat: SagaFormat<RewriteRun['plan'], RewriteRun['progress']> = {
  parse: (stored) => ({ plan: RewritePlan.parse(stored), progress: { uncertainAt: null } }),
  serialize: (plan) => plan,
};

type WrittenPart = { readonly guid: string; readonly written: WrittenSchedule };

/** How the parts that there are become those that are wanted. */
type PartsChange = { changes: RewritePlan['changes']; creations: WrittenSchedule[]; removals: string[] };

/**
 * With as few writes as can be: a part that is wanted as it is stays. The first part always stays, since the portal knows
 * the schedule by it. Pure.
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

/** Everything wanted is there, but not in the first part: it takes over what another one has, and that one goes. */
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

/** The latest rewrite that was due from `since` on and up to `now`; null when there was none. */
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

/** Why a schedule was written again, for its history. `isLate`: done when the time for it was over. */
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
