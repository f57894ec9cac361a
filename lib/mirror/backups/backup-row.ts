import 'server-only';
import { sanitizeStatusInfo } from '@/lib/core/failure';
import { say } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { contentHash, storableJson, wholeNumber } from '@/lib/mirror/mirror-write';
import type { StoredLocation } from '@/lib/mirror/stored-json';
import { pointFaults } from './point-faults';
import type { StorwareBackup, StorwareBackupLocation } from '@/lib/storware/model/backup';

type BackupRow = ReturnType<typeof backupRow>;

/** The text in place of warnings that can't be read, or that are missing. */
export const warnedUnreadable = say('note.warnedUnreadable');
export const backupIncomplete = say('note.incomplete');

const ended: ReadonlySet<string> = new Set(['SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED']);

/** Stored before the chain of the row is evaluated: after a crash in between it shows as a difference. */
export const unsettledMark = 'unsettled:';

/**
 * Storware's backup as a row; `status` and `type` in Storware's words. Texts that a tenant may see (the error,
 * warnings) are sanitized here, so that no infrastructure is stored in them.
 */
export function backupRow(backup: StorwareBackup & { machineGuid: string }) {
  const row = {
    guid: backup.guid,
    machineGuid: backup.machineGuid,
    status: backup.status,
    statusInfo: backup.statusInfo === null ? null : sanitizeStatusInfo(backup.statusInfo) || null,
    // A backup with a chain predecessor is incremental; that is all that is known of an unknown type.
    type: backup.type ?? (backup.parentGuid === null ? 'FULL' : 'INCREMENTAL'),
    snapshotAt: backup.snapshotAt,
    storedAt: backup.storedAt,
    timeDoubt: backup.timeDoubt,
    finishedAt: finishedAt(backup),
    sizeBytes: wholeNumber(backup.sizeBytes),
    durationMs: wholeNumber(durationMs(backup)),
    parentGuid: backup.parentGuid,
    originType: backup.originType,
    originGuid: backup.originGuid,
    originName: backup.originName,
    warnings: warningsOf(backup),
    warningsPresent: backup.warningsPresent || backup.warnings.length > 0,
    description: backup.description,
    queuedExportMs: wholeNumber(backup.timeStats.queuedExportMs),
    exportMs: wholeNumber(backup.timeStats.exportMs),
    queuedStoreMs: wholeNumber(backup.timeStats.queuedStoreMs),
    storeMs: wholeNumber(backup.timeStats.storeMs),
    locations: backup.locations.map(copyOf),
    expiresAt: expiresAt(backup),
  };
  return { ...row, contentHash: contentHash(row) };
}

function copyOf({ guid, destination, role, status }: StorwareBackupLocation): StoredLocation {
  return {
    guid,
    destinationGuid: destination?.guid ?? null,
    destinationName: destination?.name ?? null,
    role: role ?? 'PRIMARY',
    status,
  };
}

/** As text for a tenant; never empty for a partial backup or one with warnings. */
function warningsOf({ status, statusInfo, warnings, warningsPresent }: StorwareBackup): string[] {
  const texts = readableWarnings(warnings, warningsPresent);
  if (texts.length > 0 || status !== 'PARTIAL_SUCCESS') return texts;
  return readableWarnings(statusInfo === null ? [] : [statusInfo], false)
    .concat(backupIncomplete.text)
    .slice(0, 1);
}

/** Storware's warnings, sanitized, each once; a standard text when there were some and none can be read. */
export function readableWarnings(warnings: readonly string[], present: boolean): string[] {
  const texts = [...new Set(warnings.map(sanitizeStatusInfo).filter((text) => text !== ''))];
  return texts.length === 0 && (present || warnings.length > 0) ? [warnedUnreadable.text] : texts;
}

function durationMs({ durationMs: total, timeStats }: StorwareBackup): number | null {
  if (total !== null) return total;
  const parts = Object.values(timeStats).filter((part) => part !== null);
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0);
}

/**
 * When it was stored; for a failed one, its snapshot and the work after that. Null while it runs, or when it is not
 * known.
 */
function finishedAt(backup: StorwareBackup): Date | null {
  const { status, storedAt, snapshotAt, timeStats } = backup;
  if (!ended.has(status)) return null;
  if (storedAt !== null) return storedAt;
  const worked = (timeStats.exportMs ?? 0) + (timeStats.queuedStoreMs ?? 0) + (timeStats.storeMs ?? 0);
  return snapshotAt === null || worked === 0 ? null : new Date(snapshotAt.getTime() + worked);
}

/** The backup expires with the last copy that is still there, and only when each of these has a date. */
function expiresAt({ expiresAt: own, locations }: StorwareBackup): Date | null {
  if (own !== null) return own;
  const present = locations.filter(({ status }) => status === 'PRESENT');
  const dates = present.flatMap((location) => location.expiresAt?.getTime() ?? []);
  return dates.length === 0 || dates.length < present.length ? null : new Date(Math.max(...dates));
}

