import 'server-only';
import * as z from 'zod';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { intendedRuns } from '@/lib/time/intended-runs';
import { storedIntent } from '@/lib/time/stored-intent';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';
import { defaultWindowMs, startingSchedules } from '@/lib/mirror/policy-outlook';
import { StoredRule } from '@/lib/mirror/stored-json';
import type { DueRun } from './match-runs';

/** A schedule by which an active policy starts backups now, as the ledger knows it. */
export type LedgerSchedule = {
  /** The portal's for the tenants' own (that of its first part), else Storware's. */
  readonly guid: string;
  readonly policyGuid: string;
  /** Those of its schedules in Storware that start backups now. */
  readonly origins: readonly string[];
  /** Since when it is as it is now. */
  readonly since: Date;
  /** As it is now since the portal knows it: what it did before that was by the same times. */
  readonly isUnchanged: boolean;
  /** Its runs with after < dueAt <= until, in order. */
  readonly runs: (after: Date, until: Date) => DueRun[];
};

type MirrorRow = Prisma.MirrorScheduleGetPayload<object>;
type OwnRow = Prisma.ScheduleGetPayload<{
  include: { parts: { select: { guid: true } }; events: { select: { at: true } } };
}>;

const storedRules = z.array(StoredRule);

/** Every schedule from which runs are to be expected now. A tenant's goes by what was meant, unless somebody changed it in Storware: then by what is there. */
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

/** By the guids of their parts. */
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
