import 'server-only';
import type { Protection } from '@/lib/contracts/machine';
import { failureOf, storedFailure } from '@/lib/core/failure';
import { givenText } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { announcingMachines, chunkSize, inChunks, mirrorTransaction, storableJson } from '@/lib/mirror/mirror-write';
import { firstDueRun, loadPolicySummaries } from '@/lib/mirror/policies/policy-summary';
import type { PolicySummary } from '@/lib/mirror/policies/policy-summary';
import { protectionOf } from './protection-of';
import type { PolicyFacts } from './protection-of';

type ProtectionInput = {
  guid: string;
  present: boolean;
  policyGuid: string | null;
  isOwnPolicy: boolean;
  policySince: Date | null;
  firstSeenAt: Date;
  backupUpToDate: boolean | null;
  backupsAt: Date | null;
  restorableCount: number;
  pointCount: number;
  unclearCount: number;
  newestFault: string | null;
  newestFaultRef: unknown;
  isTimeDoubtful: boolean;
  lastSuccessAt: Date | null;
  nextRunAt: Date | null;
  firstRunAt: Date | null;
  pendingUntil: Date | null;
  protection: string;
  protectionReason: string;
  protectionReasonRef: unknown;
  protectionOwner: string | null;
  protectionNextStep: string | null;
  protectionNextStepRef: unknown;
  lastStatus: string | null;
  lastReason: string | null;
  cancelled: boolean;
  failure: unknown;
  runState: string | null;
  runCause: string | null;
  runCauseRef: unknown;
  missed: number;
};

/** Whoever started it: a tenant can start a backup of its machine again. */
const backupWork = { kind: 'BACKUP', origin: 'USER' } as const;

/** Evaluates protection and next run of these machines from stored data, and writes those that differ. */
export async function evaluateProtection(
  tx: Tx,
  guids: readonly string[],
  summaries: ReadonlyMap<string, PolicySummary>,
  now: Date,
): Promise<void> {
  const rows = await protectionInputs(tx, guids, now);
  const results = rows.flatMap((row) => {
    const summary = row.policyGuid === null ? undefined : summaries.get(row.policyGuid);
    const nextRunAt = row.present ? (summary?.nextRunAt ?? null) : null;
    const policy = row.policyGuid === null ? null : policyFacts(row, summary);
    const { firstRunAt, ...evaluated } = protectionOf({
      present: row.present,
      points:
        row.backupsAt === null
          ? null
          : {
              total: row.pointCount,
              restorable: row.restorableCount,
              unclear: row.unclearCount,
              newestFault: givenText(row.newestFault, row.newestFaultRef),
              isTimeDoubtful: row.isTimeDoubtful,
            },
      policy,
      backupUpToDate: row.backupUpToDate,
      lastBackup:
        row.lastStatus === null
          ? null
          : {
              status: row.lastStatus,
              failure:
                row.lastStatus === 'FAILED' && !row.cancelled
                  ? (storedFailure(backupWork, row.failure) ?? failureOf(backupWork, row.lastReason))
                  : null,
            },
      lastSuccessAt: row.lastSuccessAt,
      lastRun:
        row.runState === null
          ? null
          : {
              state: row.runState,
              cause: givenText(row.runCause, row.runCauseRef),
              missed: row.missed,
            },
      now,
    });
    const next = {
      ...evaluated,
      nextRunAt,
      firstRunAt: firstRunAt === null ? null : new Date(firstRunAt),
      pendingUntil: evaluated.state === 'PENDING' ? (policy?.firstRun?.windowEndsAt ?? null) : null,
    };
    return isSame(row, next) ? [] : [{ guid: row.guid, ...next }];
  });
  if (results.length === 0) return;
  await tx.$executeRaw`
    UPDATE "MirrorMachine" m SET protection = v.state::"Protection", "protectionReason" = v.reason, "protectionReasonRef" = v."reasonRef", "protectionOwner" = v.owner,
      "protectionNextStep" = v."nextStep", "protectionNextStepRef" = v."nextStepRef",
      "nextRunAt" = v."nextRunAt", "firstRunAt" = v."firstRunAt", "pendingUntil" = v."pendingUntil"
    FROM jsonb_to_recordset(${storableJson(results)}::jsonb) AS v(guid text, state text, reason text, "reasonRef" jsonb, owner text, "nextStep" text, "nextStepRef" jsonb,
      "nextRunAt" timestamptz, "firstRunAt" timestamptz, "pendingUntil" timestamptz)
    WHERE m.guid = v.guid`;
}

type ProtectionResult = Omit<Protection, 'firstRunAt'> & {
  nextRunAt: Date | null;
  firstRunAt: Date | null;
  pendingUntil: Date | null;
};

/** Of equal texts: whether both have a reference or neither. */
function isSameRef(one: unknown, other: unknown): boolean {
  return (one == null) === (other == null);
}

function isSame(
  row: ProtectionInput,
  { state, reason, reasonRef, owner, nextStep, nextStepRef, nextRunAt, firstRunAt, pendingUntil }: ProtectionResult,
): boolean {
  const isSameTime = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime();
  return (
    state === row.protection &&
    reason === row.protectionReason &&
    isSameRef(reasonRef, row.protectionReasonRef) &&
    owner === row.protectionOwner &&
    nextStep === row.protectionNextStep &&
    isSameRef(nextStepRef, row.protectionNextStepRef) &&
    isSameTime(nextRunAt, row.nextRunAt) &&
    isSameTime(firstRunAt, row.firstRunAt) &&
    isSameTime(pendingUntil, row.pendingUntil)
  );
}

