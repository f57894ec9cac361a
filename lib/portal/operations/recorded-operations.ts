import 'server-only';
import type { OperationState, Phase } from '@/lib/contracts/operation';
import { failureOf } from '@/lib/core/failure';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { OperationRow } from '@/lib/portal/scope/owned-objects';

/** Tracked work may still be matched with its record: a younger backup is not listed as one without an operation. */
const youngMs = 86_400_000;

const ended = Prisma.sql`COALESCE(b."goneStatus", b.status) IN ('SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED')`;

/** A backup that ended before the portal tracked its machine, or while the portal was down: it has no operation. */
function isUnfollowed(): Prisma.Sql {
  return Prisma.sql`${ended} AND (b."startedAt" < m."firstSeenAt" OR b."startedAt" < ${new Date(Date.now() - youngMs)})
    AND NOT EXISTS (SELECT 1 FROM "Operation" q WHERE q."backupGuid" = b.guid AND q.kind = 'BACKUP')`;
}

/** The operations of a machine, and its backups without an operation in the same form: a table for a FROM. */
export function withRecordedBackups(machineGuid: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT p."id", p."machineGuid", p."machineName", p."state"::text AS "state", p."kind"::text AS "kind", p."origin"::text AS "origin", p."requestedAt"
    FROM "Operation" p WHERE p."machineGuid" = ${machineGuid}
    UNION ALL
    SELECT b.guid, b."machineGuid", m.name, CASE
        WHEN COALESCE(b."goneStatus", b.status) = 'FAILED' THEN 'FAILED'
        WHEN cardinality(b.warnings) > 0 THEN 'WARNING' ELSE 'SUCCEEDED' END, 'BACKUP',
      CASE WHEN b."originType" IN ('SCHEDULE', 'SYSTEM_SCHEDULE') THEN 'SCHEDULE' ELSE 'OTHER' END, b."startedAt"
    FROM "MirrorBackup" b JOIN "MirrorMachine" m ON m.guid = b."machineGuid"
    WHERE b."machineGuid" = ${machineGuid} AND ${isUnfollowed()})`;
}

type Recorded = Prisma.MirrorBackupGetPayload<object> & { machineName: string };

/** The backups without an operation among these as ended operations, by id, which is the backup's. */
export async function recordedOperations(ids: readonly string[]): Promise<Map<string, OperationRow>> {
  if (ids.length === 0) return new Map();
  const found = await db().$queryRaw<{ guid: string; machineName: string }[]>`
    SELECT b.guid, m.name AS "machineName" FROM "MirrorBackup" b JOIN "MirrorMachine" m ON m.guid = b."machineGuid"
    WHERE b.guid = ANY(${[...ids]}::text[]) AND ${isUnfollowed()}`;
  if (found.length === 0) return new Map();
  const names = new Map(found.map(({ guid, machineName }) => [guid, machineName]));
  const backups = await db().mirrorBackup.findMany({ where: { guid: { in: [...names.keys()] } } });
  return new Map(
    backups.map((backup) => [backup.guid, operationOf({ ...backup, machineName: names.get(backup.guid) ?? '' })]),
  );
}

function operationOf(backup: Recorded): OperationRow {
  const origin = backup.originType === 'SCHEDULE' || backup.originType === 'SYSTEM_SCHEDULE' ? 'SCHEDULE' : 'OTHER';
  const state: OperationState =
    (backup.goneStatus ?? backup.status) === 'FAILED' ? 'FAILED' : backup.warnings.length > 0 ? 'WARNING' : 'SUCCEEDED';
  const tookMs = [backup.exportMs, backup.queuedStoreMs, backup.storeMs].reduce(
    (sum, part) => sum + Number(part ?? 0),
    0,
  );
  return {
    id: backup.guid,
    tenantId: null,
    kind: 'BACKUP',
    origin,
    state,
    submission: 'OBSERVED',
    machineGuid: backup.machineGuid,
    machineName: backup.machineName,
    requestedById: null,
    requestedByName: null,
    idempotencyKey: null,
    position: 0,
    request: null,
    windowStart: null,
    windowEnd: null,
    leaseUntil: null,
    backupGuid: backup.guid,
    actualBackupType: backup.type,
    resultMachineGuid: null,
    mode: null,
    targetName: null,
    targetText: null,
    targetTextRef: null,
    preflight: null,
    mountGuid: null,
    progress: state === 'FAILED' ? 0 : 100,
    phases: state === 'FAILED' ? [] : finishedPhases,
    etaAt: null,
    failure: state === 'FAILED' ? failureOf({ kind: 'BACKUP', origin }, backup.statusInfo) : null,
    cancelRequestedAt: null,
    cancelRequestedByName: null,
    cancelSentTaskGuid: null,
    cancelRefusals: 0,
    cancelNextAt: null,
    cancelRefusedAt: null,
    answerLostAt: null,
    requestedAt: new Date(backup.startedAt.getTime() - Number(backup.queuedExportMs ?? 0)),
    startedAt: backup.startedAt,
    finishedAt: backup.finishedAt ?? new Date(backup.startedAt.getTime() + tookMs),
    version: 1,
  };
}

/** A record has no begin of each phase, only the end of both. */
const finishedPhases: Phase[] = ['EXPORT', 'STORE'].map((type) => ({
  type,
  state: 'FINISHED',
  progress: 100,
  startedAt: null,
  finishedAt: null,
  message: null,
}));
