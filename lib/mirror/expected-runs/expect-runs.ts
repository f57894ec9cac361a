import 'server-only';
import * as z from 'zod';
import type { ExpectedRunState } from '@/lib/contracts/expected-run';
import { say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { inChunks, storableJson } from '@/lib/mirror/mirror-write';
import { defaultWindowMs, startingSchedules } from '@/lib/mirror/policies/policy-summary';
import { StoredRule } from '@/lib/mirror/stored-json';
import { intendedRuns } from '@/lib/time/intended-runs';
import { storedIntent } from '@/lib/time/schedule-intent';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';

/**
 * Clocks differ, and work takes a moment to begin: a backup this much before its time or after its window still counts.
 */
export const toleranceMs = 60_000;

export type DueRun = { readonly dueAt: Date; readonly windowEndsAt: Date };

/** A backup that a schedule started or tried to start. */
export type Attempt = {
  /** Null when there is no record of a backup. */
  readonly guid: string | null;
  /** The beginning of its window, where a task reported it; else when it started. */
  readonly at: Date;
  readonly startedAt: Date;
  readonly outcome: 'GOOD' | 'FAILED' | 'RUNNING';
  readonly cause: GivenText | null;
};

/** What else is known when a run is evaluated. */
export type RunContext = {
  readonly now: Date;
  /** The age of the data about the machine's backups; null: there is none. */
  readonly knownAt: Date | null;
  /** Why it is not expected any more; null while it is. */
  readonly released: GivenText | null;
  /** The whole window lies in a time in which Storware was not read. */
  readonly isSilent: boolean;
};

type RunEvaluation = {
  readonly state: ExpectedRunState;
  readonly cause: GivenText | null;
  readonly backupGuid: string | null;
  readonly happenedAt: Date | null;
};

/**
 * Assigns attempts to runs of one schedule on one machine: each to the last run that was due when it began, in any
 * order of arrival. Those from before the first run are not assigned. Pure; in the order of `runs`.
 */
export function matchRuns(runs: readonly DueRun[], attempts: readonly Attempt[]): Attempt[][] {
  const order = runs
    .map(({ dueAt }, index) => ({ due: dueAt.getTime(), index }))
    .sort((one, other) => one.due - other.due);
  const matched: Attempt[][] = runs.map(() => []);
  for (const attempt of attempts) {
    const due = order.findLast((run) => run.due - toleranceMs <= attempt.at.getTime());
    if (due !== undefined) matched[due.index]?.push(attempt);
  }
  return matched;
}

/** The result of a run. Pure; the order of its attempts does not matter. */
export function evaluateRun(run: DueRun, attempts: readonly Attempt[], context: RunContext): RunEvaluation {
  const sorted = [...attempts].sort(
    (one, other) =>
      one.startedAt.getTime() - other.startedAt.getTime() || ((one.guid ?? '') < (other.guid ?? '') ? -1 : 1),
  );
  const windowEnd = run.windowEndsAt.getTime() + toleranceMs;
  const good = sorted.find(({ outcome }) => outcome === 'GOOD');
  if (good) {
    const isLate = good.startedAt.getTime() > windowEnd;
    return {
      state: isLate ? 'LATE' : 'KEPT',
      cause: isLate ? say('reason.run.late') : null,
      backupGuid: good.guid,
      happenedAt: good.startedAt,
    };
  }
  const running = sorted.find(({ outcome }) => outcome === 'RUNNING');
  if (running) return { state: 'OPEN', cause: null, backupGuid: running.guid, happenedAt: running.startedAt };
  const failed = sorted.at(-1);
  if (failed)
    return {
      state: 'FAILED',
      cause: failed.cause ?? say('reason.run.failed'),
      backupGuid: failed.guid,
      happenedAt: failed.startedAt,
    };
  return { ...evaluateWithoutAttempt(windowEnd, context), backupGuid: null, happenedAt: null };
}

/** A run without a backup is missed only once a later read proved that there is none. */
function evaluateWithoutAttempt(
  windowEnd: number,
  { now, knownAt, released, isSilent }: RunContext,
): Pick<RunEvaluation, 'state' | 'cause'> {
  if (now.getTime() <= windowEnd) return { state: 'OPEN', cause: null };
  if (released !== null) return { state: 'SKIPPED', cause: released };
  if (knownAt === null || knownAt.getTime() <= windowEnd) return { state: 'OPEN', cause: null };
  if (isSilent) return { state: 'SKIPPED', cause: say('reason.run.unreachable') };
  return { state: 'MISSED', cause: say('reason.run.nothing') };
}

/** How far back runs are expected. */
export const ledgerDays = 31;
export const dayMs = 86_400_000;

/** This much is entered again each time: a schedule created since may have its first run before the mark. */
const againMs = 5 * 60_000;
const runsAtOnce = 100;
const pairsAtOnce = 500;

/**
 * Enters the runs that have come due since the last time, for every machine in the policy at that time, and those from
 * before the portal knew of a schedule, as far as its own backups prove that it ran as it does now (`looksBack`: reads
 * all backups). Returns the number of new runs.
 */
export async function expectRuns(
  schedules: readonly LedgerSchedule[],
  now: Date,
  withLookback: boolean,
): Promise<number> {
  const mark = await db().ledgerMark.findUnique({ where: { id: 1 } });
  // A little ahead: where Storware's clock is early, a backup must find its run.
  const until = new Date(now.getTime() + 2 * toleranceMs);
  const earliest = new Date(now.getTime() - ledgerDays * dayMs);
  let count = withLookback || mark === null ? await expectProven(schedules, earliest, mark?.until ?? now) : 0;
  const after = mark === null ? now : latest(new Date(mark.until.getTime() - againMs), earliest);
  count += await expectDue(schedules, after, until);
  if (mark === null || until > mark.until)
    await db().ledgerMark.upsert({ where: { id: 1 }, create: { until }, update: { until } });
  return count;
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}

async function expectDue(schedules: readonly LedgerSchedule[], after: Date, until: Date): Promise<number> {
  const runs = schedules.flatMap(({ guid, policyGuid, since, runs: runsOf }) =>
    runsOf(since > after ? since : after, until).map((run) => ({ scheduleGuid: guid, policyGuid, ...run })),
  );
  let count = 0;
  for (const some of inChunks(runs, runsAtOnce)) {
    count += await db().$executeRaw`
      INSERT INTO "ExpectedRun" ("scheduleGuid", "machineGuid", "dueAt", "windowEndsAt", "policyGuid", state)
      SELECT r."scheduleGuid", m.guid, r."dueAt", r."windowEndsAt", r."policyGuid", 'OPEN'
      FROM jsonb_to_recordset(${storableJson(some)}::jsonb) AS r("scheduleGuid" text, "policyGuid" text, "dueAt" timestamptz, "windowEndsAt" timestamptz)
      JOIN "MirrorMachine" m ON m."policyGuid" = r."policyGuid" AND m.present AND m."deletedAt" IS NULL AND m."backupsAt" IS NOT NULL
      WHERE r."dueAt" > COALESCE(m."policySince", m."firstSeenAt")
      ON CONFLICT DO NOTHING`;
  }
  return count;
}

type Proven = { index: number; machineGuid: string; first: Date };

/** Only for runs without a result: later, an unexpected run stays as it is. */
async function expectProven(schedules: readonly LedgerSchedule[], earliest: Date, until: Date): Promise<number> {
  const unchanged = schedules.filter(({ isUnchanged }) => isUnchanged);
  const byIndex = new Map<number, Proven[]>();
  for (const pair of await provenPairs(unchanged, earliest))
    byIndex.set(pair.index, [...(byIndex.get(pair.index) ?? []), pair]);
  let count = 0;
  for (const [index, pairs] of byIndex) {
    const schedule = unchanged[index];
    if (!schedule) continue;
    const first = Math.min(...pairs.map((pair) => pair.first.getTime()));
    const runs = schedule.runs(new Date(Math.max(first - dayMs, earliest.getTime())), until);
    for (const some of inChunks(pairs, pairsAtOnce)) {
      count += await db().$executeRaw`
        INSERT INTO "ExpectedRun" ("scheduleGuid", "machineGuid", "dueAt", "windowEndsAt", "policyGuid", state)
        SELECT ${schedule.guid}, p."machineGuid", r."dueAt", r."windowEndsAt", ${schedule.policyGuid}, 'OPEN'
        FROM jsonb_to_recordset(${storableJson(runs)}::jsonb) AS r("dueAt" timestamptz, "windowEndsAt" timestamptz)
        JOIN jsonb_to_recordset(${storableJson(some)}::jsonb) AS p("machineGuid" text, first timestamptz) ON r."windowEndsAt" > p.first
        ON CONFLICT DO NOTHING`;
    }
  }
  return count;
}

/**
 * Machines that have been in the policy for as long as the portal knows them, with the first backup that proves that
 * the schedule ran for them.
 */
function provenPairs(schedules: readonly LedgerSchedule[], earliest: Date): Promise<Proven[]> {
  const sources = schedules.map(({ guid, policyGuid }, index) => ({ index, guid, policyGuid }));
  return db().$queryRaw<Proven[]>`
    SELECT s.index, m.guid AS "machineGuid", min(b."startedAt") AS first
    FROM jsonb_to_recordset(${storableJson(sources)}::jsonb) AS s(index int, guid text, "policyGuid" text)
    JOIN "MirrorMachine" m ON m."policyGuid" = s."policyGuid" AND m.present AND m."deletedAt" IS NULL AND m."backupsAt" IS NOT NULL
      AND (m."policySince" IS NULL OR m."policySince" <= m."firstSeenAt")
      AND NOT EXISTS (SELECT 1 FROM "ExpectedRun" e WHERE e."machineGuid" = m.guid AND e."scheduleGuid" = s.guid)
    JOIN "MirrorBackup" b ON b."machineGuid" = m.guid AND b."originGuid" = s.guid AND b."startedAt" > ${earliest}
    GROUP BY 1, 2`;
}

/** A schedule by which an active policy starts backups now, for the expected-run history. */
export type LedgerSchedule = {
  /** The portal's guid for the tenants' own (that of its first Storware schedule), else Storware's. */
  readonly guid: string;
  readonly policyGuid: string;
  /** Its Storware schedules that start backups now. */
  readonly origins: readonly string[];
  /** Since when it is unchanged. */
  readonly since: Date;
  /** It is unchanged since the portal knows it: so its times were the same before. */
  readonly isUnchanged: boolean;
  /** Its runs with after < dueAt <= until, in order. */
  readonly runs: (after: Date, until: Date) => DueRun[];
};

type MirrorRow = Prisma.MirrorScheduleGetPayload<object>;
type OwnRow = Prisma.ScheduleGetPayload<{
  include: { parts: { select: { guid: true } }; events: { select: { at: true } } };
}>;

const storedRules = z.array(StoredRule);

/**
 * Every schedule from which runs are expected now. A tenant's schedule counts by its definition, unless somebody
 * changed it in Storware: then by its present state there.
 */
export async function loadLedgerSchedules(): Promise<LedgerSchedule[]> {
  const mirrored = new Map((await db().mirrorSchedule.findMany()).map((row) => [row.guid, row]));
  const own = await ownSchedules();
  const policies = await db().mirrorPolicy.findMany({ where: { active: true }, select: { guid: true, rules: true } });
  return policies.flatMap(({ guid: policyGuid, rules }) => {
    const byOwner = new Map<string, { owner: OwnRow | null; rows: MirrorRow[] }>();
    for (const row of startingSchedules(storedRules.parse(rules), mirrored)) {
      const owner = own.get(row.guid) ?? null;
      const key = owner?.guid ?? row.guid;
      byOwner.set(key, { owner, rows: [...(byOwner.get(key)?.rows ?? []), row] });
    }
    return [...byOwner].map(([guid, { owner, rows }]) => ({
      guid,
      policyGuid,
      origins: rows.map((row) => row.guid),
      ...timesOf(owner, rows),
    }));
  });
}

/** By the guids of their Storware schedules. */
async function ownSchedules(): Promise<Map<string, OwnRow>> {
  const rows = await db().schedule.findMany({
    include: {
      parts: { select: { guid: true } },
      events: {
        where: { kind: { in: ['CREATED', 'CHANGED'] } },
        orderBy: { at: 'desc' },
        take: 1,
        select: { at: true },
      },
    },
  });
  return new Map(rows.flatMap((row) => row.parts.map(({ guid }) => [guid, row] as const)));
}

function timesOf(
  owner: OwnRow | null,
  rows: readonly MirrorRow[],
): Pick<LedgerSchedule, 'since' | 'isUnchanged' | 'runs'> {
  if (owner !== null && (owner.condition === 'OK' || owner.condition === 'REFUSED')) {
    const intent = storedIntent(owner.intent);
    return {
      since: owner.events[0]?.at ?? owner.createdAt,
      isUnchanged: false,
      runs: (after, until) =>
        intendedRuns(intent, after, until).map(({ at, windowEndsAt }) => ({ dueAt: at, windowEndsAt })),
    };
  }
  return {
    since: new Date(Math.max(...rows.map(({ changedAt }) => changedAt.getTime()))),
    isUnchanged: owner === null && rows.every(({ changedAt, firstSeenAt }) => changedAt <= firstSeenAt),
    runs: (after, until) => rows.flatMap((row) => upstreamRuns(row, after, until)),
  };
}

function upstreamRuns(schedule: UpstreamSchedule, after: Date, until: Date): DueRun[] {
  const found: DueRun[] = [];
  for (
    let [run] = nextUpstreamRuns(schedule, after, 1);
    run !== undefined && run.at <= until;
    [run] = nextUpstreamRuns(schedule, run.at, 1)
  ) {
    found.push({ dueAt: run.at, windowEndsAt: run.windowEndsAt ?? new Date(run.at.getTime() + defaultWindowMs) });
  }
  return found;
}
