import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { db } from '@/lib/db/client';
import { announcingMachines, chunkSize, inChunks, mirrorTransaction } from '@/lib/mirror/mirror-write';
import { backupRow, markGone, writeBackupRows } from './backup-row';
import { loadSummaryOfMachine, loadPolicySummaries } from '@/lib/mirror/policies/policy-summary';
import { recordingSync } from '@/lib/mirror/sync-record';
import type { StorwareBackup } from '@/lib/storware/model/backup';
import { backupPagesUnscoped, listBackupsUnscoped } from '@/lib/storware/unscoped';
import { settleMachines } from './settle-machines';

type BackupSync = {
  count: number;
  broken: number;
  written: number;
  /**
   * Machines of which the mirror holds another number of backups than Storware has just listed: they are read one by
   * one.
   */
  mismatched: string[];
};

type BackupSyncOptions = {
  signal?: AbortSignal | undefined;
  /** Share of the time that may be spent reading, 0..1; the first sync takes 1. */
  pace: number;
};

/** Machines whose backups are evaluated in one transaction. */
const settledAtOnce = 200;

/**
 * Reads all backups page by page, which costs the server less than a request for each machine, and writes what is new
 * or differs. Deletes nothing: `mismatched` holds the machines that have fewer or more backups than the mirror.
 */
export function syncEveryBackup({ signal, pace }: BackupSyncOptions): Promise<BackupSync> {
  return recordingSync('backups', signal, async (begunAt) => {
    const sync: BackupSync = { count: 0, broken: 0, written: 0, mismatched: [] };
    const listed = new Map<string, number>();
    const touched = new Set<string>();
    let complete = false;
    let readStartedAt = begunAt;
    for await (const page of backupPagesUnscoped({}, { signal })) {
      sync.written += await writePage(page.items, touched, readStartedAt);
      sync.count += page.items.length;
      sync.broken += page.broken;
      complete = page.complete;
      for (const { machineGuid } of page.items)
        if (machineGuid !== null) listed.set(machineGuid, (listed.get(machineGuid) ?? 0) + 1);
      if (!page.isLast && pace < 1)
        await sleep(((Date.now() - readStartedAt.getTime()) * (1 - pace)) / pace, undefined, signal ? { signal } : {});
      readStartedAt = new Date();
    }
    if (complete) sync.mismatched = await findMismatchedMachines(listed, begunAt);
    await settleRead(touched, complete ? { begunAt, mismatched: new Set(sync.mismatched) } : null, signal);
    return sync;
  });
}

async function writePage(
  backups: readonly StorwareBackup[],
  touched: Set<string>,
  readStartedAt: Date,
): Promise<number> {
  const rows = backups.flatMap((backup) =>
    backup.machineGuid === null ? [] : [backupRow({ ...backup, machineGuid: backup.machineGuid })],
  );
  const stored = await db().mirrorBackup.findMany({
    where: { guid: { in: rows.map(({ guid }) => guid) } },
    select: { guid: true, contentHash: true },
  });
  const hashes = new Map(stored.map(({ guid, contentHash }) => [guid, contentHash]));
  const changed = rows.filter((row) => hashes.get(row.guid) !== row.contentHash);
  if (changed.length === 0) return 0;
  await mirrorTransaction(async (tx) => {
    const machines = [...new Set(changed.map(({ machineGuid }) => machineGuid))];
    for (const guid of machines) touched.add(guid);
    await tx.$executeRaw`SELECT 1 FROM "MirrorMachine" WHERE guid = ANY(${machines}::text[]) ORDER BY guid FOR UPDATE`;
    await writeBackupRows(tx, changed, readStartedAt);
  });
  return changed.length;
}

async function findMismatchedMachines(listed: ReadonlyMap<string, number>, begunAt: Date): Promise<string[]> {
  const stored = await db().$queryRaw<{ guid: string; count: number }[]>`
    SELECT "machineGuid" AS guid, count(*)::int AS count FROM "MirrorBackup" b
    WHERE b."goneAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "MirrorMachine" m WHERE m.guid = b."machineGuid" AND m."backupsAt" > ${begunAt})
    GROUP BY "machineGuid"`;
  return stored.filter(({ guid, count }) => count !== (listed.get(guid) ?? 0)).map(({ guid }) => guid);
}

/**
 * Evaluates what was written or never evaluated; after a whole round all machines but the mismatched ones are current
 * as of its beginning.
 */
