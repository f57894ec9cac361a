import 'server-only';
import { db } from '@/lib/db/client';
import { storableJson } from '@/lib/mirror/storable-json';
import { toleranceMs } from './match-runs';
import type { Attempt } from './match-runs';

/** A schedule on a machine, with the first of its runs that is to be judged. */
export type Pair = { machineGuid: string; scheduleGuid: string; since: Date };

/** Turns what Storware said of a failure into a person's words. */
export type Explain = (statusInfo: string | null) => string;

export type AttemptOfPair = Attempt & { readonly machineGuid: string; readonly scheduleGuid: string };

type BackupRow = {
  machineGuid: string;
  scheduleGuid: string;
  guid: string;
  status: string;
  statusInfo: string | null;
  startedAt: Date;
  windowStart: Date | null;
  cause: string | null;
  isCancelled: boolean;
};

/** What the schedules of these pairs started on their machines, from a little before `since` of each. */
export async function attemptsOf(pairs: readonly Pair[], explain: Explain): Promise<AttemptOfPair[]> {
  const json = storableJson(pairs);
  const [backups, tasks] = [await backupsOf(json), await tasksWithoutBackup(json)];
  return [
    ...backups.map(
      ({ machineGuid, scheduleGuid, guid, status, statusInfo, startedAt, windowStart, cause, isCancelled }) => {
        const outcome = outcomeOf(status);
        const why = outcome === 'FAILED' ? (isCancelled ? 'It was cancelled.' : (cause ?? explain(statusInfo))) : null;
        return { machineGuid, scheduleGuid, guid, at: windowStart ?? startedAt, startedAt, outcome, cause: why };
      },
    ),
    ...tasks.map(({ machineGuid, scheduleGuid, windowStart, startedAt, cause }) => ({
      machineGuid,
      scheduleGuid,
      guid: null,
      at: windowStart,
      startedAt: startedAt ?? windowStart,
      outcome: 'FAILED' as const,
      cause,
    })),
  ];
}

function outcomeOf(status: string): Attempt['outcome'] {
  if (status === 'SUCCESS' || status === 'PARTIAL_SUCCESS' || status === 'SUCCESS_REMOVED') return 'GOOD';
  return status === 'FAILED' ? 'FAILED' : 'RUNNING';
}

/** By the schedule that Storware names as their origin, or a part of it. */
function backupsOf(pairs: string): Promise<BackupRow[]> {
  return db().$queryRaw<BackupRow[]>`
    SELECT DISTINCT ON (p."machineGuid", p."scheduleGuid", b.guid) p."machineGuid", p."scheduleGuid", b.guid, COALESCE(b."goneStatus", b.status) AS status, b."statusInfo", b."startedAt",
      task."windowStart", o.failure->>'cause' AS cause, COALESCE(o.state = 'CANCELLED' OR o."cancelRequestedAt" IS NOT NULL, false) AS "isCancelled"
    FROM jsonb_to_recordset(${pairs}::jsonb) AS p("machineGuid" text, "scheduleGuid" text, since timestamptz)
    JOIN "MirrorBackup" b ON b."machineGuid" = p."machineGuid" AND b."startedAt" >= p.since - ${toleranceMs} * interval '1 millisecond'
      AND (b."originGuid" = p."scheduleGuid" OR EXISTS (SELECT 1 FROM "SchedulePart" part WHERE part.guid = b."originGuid" AND part."scheduleGuid" = p."scheduleGuid"))
    LEFT JOIN "Operation" o ON o."backupGuid" = b.guid AND o.kind = 'BACKUP'
    LEFT JOIN LATERAL (SELECT min(t."windowStart") AS "windowStart" FROM "OperationTask" t WHERE t."operationId" = o.id AND t.type = 'EXPORT') task ON true`;
}

type TaskRow = {
  machineGuid: string;
  scheduleGuid: string;
  windowStart: Date;
  startedAt: Date | null;
  cause: string | null;
};

/** Scheduled work that ended badly before there was a backup of it: recognised by its window, which is that of the run. */
function tasksWithoutBackup(pairs: string): Promise<TaskRow[]> {
  return db().$queryRaw<TaskRow[]>`
    SELECT e."machineGuid", e."scheduleGuid", t."windowStart", t."startedAt", o.failure->>'cause' AS cause
    FROM jsonb_to_recordset(${pairs}::jsonb) AS p("machineGuid" text, "scheduleGuid" text, since timestamptz)
    JOIN "Operation" o ON o."machineGuid" = p."machineGuid" AND o.kind = 'BACKUP' AND o.origin = 'SCHEDULE' AND o.state = 'FAILED' AND o."backupGuid" IS NULL
      AND o."requestedAt" >= p.since - ${toleranceMs} * interval '1 millisecond'
    JOIN "OperationTask" t ON t."operationId" = o.id AND t."windowStart" IS NOT NULL
    JOIN "ExpectedRun" e ON e."machineGuid" = p."machineGuid" AND e."scheduleGuid" = p."scheduleGuid" AND e."dueAt" >= p.since
      AND abs(extract(epoch FROM e."dueAt" - t."windowStart")) * 1000 <= ${toleranceMs} AND abs(extract(epoch FROM e."windowEndsAt" - t."windowEnd")) * 1000 <= ${toleranceMs}`;
}
