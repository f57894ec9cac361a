import 'server-only';
import * as z from 'zod';
import type { Tx } from '@/lib/db/client';
import { unsettledMark } from './backup-row';
import { judgeMachines } from './judge-machines';
import { loadPlaces } from './places';
import type { PolicyOutlook } from './policy-outlook';
import { restorableOf } from './restorable-of';
import { storableJson } from './storable-json';
import { StoredLocation } from './stored-json';

export type Settlement = {
  readonly outlooks: ReadonlyMap<string, PolicyOutlook>;
  readonly now: Date;
  /** When the read of their backups began; null when they were not read whole. */
  readonly backupsAt: Date | null;
};

/**
 * Derives what follows from these machines' backups as they are stored now: which can be restored, the machines' last
 * backups and counts, protection. To be called inside `announcingMachines`.
 */
export async function settleMachines(
  tx: Tx,
  guids: readonly string[],
  { outlooks, now, backupsAt }: Settlement,
): Promise<void> {
  await settleBackups(tx, guids);
  await deriveFromBackups(tx, guids, backupsAt);
  await judgeMachines(tx, guids, outlooks, now);
}

const storedLocations = z.array(StoredLocation);

type ChainRow = {
  guid: string;
  machineGuid: string;
  status: string;
  type: string;
  parentGuid: string | null;
  locations: unknown;
  restorable: boolean;
  restorableReason: string | null;
  isUnclear: boolean;
  unsettled: boolean;
};

async function settleBackups(tx: Tx, guids: readonly string[]): Promise<void> {
  await placeTimeless(tx, guids);
  const rows = await tx.$queryRaw<ChainRow[]>`
    SELECT guid, "machineGuid", status, type, "parentGuid", locations, restorable, "restorableReason", "isUnclear", starts_with("contentHash", ${unsettledMark}) AS unsettled
    FROM "MirrorBackup" WHERE "machineGuid" = ANY(${[...guids]}::text[]) AND "goneAt" IS NULL`;
  // Chains never cross machines, so all of them can be judged together.
  const answers = restorableOf(
    rows.map((row) => ({ ...row, locations: storedLocations.parse(row.locations) })),
    await loadPlaces(tx),
  );
  const verdicts = rows.flatMap(({ guid, restorable, restorableReason, isUnclear, unsettled }) => {
    const answer = answers.get(guid);
    if (
      !answer ||
      (!unsettled &&
        answer.restorable === restorable &&
        answer.reason === restorableReason &&
        answer.isUnclear === isUnclear)
    )
      return [];
    return [{ guid, restorable: answer.restorable, reason: answer.reason, unclear: answer.isUnclear }];
  });
  if (verdicts.length === 0) return;
  await tx.$executeRaw`
    UPDATE "MirrorBackup" b SET restorable = v.restorable, "restorableReason" = v.reason, "isUnclear" = v.unclear,
      "contentHash" = CASE WHEN starts_with(b."contentHash", ${unsettledMark}) THEN substr(b."contentHash", ${unsettledMark.length + 1}::int) ELSE b."contentHash" END
    FROM jsonb_to_recordset(${storableJson(verdicts)}::jsonb) AS v(guid text, restorable boolean, reason text, unclear boolean)
    WHERE b.guid = v.guid`;
}

/**
 * A backup that ended without ever having a time is new when it appears between two reads; on the first read of a
 * machine it may be weeks old. It is put before the others then, lest an old failure pass for the latest one.
 */
async function placeTimeless(tx: Tx, guids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MirrorBackup" b SET "startedAt" = oldest.at - interval '1 second'
    FROM "MirrorMachine" m, LATERAL (
      SELECT min(COALESCE(o."snapshotAt", o."storedAt")) AS at FROM "MirrorBackup" o WHERE o."machineGuid" = m.guid) oldest
    WHERE m.guid = ANY(${[...guids]}::text[]) AND m."backupsAt" IS NULL AND b."machineGuid" = m.guid AND oldest.at IS NOT NULL
      AND b."snapshotAt" IS NULL AND b."storedAt" IS NULL AND b."timeDoubt" IS DISTINCT FROM 'FUTURE' AND b.status IN ('FAILED', 'SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')`;
}

async function deriveFromBackups(tx: Tx, guids: readonly string[], backupsAt: Date | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MirrorMachine" m SET
      "lastBackupAt" = CASE WHEN last."timeDoubt" IS NULL THEN last."startedAt" END, "lastBackupStatus" = last.status, "lastBackupType" = last.type, "lastBackupSizeBytes" = last."sizeBytes",
      "lastBackupWarnings" = COALESCE(last.warnings, '{}'),
      "lastSuccessAt" = back."startedAt",
      "lastFullAt" = CASE WHEN full_one."timeDoubt" IS NULL THEN full_one."startedAt" END, "lastFullSizeBytes" = full_one."sizeBytes",
      "lastIncrementalAt" = CASE WHEN inc."timeDoubt" IS NULL THEN inc."startedAt" END, "lastIncrementalSizeBytes" = inc."sizeBytes",
      "restorableCount" = counts.restorable, "recoveryPointCount" = counts.points, "pointCount" = counts.held, "unclearCount" = counts.unclear,
      "newestFault" = CASE WHEN NOT newest.restorable THEN newest."restorableReason" END, "backupsAt" = GREATEST(m."backupsAt", ${backupsAt}::timestamptz)
    FROM unnest(${[...guids]}::text[]) AS t(guid)
    LEFT JOIN LATERAL (SELECT * FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT b."startedAt" FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.restorable AND b."timeDoubt" IS NULL
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) back ON true
    LEFT JOIN LATERAL (SELECT b.restorable, b."restorableReason" FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status NOT IN ('FAILED', 'QUEUED', 'INPROGRESS', 'GONE')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) newest ON true
    LEFT JOIN LATERAL (SELECT * FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')
      AND b.type IN ('FULL', 'SYNTHETIC') ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) full_one ON true
    LEFT JOIN LATERAL (SELECT * FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')
      AND b.type = 'INCREMENTAL' ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) inc ON true
    CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE b.restorable))::int AS restorable,
      (count(*) FILTER (WHERE b.status IN ('SUCCESS', 'PARTIAL_SUCCESS')))::int AS points,
      (count(*) FILTER (WHERE b.status NOT IN ('FAILED', 'QUEUED', 'INPROGRESS', 'GONE')))::int AS held, (count(*) FILTER (WHERE b."isUnclear"))::int AS unclear
      FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid) counts
    WHERE m.guid = t.guid`;
}