async function settleRead(
  touched: ReadonlySet<string>,
  whole: { begunAt: Date; mismatched: ReadonlySet<string> } | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = new Date();
  const summaries = await loadPolicySummaries(db(), now);
  const due = new Set(touched);
  if (whole)
    for (const { guid } of await db().mirrorMachine.findMany({ where: { backupsAt: null }, select: { guid: true } }))
      due.add(guid);
  const settle = async (machines: readonly string[], backupsAt: Date | null): Promise<void> => {
    for (const guids of inChunks([...machines].sort(), settledAtOnce)) {
      signal?.throwIfAborted();
      await mirrorTransaction((tx) =>
        announcingMachines(tx, guids, async (alsoChanged) => {
          await settleMachines(tx, guids, { summaries, now, backupsAt });
          for (const guid of guids) if (touched.has(guid)) alsoChanged.add(guid);
        }),
      );
    }
  };
  if (!whole) return settle([...due], null);
  const { begunAt, mismatched } = whole;
  await settle(
    [...due].filter((guid) => mismatched.has(guid)),
    null,
  );
  await settle(
    [...due].filter((guid) => !mismatched.has(guid)),
    begunAt,
  );
  await noteWholeRead(begunAt, [...mismatched], signal);
}

/** All machines but these are current as of the beginning of a round that read everything. */
export async function noteWholeRead(begunAt: Date, mismatched: readonly string[], signal?: AbortSignal): Promise<void> {
  for (let after = ''; ;) {
    signal?.throwIfAborted();
    // In the order in which every writer locks them, and few at a time: short waits and no deadlocks.
    const rows: { guid: string }[] = await db().$queryRaw<{ guid: string }[]>`
      WITH stale AS (SELECT guid FROM "MirrorMachine" WHERE guid > ${after} AND "backupsAt" < ${begunAt} AND "deletedAt" IS NULL AND NOT (guid = ANY(${[...mismatched]}::text[]))
        ORDER BY guid LIMIT ${chunkSize} FOR UPDATE)
      UPDATE "MirrorMachine" m SET "backupsAt" = ${begunAt} FROM stale WHERE m.guid = stale.guid RETURNING m.guid`;
    if (rows.length === 0) return;
    after =
      rows
        .map(({ guid }) => guid)
        .toSorted()
        .at(-1) ?? '';
  }
}

/**
 * Reads the backups of one machine and updates the mirror: rows that a whole list no longer names become history, and
 * the machine's own columns are updated. With `from` only those since then are requested, and none is marked as
 * deleted. Does nothing for a machine that is not mirrored. Throws AppError `upstream_*`.
 */
export async function syncBackupsOfMachine(
  machineGuid: string,
  signal?: AbortSignal,
  from?: Date,
): Promise<{ count: number; written: number; gone: number }> {
  const begunAt = new Date();
  const list = await listBackupsUnscoped({ machineGuid, ...(from && { from }) }, { signal });
  const rows = list.items.map((backup) => backupRow({ ...backup, machineGuid }));
  const result = { count: rows.length, written: 0, gone: 0 };
  await mirrorTransaction((tx) =>
    announcingMachines(tx, [machineGuid], async (alsoChanged) => {
      if ((await tx.mirrorMachine.count({ where: { guid: machineGuid } })) === 0) return;
      const stored = await tx.mirrorBackup.findMany({
        where: { machineGuid },
        select: { guid: true, contentHash: true, goneAt: true },
      });
      const hashes = new Map(stored.map(({ guid, contentHash }) => [guid, contentHash]));
      const changed = rows.filter((row) => hashes.get(row.guid) !== row.contentHash);
      for (const some of inChunks(changed, chunkSize)) await writeBackupRows(tx, some, begunAt);
      const named = new Set(rows.map(({ guid }) => guid));
      const gone =
        list.complete && from === undefined
          ? stored.filter(({ guid, goneAt }) => goneAt === null && !named.has(guid)).map(({ guid }) => guid)
          : [];
      for (const guids of inChunks(gone, chunkSize)) await markGone(tx, guids, begunAt);
      const summaries = await loadSummaryOfMachine(tx, machineGuid, begunAt);
      await settleMachines(tx, [machineGuid], { summaries, now: begunAt, backupsAt: begunAt });
      result.written = changed.length;
      result.gone = gone.length;
      if (changed.length + gone.length > 0) alsoChanged.add(machineGuid);
    }),
  );
  return result;
}
