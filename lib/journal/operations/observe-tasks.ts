import 'server-only';
import { apart } from '@/lib/core/apart';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { matchTask } from './match-task';
import { linkTask, refreshOperation } from './refresh-operation';
import { withMachine } from '@/lib/journal/locks';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import { listTasksUnscoped } from '@/lib/storware/unscoped';

const chunkSize = 2_000;

type Observed = {
  /** Tasks that are not finished. */
  readonly active: number;
  /** Machines whose work ended in this list: their backups should be read. */
  readonly endedMachines: string[];
  /** Machines whose tasks could not be stored; the next round tries again. */
  readonly failed: number;
};

const byMachineApart = apart<[string, StorwareTask[]]>({
  module: 'journal',
  message: 'the tasks of a machine could not be taken in',
  keyOf: ([machineGuid]) => machineGuid,
});

/**
 * Processes a list of tasks: links each to its operation (ours, or one created for work that a schedule or the provider
 * started) and updates the operations. A failure for one machine does not affect others.
 */
export async function observeTasks(
  tasks: readonly StorwareTask[],
  seen: { complete: boolean; begunAt: Date },
): Promise<Observed> {
  const known = await knownTasks(
    tasks.flatMap(({ guid, machineGuid, parentTaskGuid }) =>
      machineGuid === null && parentTaskGuid !== null ? [guid, parentTaskGuid] : [guid],
    ),
  );
  const byMachine = new Map<string, StorwareTask[]>();
  for (const task of tasks) {
    const before = known.get(task.guid);
    if (before && isUnchanged(before, task)) continue;
    // A task that does not name its machine belongs to that of its parent.
    const machineGuid =
      task.machineGuid ??
      before?.operation.machineGuid ??
      known.get(task.parentTaskGuid ?? '')?.operation.machineGuid ??
      null;
    if (machineGuid === null) continue;
    byMachine.set(machineGuid, [...(byMachine.get(machineGuid) ?? []), task]);
  }
  const ended = new Set<string>();
  const { faults } = await byMachineApart(byMachine, async ([machineGuid, changed]) => {
    await observeMachine(machineGuid, changed, seen.begunAt);
    if (changed.some((task) => isTerminalTaskState(task.state))) ended.add(machineGuid);
  });
  return {
    active: tasks.filter((task) => !isTerminalTaskState(task.state)).length,
    endedMachines: [...ended],
    failed: faults.length,
  };
}

type Known = Prisma.OperationTaskGetPayload<{ include: { operation: { select: { machineGuid: true } } } }>;

async function knownTasks(guids: readonly string[]): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (let from = 0; from < guids.length; from += chunkSize) {
    const rows = await db().operationTask.findMany({
      where: { guid: { in: guids.slice(from, from + chunkSize) } },
      include: { operation: { select: { machineGuid: true } } },
    });
    for (const row of rows) known.set(row.guid, row);
  }
  return known;
}

function isUnchanged(before: Known, task: StorwareTask): boolean {
  return (
    before.state === task.state &&
    before.progress === task.progress &&
    before.goneAt === null &&
    before.backupGuid === (task.backupGuid ?? before.backupGuid) &&
    before.restoreJobGuid === (task.restoreJobGuid ?? before.restoreJobGuid) &&
    before.startedAt?.getTime() === task.startedAt?.getTime() &&
    before.finishedAt?.getTime() === task.finishedAt?.getTime()
  );
}

function observeMachine(machineGuid: string, tasks: readonly StorwareTask[], seenAt: Date): Promise<void> {
  return withMachine(machineGuid, async (tx) => {
    const touched = new Set<string>();
    const changes: Change[] = [];
    // Exports before stores: the first task of a chain determines the operation of the rest.
    for (const task of [...tasks].sort((a, b) => order(a) - order(b))) {
      const operationId = await matchTask(tx, task, machineGuid, seenAt);
      if (operationId === null) continue;
      const linked = await linkTask(tx, operationId, task, seenAt);
      changes.push(...linked.changes);
      touched.add(linked.operationId);
    }
    for (const operationId of touched) changes.push(...(await refreshOperation(tx, operationId, seenAt)));
    await recordChanges(tx, changes);
  });
}

function order(task: StorwareTask): number {
  return ['STORE', 'IMPORT', 'MOUNT'].includes(task.type) ? 1 : 0;
}

/**
 * Storware returned 404 for a task: purged, outcome unknown until its backup shows it (STORWARE_API.md 13.41). Returns
 * the machine whose backups should be read, or null for an untracked task.
 */
export async function observeTaskGone(guid: string, at: Date): Promise<string | null> {
  const task = await db().operationTask.findUnique({
    where: { guid },
    select: { operation: { select: { machineGuid: true } } },
  });
  if (!task) return null;
  const { machineGuid } = task.operation;
  await withMachine(machineGuid, async (tx) => {
    await tx.operationTask.updateMany({ where: { guid, goneAt: null }, data: { goneAt: at } });
    // Its chain may have been merged with another one meanwhile.
    const current = await tx.operationTask.findUnique({ where: { guid }, select: { operationId: true } });
    if (current) await recordChanges(tx, await refreshOperation(tx, current.operationId, at));
  });
  return machineGuid;
}

/** The tasks that were live when last seen: one that is missing from a list of live tasks has ended or was purged. */
export async function liveTaskGuids(): Promise<string[]> {
  // Exactly the condition of the index OperationTask_live_idx.
  const rows = await db().$queryRaw<{ guid: string }[]>`
    SELECT guid FROM "OperationTask" WHERE "goneAt" IS NULL AND state NOT IN ('FINISHED', 'FAILED', 'CANCELLED')`;
  return rows.map((row) => row.guid);
}

/** Jobs and operations that ended longer ago than this are not matched any more. */
const recentMs = 24 * 3_600_000;

const eachApart = apart<Job>({
  module: 'journal',
  message: 'the operation of a restore job could not be found',
  keyOf: ({ guid }) => guid,
});

type Job = { readonly guid: string; readonly backupGuid: string | null };

/**
 * Finds the operation of each new restore job of the machine, so that the job can supply its outcome and warnings. The
 * tasks of a job are read from the server (STORWARE_API.md 5.1, `restore-job`); once they are purged, the job is
 * matched if exactly one operation fits. Throws AppError `upstream_*`.
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
        await withMachine(machineGuid, async (tx) => {
          // A task may have named its job since the search.
          if ((await tx.operationTask.count({ where: { restoreJobGuid: job.guid } })) > 0) return;
          await tx.operationTask.updateMany({
            where: { operationId, restoreJobGuid: null },
            data: { restoreJobGuid: job.guid },
          });
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