/**
 * What the policy requires for this machine. Where the portal saw it join, its runs count from then; where it was in
 * the policy before, from its last good backup, or not at all: earlier times do not count as missed.
 */
function policyFacts(
  { isOwnPolicy, policySince, firstSeenAt, lastSuccessAt }: ProtectionInput,
  summary: PolicySummary | undefined,
): PolicyFacts {
  const joinedAt = policySince !== null && policySince > firstSeenAt ? policySince : null;
  const since = joinedAt ?? lastSuccessAt ?? firstSeenAt;
  return {
    isOwn: isOwnPolicy,
    active: summary?.active ?? null,
    hasActiveSchedule: summary?.hasActiveSchedule ?? null,
    isNotUnderstood: summary?.isNotUnderstood ?? false,
    obstacle: summary?.obstacle ?? null,
    firstRun: summary
      ? firstDueRun(summary.starting, {
          after: lastSuccessAt !== null && lastSuccessAt > since ? lastSuccessAt : since,
          knownSince: firstSeenAt,
        })
      : null,
  };
}

function protectionInputs(tx: Tx, guids: readonly string[], now: Date): Promise<ProtectionInput[]> {
  return tx.$queryRaw<ProtectionInput[]>`
    SELECT m.guid, m.present AND m."deletedAt" IS NULL AS present, m."policyGuid", m."policySince", m."firstSeenAt", m."backupUpToDate", m."backupsAt",
      m."restorableCount", m."pointCount", m."unclearCount", m."newestFault", m."newestFaultRef", m."lastSuccessAt", m."nextRunAt", m."firstRunAt", m."pendingUntil",
      m.protection::text AS protection, m."protectionReason", m."protectionReasonRef", m."protectionOwner", m."protectionNextStep", m."protectionNextStepRef",
      EXISTS (SELECT 1 FROM "Policy" p JOIN "Ownership" o ON o."tenantId" = p."tenantId" AND o.kind = 'MACHINE' AND o.guid = m.guid WHERE p.guid = m."policyGuid") AS "isOwnPolicy",
      COALESCE(newest.doubtful, false) AS "isTimeDoubtful", last.status AS "lastStatus", last."statusInfo" AS "lastReason",
      COALESCE(work.cancelled, false) AS cancelled, work.failure, run.state AS "runState", run.cause AS "runCause", run."causeRef" AS "runCauseRef",
      CASE WHEN run.state = 'MISSED' THEN (SELECT count(*)::int FROM "ExpectedRun" e WHERE e."machineGuid" = m.guid AND e."policyGuid" = m."policyGuid" AND e.state = 'MISSED'
        AND e."dueAt" <= run."dueAt" AND e."dueAt" > COALESCE(m."lastSuccessAt", '-infinity')) ELSE 0 END AS missed
    FROM "MirrorMachine" m
    LEFT JOIN LATERAL (
      SELECT b."timeDoubt" IS NOT NULL AS doubtful FROM "MirrorBackup" b
      WHERE b."machineGuid" = m.guid AND b.status NOT IN ('FAILED', 'QUEUED', 'INPROGRESS', 'GONE')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) newest ON true
    LEFT JOIN LATERAL (
      SELECT b.guid, b.status, b."statusInfo" FROM "MirrorBackup" b
      WHERE b."machineGuid" = m.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (
      SELECT bool_or(o.state = 'CANCELLED' OR o."cancelRequestedAt" IS NOT NULL) AS cancelled,
        (array_agg(o.failure ORDER BY o."requestedAt" DESC) FILTER (WHERE o.state = 'FAILED' AND o.failure IS NOT NULL))[1] AS failure
      FROM "Operation" o WHERE o."backupGuid" = last.guid AND o.kind = 'BACKUP') work ON true
    LEFT JOIN LATERAL (
      SELECT e.state, e.cause, e."causeRef", e."dueAt" FROM "ExpectedRun" e
      WHERE e."machineGuid" = m.guid AND e."policyGuid" = m."policyGuid" AND e.state IN ('KEPT', 'LATE', 'MISSED', 'FAILED') AND e."dueAt" <= ${now}
        AND (m."policySince" IS NULL OR m."policySince" <= m."firstSeenAt" OR e."windowEndsAt" > m."policySince")
      ORDER BY e."dueAt" DESC LIMIT 1) run ON true
    WHERE m.guid = ANY(${[...guids]}::text[])`;
}

/**
 * Evaluates protection and next run again for machines of the named policies, and for those whose next run, or the end
 * of whose first run's window, has come. Returns how many were evaluated.
 */
export async function reevaluateProtection(policyGuids: readonly string[] = []): Promise<number> {
  const now = new Date();
  const due = await db().$queryRaw<{ guid: string }[]>`
    SELECT guid FROM "MirrorMachine" WHERE "nextRunAt" <= ${now} OR "pendingUntil" < ${now} OR "policyGuid" = ANY(${[...policyGuids]}::text[])`;
  await reevaluateProtectionOf(due.map(({ guid }) => guid));
  return due.length;
}

/** Works out protection and next run of these machines again. */
export async function reevaluateProtectionOf(guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  const now = new Date();
  const summaries = await loadPolicySummaries(db(), now);
  for (const some of inChunks([...guids].sort(), chunkSize)) {
    await mirrorTransaction((tx) => announcingMachines(tx, some, () => evaluateProtection(tx, some, summaries, now)));
  }
}
