import 'server-only';
import { createHash } from 'node:crypto';
import { isStorableTime, storableText } from '@/lib/core/storable';
import { recordChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';

/** Rows that one statement of the mirror handles at most. */
export const chunkSize = 1_000;

/** A transaction that may take longer than a request's: it carries up to `chunkSize` rows. */
export function mirrorTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 15_000, timeout: 60_000 });
}

/**
 * Runs `work`, which changes rows of these machines and their backups, and notifies the owners of exactly those whose
 * visible part changed, and of those that `work` adds to `alsoChanged`. Locks the machines first, in one order, so that
 * two writers never deadlock. Nothing may follow it in the transaction: the feed is locked until the commit.
 */
export async function announcingMachines(
  tx: Tx,
  guids: readonly string[],
  work: (alsoChanged: Set<string>) => Promise<void>,
): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "MirrorMachine" WHERE guid = ANY(${[...guids]}::text[]) ORDER BY guid FOR UPDATE`;
  const before = await visibleMarks(tx, guids);
  const alsoChanged = new Set<string>();
  await work(alsoChanged);
  const after = await visibleMarks(tx, guids);
  const changed = guids.filter((guid) => alsoChanged.has(guid) || before.get(guid) !== after.get(guid));
  await recordChanges(
    tx,
    changed.map((guid) => ({ kind: 'machine', objectId: guid, machineGuid: guid })),
  );
}

/** A fingerprint for each machine of what a Machine object shows, and of the number of its recovery points. */
async function visibleMarks(tx: Tx, guids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ guid: string; mark: string }[]>`
    SELECT guid, md5(ROW(name, platform, present, "policyGuid", "policyName", protection, "protectionReason", "protectionReasonRef", "protectionOwner", "protectionNextStep", "protectionNextStepRef", "firstRunAt", "nextRunAt",
      "lastBackupAt", "lastBackupStatus", "lastBackupType", "lastBackupSizeBytes", "lastBackupWarnings", "lastSuccessAt",
      "recoveryPointCount", "restorableCount")::text) AS mark
    FROM "MirrorMachine" WHERE guid = ANY(${[...guids]}::text[])`;
  return new Map(rows.map(({ guid, mark }) => [guid, mark]));
}

/** `items` in pieces of at most `size`, so that no statement grows with the installation. */
export function* inChunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** A short fingerprint of a row as it is stored, independent of the order in which rows were read. */
export function contentHash(row: object): string {
  return createHash('sha1').update(JSON.stringify(row)).digest('base64url');
}

/**
 * `rows` as JSON that PostgreSQL accepts: characters that it can't store replaced by U+FFFD, impossible dates by null.
 */
export function storableJson(rows: unknown): string {
  return JSON.stringify(rows, function replace(this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    if (original instanceof Date && !isStorableTime(original.getTime())) return null;
    return typeof value === 'string' ? storableText(value) : value;
  });
}

const int4 = 2_147_483_647;

/** A number for a bigint column: rounded (servers send fractions of milliseconds), null when out of range. */
export function wholeNumber(value: number | null | undefined, limit: number = Number.MAX_SAFE_INTEGER): number | null {
  return value == null || !Number.isFinite(value) || Math.abs(value) > limit ? null : Math.round(value);
}

/** The same for an integer column. */
export function wholeInt(value: number | null | undefined): number | null {
  return wholeNumber(value, int4);
}
