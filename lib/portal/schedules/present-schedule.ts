import type { Ref } from '@/lib/contracts/scalar';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { scheduleConditions } from '@/lib/contracts/schedule';
import type { NextRun, Schedule } from '@/lib/contracts/schedule';
import type { Prisma } from '@/lib/db/generated/client';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, listed, say, storedRef } from '@/lib/core/say';
import { safeWord } from '@/lib/mirror/backups/point-faults';
import type { ScheduleRow } from '@/lib/portal/scope/owned-policy';
import { localMoment, previewRuns } from '@/lib/time/intended-runs';
import type { PreviewRun, RunChange } from '@/lib/time/intended-runs';
import { storedIntent } from '@/lib/time/schedule-intent';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';

export type MirroredSchedule = Prisma.MirrorScheduleGetPayload<object>;

type Shown = {
  readonly policy: Ref;
  /** Policy and rule are active: without them nothing runs (STORWARE_API.md 14.9). */
  readonly runs: boolean;
  readonly now: Date;
  readonly count: number;
};

const minuteMs = 60_000;

/** A run in the form of the contract. */
export function presentRun({ at, windowEndsAt, local, windowEndsLocal, change }: PreviewRun): NextRun {
  return {
    at: at.toISOString(),
    windowEndsAt: windowEndsAt.toISOString(),
    local,
    windowEndsLocal,
    ...asField('change', change && explainChange(change)),
  };
}

/** The effect of a change of summer time on a run. */
export function explainChange(change: RunChange): ServerText {
  switch (change.kind) {
    case 'MOVED':
      return say('schedule.clockChange.moved', { time: change.wallTime });
    case 'DOUBLED':
      return change.turn === 'ONLY_FIRST'
        ? say('schedule.clockChange.onlyFirst')
        : say('schedule.clockChange.doubled', { turn: change.turn });
    case 'SKIPPED': {
      const { wallTimes } = change;
      return say('schedule.clockChange.skipped', { times: wallTimes.join(', '), count: wallTimes.length });
    }
  }
}

/** A schedule of the tenant by its definition. One that somebody changed in Storware runs as its `parts` there say. */
export function presentOwnSchedule(
  row: ScheduleRow,
  parts: readonly MirroredSchedule[],
  { policy, runs, now, count }: Shown,
): Schedule {
  const intent = storedIntent(row.intent);
  const { timeZone, startWindowMinutes } = intent;
  const condition = {
    kind: scheduleConditions.find((kind) => kind === row.condition) ?? 'OK',
    detail: row.conditionDetail,
    detailRef: storedRef(row.conditionDetailRef),
  };
  const isIntended = condition.kind === 'OK' || condition.kind === 'REFUSED';
  return {
    guid: row.guid,
    name: row.name,
    active: row.active,
    backupType: row.backupType === 'INCREMENTAL' ? 'INCREMENTAL' : 'FULL',
    timeZone,
    execution: intent.execution,
    daysOfWeek: [...intent.daysOfWeek],
    months: [...intent.months],
    occurrences: [...intent.occurrences],
    startWindowMinutes,
    policy,
    readOnly: false,
    condition,
    nextRuns:
      !runs || (isIntended && !row.active)
        ? []
        : isIntended
          ? previewRuns(intent, now, count).map(presentRun)
          : heldRuns(parts, timeZone, now, count),
  };
}

/** A schedule of the provider: its times are UTC. */
export function presentProviderSchedule(row: MirroredSchedule, { policy, runs, now, count }: Shown): Schedule {
  return {
    guid: row.guid,
    name: row.name,
    active: row.active,
    backupType: row.backupType === 'INCREMENTAL' || row.backupType === 'FULL' ? row.backupType : 'UNKNOWN',
    timeZone: 'UTC',
    execution: executionOf(row),
    daysOfWeek: weekdayNames.filter((day) => row.daysOfWeek.includes(day)),
    months: monthNames.filter((month) => row.months.includes(month)),
    occurrences: occurrenceNames.filter((one) => row.occurrences.includes(one)),
    startWindowMinutes: row.startWindowMs === null ? null : Math.floor(row.startWindowMs / minuteMs),
    policy,
    readOnly: true,
    condition: { kind: 'OK', detail: null },
    nextRuns: runs ? heldRuns([row], 'UTC', now, count) : [],
  };
}

/** The runs that Storware itself will start, by its present schedules. */
function heldRuns(rows: readonly MirroredSchedule[], timeZone: string, now: Date, count: number): NextRun[] {
  const runs = rows.filter(({ active }) => active).flatMap((row) => nextUpstreamRuns(row, now, count));
  return runs
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, count)
    .map(({ at, windowEndsAt }) =>
      presentRun({
        at,
        windowEndsAt: windowEndsAt ?? at,
        local: localMoment(timeZone, at),
        windowEndsLocal: localMoment(timeZone, windowEndsAt ?? at),
        change: null,
      }),
    );
}

function executionOf({
  executionType,
  hourMs,
  intervalStartMs,
  intervalEndMs,
  intervalEveryMs,
}: MirroredSchedule): Schedule['execution'] {
  if (executionType === 'TIME' && hourMs !== null) return { kind: 'TIME', at: clock(hourMs) };
  if (executionType === 'INTERVAL' && intervalStartMs !== null && intervalEndMs !== null && intervalEveryMs !== null) {
    return {
      kind: 'INTERVAL',
      from: clock(intervalStartMs),
      to: clock(intervalEndMs),
      everyMinutes: Math.floor(intervalEveryMs / minuteMs),
    };
  }
  return { kind: 'UNKNOWN', text: safeWord(executionType) ?? '–' };
}

function clock(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

type Described = Pick<
  Schedule,
  'backupType' | 'timeZone' | 'execution' | 'daysOfWeek' | 'months' | 'occurrences' | 'active'
>;

/** A schedule in one line, for its history and for differences. Pure. */
export function describeSchedule({
  backupType,
  timeZone,
  execution,
  daysOfWeek,
  months,
  occurrences,
  active,
}: Described): ServerText {
  const when =
    execution.kind === 'UNKNOWN'
      ? say('schedule.unknownTimes', { text: execution.text })
      : execution.kind === 'TIME'
        ? say('schedule.at', { time: execution.at })
        : say('schedule.every', { minutes: execution.everyMinutes, from: execution.from, to: execution.to });
  const words = (code: 'schedule.day' | 'schedule.month' | 'schedule.occurrence', all: readonly string[]) =>
    listed(
      all.map((word) => say(code, { word })),
      'comma',
    );
  const days =
    daysOfWeek.length === 7
      ? say('schedule.everyDay')
      : say('schedule.onDays', { days: words('schedule.day', daysOfWeek) });
  const which =
    occurrences.length === 0
      ? ''
      : say('schedule.onlyThe', { occurrences: words('schedule.occurrence', occurrences) }).ref;
  const inMonths = months.length === 0 ? '' : say('schedule.inMonths', { months: words('schedule.month', months) }).ref;
  return say('schedule.described', {
    type: backupType,
    when: when.ref,
    days: days.ref,
    occurrences: which,
    months: inMonths,
    zone: timeZone,
    active: active ? 'yes' : 'no',
  });
}