/**
 * Writes rows that are new or differ, read at `seenAt`; a row of a machine whose backups were read later stays. Whether
 * they can be restored is evaluated afterwards, with their chains.
 */
export async function writeBackupRows(tx: Tx, rows: readonly BackupRow[], seenAt: Date): Promise<void> {
  if (rows.length === 0) return;
  const unsettled = rows.map((row) => ({ ...row, contentHash: unsettledMark + row.contentHash }));
  await tx.$executeRaw`
    INSERT INTO "MirrorBackup" AS b (guid, "machineGuid", status, "statusInfo", type, "snapshotAt", "storedAt", "startedAt", "finishedAt", "sizeBytes",
      "durationMs", "parentGuid", "originType", "originGuid", "originName", warnings, "warningsPresent", description, "queuedExportMs", "exportMs",
      "queuedStoreMs", "storeMs", locations, "expiresAt", restorable, "restorableReason", "timeDoubt", "contentHash", "firstSeenAt")
    SELECT r.guid, r."machineGuid", r.status, r."statusInfo", r.type, r."snapshotAt", r."storedAt", COALESCE(r."snapshotAt", r."storedAt", ${seenAt}), r."finishedAt", r."sizeBytes",
      r."durationMs", r."parentGuid", r."originType", r."originGuid", r."originName", r.warnings, r."warningsPresent", r.description, r."queuedExportMs", r."exportMs",
      r."queuedStoreMs", r."storeMs", r.locations, r."expiresAt", false, NULL, r."timeDoubt", r."contentHash", ${seenAt}
    FROM jsonb_to_recordset(${storableJson(unsettled)}::jsonb) AS r(guid text, "machineGuid" text, status text, "statusInfo" text, type text,
      "snapshotAt" timestamptz, "storedAt" timestamptz, "finishedAt" timestamptz, "sizeBytes" bigint, "durationMs" bigint, "parentGuid" text,
      "originType" text, "originGuid" text, "originName" text, warnings text[], "warningsPresent" boolean, description text, "queuedExportMs" bigint,
      "exportMs" bigint, "queuedStoreMs" bigint, "storeMs" bigint, locations jsonb, "expiresAt" timestamptz, "timeDoubt" text, "contentHash" text)
    ON CONFLICT (guid) DO UPDATE SET "machineGuid" = EXCLUDED."machineGuid", status = EXCLUDED.status, "statusInfo" = EXCLUDED."statusInfo",
      type = EXCLUDED.type, "snapshotAt" = EXCLUDED."snapshotAt", "storedAt" = EXCLUDED."storedAt",
      "startedAt" = COALESCE(EXCLUDED."snapshotAt", EXCLUDED."storedAt", b."startedAt"), "finishedAt" = EXCLUDED."finishedAt",
      "sizeBytes" = EXCLUDED."sizeBytes", "durationMs" = EXCLUDED."durationMs", "parentGuid" = EXCLUDED."parentGuid",
      "originType" = EXCLUDED."originType", "originGuid" = EXCLUDED."originGuid", "originName" = EXCLUDED."originName",
      warnings = EXCLUDED.warnings, "warningsPresent" = EXCLUDED."warningsPresent", description = EXCLUDED.description,
      "queuedExportMs" = EXCLUDED."queuedExportMs", "exportMs" = EXCLUDED."exportMs", "queuedStoreMs" = EXCLUDED."queuedStoreMs",
      "storeMs" = EXCLUDED."storeMs", locations = EXCLUDED.locations, "expiresAt" = EXCLUDED."expiresAt", "timeDoubt" = EXCLUDED."timeDoubt", "goneAt" = NULL, "goneStatus" = NULL, "contentHash" = EXCLUDED."contentHash"
    WHERE NOT EXISTS (SELECT 1 FROM "MirrorMachine" m WHERE m.guid = EXCLUDED."machineGuid" AND m."backupsAt" > ${seenAt})`;
}

/**
 * Backups that Storware no longer lists stay as history: with a status that no query counts, never restorable, and with
 * a hash that differs from every row of the server, so that a row that is listed again is written again.
 */
export async function markGone(tx: Tx, guids: readonly string[], noticedAt: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MirrorBackup" SET "goneAt" = ${noticedAt}, "goneStatus" = status, status = 'GONE', restorable = false, "isUnclear" = false,
      "restorableReason" = ${pointFaults.gone.text}, "restorableReasonRef" = ${JSON.stringify(pointFaults.gone.ref)}::jsonb, "contentHash" = 'gone:' || "contentHash"
    WHERE guid = ANY(${[...guids]}::text[]) AND "goneAt" IS NULL`;
}
