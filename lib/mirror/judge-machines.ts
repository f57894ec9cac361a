import 'server-only';
import { causeOfBackup } from '@/lib/core/failure';
import type { Tx } from '@/lib/db/client';
import type { PolicyOutlook } from './policy-outlook';
import { protectionOf } from './protection-of';
import { storableJson } from './storable-json';

type Judged = {
  guid: string;
  present: boolean;
  policyGuid: string | null;
  backupUpToDate: boolean | null;
  backupsAt: Date | null;
  restorableCount: number;
  lastSuccessAt: Date | null;
  nextRunAt: Date | null;
  protection: string;
  protectionReason: string;
  lastStatus: string | null;
  lastReason: string | null;
  cancelled: boolean;
  runState: string | null;
  runCause: string | null;
  missed: number;
};

/** Works out protection and next run of these machines again from what is stored, and writes those that differ. */
export async function judgeMachines(tx: Tx, guids: readonly string[], outlooks: ReadonlyMap<string, PolicyOutlook>, now: Date): Promise<void> {
  const rows = await judgedRows(tx, guids, now);
  const verdicts = rows.flatMap((row) => {
    const outlook = row.policyGuid === null ? undefined : outlooks.get(row.policyGuid);
    const nextRunAt = row.present ? (outlook?.nextRunAt ?? null) : null;
    const { state, reason } = protectionOf({
      present: row.present,
      restorablePoints: row.backupsAt === null ? null : row.restorableCount,
      hasPolicy: row.policyGuid !== null,
      policyActive: outlook?.active ?? null,
      hasActiveSchedule: outlook?.hasActiveSchedule ?? null,
      backupUpToDate: row.backupUpToDate,
      lastBackup: row.lastStatus === null ? null : { status: row.lastStatus, reason: row.lastReason && causeOfBackup(row.lastReason), cancelled: row.cancelled },
      lastSuccessAt: row.lastSuccessAt,
      nextRunAt,
      lastRun: row.runState === null ? null : { state: row.runState, cause: row.runCause, missed: row.missed },
      now,
    });
    const isSame = state === row.protection && reason === row.protectionReason && nextRunAt?.getTime() === row.nextRunAt?.getTime();
    return isSame ? [] : [{ guid: row.guid, state, reason, nextRunAt }];
  });
  if (verdicts.length === 0) return;
  await tx.$executeRaw`
    UPDATE "MirrorMachine" m SET protection = v.state::"Protection", "protectionReason" = v.reason, "nextRunAt" = v."nextRunAt"
    FROM jsonb_to_recordset(${storableJson(verdicts)}::jsonb) AS v(guid text, state text, reason text, "nextRunAt" timestamptz)
    WHERE m.guid = v.guid`;
}

function judgedRows(tx: Tx, guids: readonly string[], now: Date): Promise<Judged[]> {
  return tx.$queryRaw<Judged[]>`
    SELECT m.guid, m.present AND m."deletedAt" IS NULL AS present, m."policyGuid", m."backupUpToDate", m."backupsAt", m."restorableCount",
      m."lastSuccessAt", m."nextRunAt", m.protection::text AS protection, m."protectionReason",
      last.status AS "lastStatus", last."statusInfo" AS "lastReason",
      COALESCE(EXISTS (
        SELECT 1 FROM "Operation" o WHERE o."backupGuid" = last.guid AND o.kind = 'BACKUP'
          AND (o.state = 'CANCELLED' OR o."cancelRequestedAt" IS NOT NULL)), false) AS cancelled,
      run.state AS "runState", run.cause AS "runCause",
      CASE WHEN run.state = 'MISSED' THEN (SELECT count(*)::int FROM "ExpectedRun" e WHERE e."machineGuid" = m.guid AND e."policyGuid" = m."policyGuid" AND e.state = 'MISSED'
        AND e."dueAt" <= run."dueAt" AND e."dueAt" > COALESCE(m."lastSuccessAt", '-infinity')) ELSE 0 END AS missed
    FROM "MirrorMachine" m
    LEFT JOIN LATERAL (
      SELECT b.guid, b.status, b."statusInfo" FROM "MirrorBackup" b
      WHERE b."machineGuid" = m.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (
      SELECT e.state, e.cause, e."dueAt" FROM "ExpectedRun" e
      WHERE e."machineGuid" = m.guid AND e."policyGuid" = m."policyGuid" AND e.state IN ('KEPT', 'LATE', 'MISSED', 'FAILED') AND e."dueAt" <= ${now}
      ORDER BY e."dueAt" DESC LIMIT 1) run ON true
    WHERE m.guid = ANY(${[...guids]}::text[])`;
}
