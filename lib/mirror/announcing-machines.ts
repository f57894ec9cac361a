import 'server-only';
import { recordChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';

/**
 * Runs `work`, which changes rows of these machines and their backups, and tells the owners of exactly those whose
 * visible part became another, and of those that `work` adds to `alsoChanged`. Locks the machines first, in one order, so that two writers never wait for each other.
 * Nothing may follow it in the transaction: the feed is locked until the commit.
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

/** A mark for each machine over what a Machine object shows, and over how many recovery points its history has. */
async function visibleMarks(tx: Tx, guids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ guid: string; mark: string }[]>`
    SELECT guid, md5(ROW(name, platform, present, "policyGuid", "policyName", protection, "protectionReason", "protectionOwner", "protectionNextStep", "firstRunAt", "nextRunAt",
      "lastBackupAt", "lastBackupStatus", "lastBackupType", "lastBackupSizeBytes", "lastBackupWarnings", "lastSuccessAt",
      "recoveryPointCount", "restorableCount")::text) AS mark
    FROM "MirrorMachine" WHERE guid = ANY(${[...guids]}::text[])`;
  return new Map(rows.map(({ guid, mark }) => [guid, mark]));
}
