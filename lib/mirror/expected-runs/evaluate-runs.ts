import 'server-only';
import type { ExpectedRunState } from '@/lib/contracts/expected-run';
import { recordTenantChanges } from '@/lib/db/change-feed';
import { asField, givenText, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { inChunks, mirrorTransaction, storableJson } from '@/lib/mirror/mirror-write';
import type { Attempt, DueRun, LedgerSchedule } from './expect-runs';
import { dayMs, evaluateRun, ledgerDays, matchRuns, toleranceMs } from './expect-runs';

type Row = {
  machineGuid: string;
  scheduleGuid: string;
  policyGuid: string;
  dueAt: Date;
  windowEndsAt: Date;
  state: ExpectedRunState;
  cause: string | null;
  causeRef: unknown;
  backupGuid: string | null;
  happenedAt: Date | null;
  isHere: boolean;
  isInPolicy: boolean;
  knownAt: Date | null;
};

type RunResult = Pick<
  Row,
  'machineGuid' | 'scheduleGuid' | 'dueAt' | 'state' | 'cause' | 'causeRef' | 'backupGuid' | 'happenedAt' | 'knownAt'
>;

const pairsAtOnce = 1_000;
/** A run that was made stays so, even when retention has removed its backup. */
const final: ReadonlySet<ExpectedRunState> = new Set(['KEPT', 'LATE']);

/**
 * Evaluates runs whose result may be known now. Returns the machines whose newest run has changed: the reason of their
 * protection may change.
 */
export async function evaluateRuns(
  schedules: readonly LedgerSchedule[],
  now: Date,
  explain: Explain,
): Promise<string[]> {
  const earliest = new Date(now.getTime() - ledgerDays * dayMs);
  const isSilent = await loadOutageWindows(earliest);
  const active = new Set(schedules.map(({ guid, policyGuid }) => `${guid} ${policyGuid}`));
  const machines = new Set<string>();
  for (const pairs of inChunks(await pairsToEvaluate(now, earliest), pairsAtOnce)) {
    const [runs, attempts] = [grouped(await runsOf(pairs, now)), grouped(await attemptsOf(pairs, explain))];
    const results: (RunResult & { isChanged: boolean })[] = [];
    for (const [pair, rows] of runs) {
      const matched = matchRuns(rows, attempts.get(pair) ?? []);
      rows.forEach((row, index) => {
        if (final.has(row.state)) return;
        const { cause, ...result } = evaluateRun(row, matched[index] ?? [], {
          now,
          knownAt: row.knownAt,
          released: releaseOf(row, active),
          isSilent: isSilent(row),
        });
        const isChanged =
          result.state !== row.state || (cause?.text ?? null) !== row.cause || result.backupGuid !== row.backupGuid;
        if (isChanged) machines.add(row.machineGuid);
        results.push({
          machineGuid: row.machineGuid,
          scheduleGuid: row.scheduleGuid,
          dueAt: row.dueAt,
          knownAt: row.knownAt,
          ...result,
          ...asField('cause', cause),
          isChanged,
        });
      });
    }
    await mirrorTransaction((tx) => write(tx, results));
  }
  return [...machines];
}

function releaseOf(
  { isHere, isInPolicy, scheduleGuid, policyGuid }: Row,
  active: ReadonlySet<string>,
): GivenText | null {
  if (!isHere) return say('reason.run.machineGone');
  if (!isInPolicy) return say('reason.run.leftPolicy');
  return active.has(`${scheduleGuid} ${policyGuid}`) ? null : say('reason.run.switchedOff');
}

function grouped<T extends { machineGuid: string; scheduleGuid: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = `${row.machineGuid} ${row.scheduleGuid}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/**
 * Runs that are not final, and: were never evaluated, or the machine's backups have been read since; an old one only
 * until the run after it was evaluated.
 */
function pairsToEvaluate(now: Date, earliest: Date): Promise<Pair[]> {
  return db().$queryRaw<Pair[]>`
    SELECT e."machineGuid", e."scheduleGuid", min(e."dueAt") AS since
    FROM "ExpectedRun" e LEFT JOIN "MirrorMachine" m ON m.guid = e."machineGuid"
    WHERE e.state IN ('OPEN', 'MISSED', 'FAILED', 'SKIPPED') AND e."dueAt" > ${earliest} AND e."dueAt" <= ${now}
      AND (e."judgedAt" IS NULL
        OR (e.state = 'OPEN' AND (m."backupsAt" > e."judgedAt" OR (e."windowEndsAt" < ${now} AND (m.guid IS NULL OR NOT m.present OR m."policyGuid" IS DISTINCT FROM e."policyGuid"))))
        OR (e.state <> 'OPEN' AND m."backupsAt" > e."judgedAt" AND e."judgedAt" < COALESCE(
          (SELECT min(n."dueAt") FROM "ExpectedRun" n WHERE n."machineGuid" = e."machineGuid" AND n."scheduleGuid" = e."scheduleGuid" AND n."dueAt" > e."dueAt") + interval '1 hour', 'infinity')))
    GROUP BY 1, 2`;
}

function runsOf(pairs: readonly Pair[], now: Date): Promise<Row[]> {
  return db().$queryRaw<Row[]>`
    SELECT e."machineGuid", e."scheduleGuid", e."policyGuid", e."dueAt", e."windowEndsAt", e.state, e.cause, e."causeRef", e."backupGuid", e."happenedAt",
      COALESCE(m.present AND m."deletedAt" IS NULL, false) AS "isHere", m."backupsAt" AS "knownAt",
      COALESCE(m."policyGuid" = e."policyGuid" OR m."policySince" > e."windowEndsAt", false) AS "isInPolicy"
    FROM jsonb_to_recordset(${storableJson(pairs)}::jsonb) AS p("machineGuid" text, "scheduleGuid" text, since timestamptz)
    JOIN "ExpectedRun" e ON e."machineGuid" = p."machineGuid" AND e."scheduleGuid" = p."scheduleGuid" AND e."dueAt" >= p.since AND e."dueAt" <= ${now}
    LEFT JOIN "MirrorMachine" m ON m.guid = e."machineGuid"`;
}

/** The feed comes last. A policy's page shows how its runs went. */
async function write(tx: Tx, results: readonly (RunResult & { isChanged: boolean })[]): Promise<void> {
  if (results.length === 0) return;
  await tx.$executeRaw`
    UPDATE "ExpectedRun" e SET state = v.state, cause = v.cause, "causeRef" = v."causeRef", "backupGuid" = v."backupGuid", "happenedAt" = v."happenedAt", "judgedAt" = COALESCE(v."knownAt", 'epoch')
    FROM jsonb_to_recordset(${storableJson(results)}::jsonb) AS v("machineGuid" text, "scheduleGuid" text, "dueAt" timestamptz, state text, cause text, "causeRef" jsonb,
      "backupGuid" text, "happenedAt" timestamptz, "knownAt" timestamptz)
    WHERE e."machineGuid" = v."machineGuid" AND e."scheduleGuid" = v."scheduleGuid" AND e."dueAt" = v."dueAt"`;
  const changedGuids = results.filter(({ isChanged }) => isChanged).map(({ machineGuid }) => machineGuid);
  const changed = await tx.$queryRaw<{ tenantId: string; objectId: string }[]>`
    SELECT DISTINCT o."tenantId", m."policyGuid" AS "objectId" FROM "MirrorMachine" m JOIN "Ownership" o ON o.guid = m.guid AND o.kind = 'MACHINE'
    WHERE m.guid = ANY(${changedGuids}::text[]) AND m."policyGuid" IS NOT NULL`;
  await recordTenantChanges(
    tx,
    changed.map(({ tenantId, objectId }) => ({ tenantId, kind: 'policy', objectId })),
  );
}

/** A schedule on a machine, with the first of its runs that is to be evaluated. */
type Pair = { machineGuid: string; scheduleGuid: string; since: Date };

/** Turns Storware's error text into text for a person. */
type Explain = (statusInfo: string | null) => GivenText;

type AttemptOfPair = Attempt & { readonly machineGuid: string; readonly scheduleGuid: string };

type BackupRow = {
  machineGuid: string;
  scheduleGuid: string;
  guid: string;
  status: string;
  statusInfo: string | null;
  startedAt: Date;
  windowStart: Date | null;
  cause: string | null;
  causeRef: unknown;
  isCancelled: boolean;
};

/** What the schedules of these pairs started on their machines, from a little before `since` of each. */
async function attemptsOf(pairs: readonly Pair[], explain: Explain): Promise<AttemptOfPair[]> {
  const json = storableJson(pairs);
  const [backups, tasks] = [await backupsOf(json), await tasksWithoutBackup(json)];
  return [
    ...backups.map(
      ({
        machineGuid,
        scheduleGuid,
        guid,
        status,
        statusInfo,
        startedAt,
        windowStart,
        cause,
        causeRef,
        isCancelled,
      }) => {
        const outcome = outcomeOf(status);
        const why =
          outcome === 'FAILED'
            ? isCancelled
              ? say('reason.run.cancelled')
              : (givenText(cause, causeRef) ?? explain(statusInfo))
            : null;
        return { machineGuid, scheduleGuid, guid, at: windowStart ?? startedAt, startedAt, outcome, cause: why };
      },
    ),
    ...tasks.map(({ machineGuid, scheduleGuid, windowStart, startedAt, cause, causeRef }) => ({
      machineGuid,
      scheduleGuid,
      guid: null,
      at: windowStart,
      startedAt: startedAt ?? windowStart,
      outcome: 'FAILED' as const,
      cause: givenText(cause, causeRef),
    })),
  ];
}

function outcomeOf(status: string): Attempt['outcome'] {
  if (status === 'SUCCESS' || status === 'PARTIAL_SUCCESS' || status === 'SUCCESS_REMOVED') return 'GOOD';
  return status === 'FAILED' ? 'FAILED' : 'RUNNING';
}

/** By the schedule, or one of its Storware schedules, that is named as their origin. */
function backupsOf(pairs: string): Promise<BackupRow[]> {
  return db().$queryRaw<BackupRow[]>`
    SELECT DISTINCT ON (p."machineGuid", p."scheduleGuid", b.guid) p."machineGuid", p."scheduleGuid", b.guid, COALESCE(b."goneStatus", b.status) AS status, b."statusInfo", b."startedAt",
      task."windowStart", o.failure->>'cause' AS cause, o.failure->'causeRef' AS "causeRef", COALESCE(o.state = 'CANCELLED' OR o."cancelRequestedAt" IS NOT NULL, false) AS "isCancelled"
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
  causeRef: unknown;
};

/** Scheduled work that failed before it had a backup: recognised by its window, which is that of the run. */
function tasksWithoutBackup(pairs: string): Promise<TaskRow[]> {
  return db().$queryRaw<TaskRow[]>`
    SELECT e."machineGuid", e."scheduleGuid", t."windowStart", t."startedAt", o.failure->>'cause' AS cause, o.failure->'causeRef' AS "causeRef"
    FROM jsonb_to_recordset(${pairs}::jsonb) AS p("machineGuid" text, "scheduleGuid" text, since timestamptz)
    JOIN "Operation" o ON o."machineGuid" = p."machineGuid" AND o.kind = 'BACKUP' AND o.origin = 'SCHEDULE' AND o.state = 'FAILED' AND o."backupGuid" IS NULL
      AND o."requestedAt" >= p.since - ${toleranceMs} * interval '1 millisecond'
    JOIN "OperationTask" t ON t."operationId" = o.id AND t."windowStart" IS NOT NULL
    JOIN "ExpectedRun" e ON e."machineGuid" = p."machineGuid" AND e."scheduleGuid" = p."scheduleGuid" AND e."dueAt" >= p.since
      AND abs(extract(epoch FROM e."dueAt" - t."windowStart")) * 1000 <= ${toleranceMs} AND abs(extract(epoch FROM e."windowEndsAt" - t."windowEnd")) * 1000 <= ${toleranceMs}`;
}

/** Shorter pauses are normal for the worker. */
const outageMs = 10 * 60_000;

/**
 * Records the outage windows in which Storware was not read, whatever the cause. Called regularly, and before runs are
 * evaluated.
 */
export async function recordOutageWindow(): Promise<void> {
  const lastRead = await db().mirrorSync.findUnique({ where: { kind: 'tasks' }, select: { asOf: true } });
  if (!lastRead?.asOf) return;
  const { asOf } = lastRead;
  await db().$transaction(async (tx) => {
    const mark = await tx.ledgerMark.findUnique({ where: { id: 1 } });
    if (!mark) return;
    if (mark.heardAt !== null && asOf.getTime() - mark.heardAt.getTime() > outageMs)
      await tx.silence.create({ data: { fromAt: mark.heardAt, toAt: asOf } });
    await tx.ledgerMark.update({ where: { id: 1 }, data: { heardAt: asOf } });
  });
}

/** Whether the whole window of a run lies in an outage window. */
async function loadOutageWindows(since: Date): Promise<(run: DueRun) => boolean> {
  const outages = await db().silence.findMany({ where: { toAt: { gt: since } } });
  return ({ dueAt, windowEndsAt }) => outages.some(({ fromAt, toAt }) => fromAt <= dueAt && toAt >= windowEndsAt);
}
