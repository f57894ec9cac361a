import 'server-only';
import { sanitizeStatusInfo } from '@/lib/core/failure';
import { recordChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import {
  chunkSize,
  contentHash,
  inChunks,
  mirrorTransaction,
  storableJson,
  wholeNumber,
} from '@/lib/mirror/mirror-write';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { StorwareRestoreJob } from '@/lib/storware/model/restore';
import type { StorwareList } from '@/lib/storware/model/result';
import { listRestoreJobsUnscoped } from '@/lib/storware/unscoped';
import { readableWarnings } from './backup-row';

/** Reads the restore history of one machine. A server without such a list changes nothing. Throws AppError `upstream_*`. */
export async function syncRestoreJobsOfMachine(machineGuid: string, signal?: AbortSignal): Promise<void> {
  const begunAt = new Date();
  const list = await readJobs({ machineGuid }, signal);
  if (list) await writeJobs(list.items.map((job) => restoreJobRow({ ...job, machineGuid })));
  // A server without this history has nothing to wait for.
  await db().mirrorMachine.updateMany({
    where: { guid: machineGuid, OR: [{ restoreJobsAt: null }, { restoreJobsAt: { lt: begunAt } }] },
    data: { restoreJobsAt: begunAt },
  });
}

/** Reads the restore history of all machines; jobs without a machine are left out. */
export async function syncEveryRestoreJob(signal?: AbortSignal): Promise<void> {
  const list = await readJobs({}, signal);
  if (list)
    await writeJobs(
      list.items.flatMap((job) =>
        job.machineGuid === null ? [] : [restoreJobRow({ ...job, machineGuid: job.machineGuid })],
      ),
    );
}

function readJobs(
  filter: { machineGuid?: string },
  signal: AbortSignal | undefined,
): Promise<StorwareList<StorwareRestoreJob> | null> {
  return ifOffered(() => listRestoreJobsUnscoped(filter, { signal }));
}

type JobRow = ReturnType<typeof restoreJobRow>;

function restoreJobRow(job: StorwareRestoreJob & { machineGuid: string }) {
  const steps = Object.values(job.timeStats).filter((part) => part !== null);
  const row = {
    guid: job.guid,
    machineGuid: job.machineGuid,
    backupGuid: job.backup?.guid ?? null,
    backupAt: job.backup?.snapshotAt ?? null,
    type: job.type,
    status: job.status,
    statusInfo: job.statusInfo === null ? null : sanitizeStatusInfo(job.statusInfo) || null,
    warnings: readableWarnings(job.warnings, false),
    restoredAt: job.restoredAt,
    restoreMs: wholeNumber(job.timeStats.restoreMs),
    importMs: wholeNumber(job.timeStats.importMs),
    mountMs: wholeNumber(job.timeStats.mountMs),
    durationMs: steps.length === 0 ? null : wholeNumber(steps.reduce((sum, part) => sum + part, 0)),
    originName: job.origin?.name ?? null,
  };
  return { ...row, contentHash: contentHash(row) };
}

async function writeJobs(rows: readonly JobRow[]): Promise<void> {
  for (const some of inChunks([...new Map(rows.map((row) => [row.guid, row])).values()], chunkSize)) {
    const stored = await db().mirrorRestoreJob.findMany({
      where: { guid: { in: some.map(({ guid }) => guid) } },
      select: { guid: true, contentHash: true },
    });
    const hashes = new Map(stored.map(({ guid, contentHash: hash }) => [guid, hash]));
    const changed = some.filter((row) => hashes.get(row.guid) !== row.contentHash);
    if (changed.length > 0) await mirrorTransaction((tx) => write(tx, changed));
  }
}

/** The feed comes last: pages show the restores of a machine. */
async function write(tx: Tx, rows: readonly JobRow[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "MirrorRestoreJob" (guid, "machineGuid", "backupGuid", "backupAt", type, status, "statusInfo", warnings, "restoredAt",
      "restoreMs", "importMs", "mountMs", "durationMs", "originName", "contentHash")
    SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(guid text, "machineGuid" text, "backupGuid" text, "backupAt" timestamptz, type text,
      status text, "statusInfo" text, warnings text[], "restoredAt" timestamptz, "restoreMs" bigint, "importMs" bigint, "mountMs" bigint,
      "durationMs" bigint, "originName" text, "contentHash" text)
    ON CONFLICT (guid) DO UPDATE SET "machineGuid" = EXCLUDED."machineGuid", "backupGuid" = EXCLUDED."backupGuid", "backupAt" = EXCLUDED."backupAt",
      type = EXCLUDED.type, status = EXCLUDED.status, "statusInfo" = EXCLUDED."statusInfo", warnings = EXCLUDED.warnings,
      "restoredAt" = EXCLUDED."restoredAt", "restoreMs" = EXCLUDED."restoreMs", "importMs" = EXCLUDED."importMs", "mountMs" = EXCLUDED."mountMs",
      "durationMs" = EXCLUDED."durationMs", "originName" = EXCLUDED."originName", "contentHash" = EXCLUDED."contentHash"`;
  await recordChanges(
    tx,
    [...new Set(rows.map(({ machineGuid }) => machineGuid))].map((guid) => ({
      kind: 'machine',
      objectId: guid,
      machineGuid: guid,
    })),
  );
}
