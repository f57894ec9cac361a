import 'server-only';
import { apart } from '@/lib/core/apart';
import { db } from '@/lib/db/client';
import { listTasksUnscoped } from '@/lib/storware/unscoped';

/** Jobs and operations that ended longer ago than this have found each other or never will. */
const recentMs = 24 * 3_600_000;

const eachApart = apart<Job>({
  room: 'journal',
  message: 'the operation of a restore job could not be found',
  keyOf: ({ guid }) => guid,
});

type Job = { readonly guid: string; readonly backupGuid: string | null };

/**
 * Finds the operation of each new restore job of the machine, so that the job can tell its outcome and warnings. The server is
 * asked which tasks a job has (STORWARE_API.md 5.1, `restore-job`); once they are purged, a single operation that could be
 * meant is. One that could be meant by two stays without. Throws AppError `upstream_*`.
 */
export async function linkRestoreJobs(machineGuid: string, signal?: AbortSignal): Promise<void> {
  const since = new Date(Date.now() - recentMs);
  const jobs = await db().$queryRaw<Job[]>`
    SELECT j.guid, j."backupGuid" FROM "MirrorRestoreJob" j WHERE j."machineGuid" = ${machineGuid}
      AND (j."firstSeenAt" >= ${since} OR j."restoredAt" >= ${since} OR EXISTS (
        SELECT 1 FROM "Operation" p WHERE p."machineGuid" = j."machineGuid" AND p.kind IN ('RESTORE', 'MOUNT')
          AND p."requestedAt" <= j."firstSeenAt" + interval '1 minute' AND (p."finishedAt" IS NULL OR p."finishedAt" >= ${since})))
      AND NOT EXISTS (SELECT 1 FROM "OperationTask" t WHERE t."restoreJobGuid" = j.guid) ORDER BY j."firstSeenAt", j.guid`;
  const { faults } = await eachApart(
    jobs,
    async (job) => {
      const operationId = await operationOf(machineGuid, job, since, signal);
      if (operationId !== null)
        await db().operationTask.updateMany({
          where: { operationId, restoreJobGuid: null },
          data: { restoreJobGuid: job.guid },
        });
    },
    signal,
  );
  if (faults.length > 0) throw faults[0];
}

async function operationOf(
  machineGuid: string,
  job: Job,
  since: Date,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const candidates = await db().operation.findMany({
    where: {
      machineGuid,
      kind: { in: ['RESTORE', 'MOUNT'] },
      OR: [{ finishedAt: null }, { finishedAt: { gte: since } }],
      ...(job.backupGuid === null ? {} : { backupGuid: job.backupGuid }),
      tasks: { some: {}, every: { restoreJobGuid: null } },
    },
    select: { id: true, tasks: { select: { guid: true } } },
  });
  if (candidates.length <= 1) return candidates[0]?.id ?? null;
  const named = new Set(
    (await listTasksUnscoped({ machineGuid, restoreJobGuid: job.guid }, { signal })).items.map(({ guid }) => guid),
  );
  const meant = candidates.filter(({ tasks }) => tasks.some(({ guid }) => named.has(guid)));
  return meant.length === 1 ? (meant[0]?.id ?? null) : null;
}
