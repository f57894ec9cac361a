import 'server-only';
import { recordChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { refreshOperation } from './refresh-operation';

type Row = Prisma.OperationGetPayload<object>;

/** What stands in for a task that came and went unseen. */
type Stand = {
  readonly guid: string;
  readonly type: string;
  readonly startedAt: Date | null;
  readonly restoreJobGuid: string | null;
};

/**
 * Lets the durable record of the work stand for a task that nobody saw, inside the machine's lock: the backup or the
 * restore job that appeared after the request and is no other operation's. Answers false when there is none.
 */
export async function settleByRecord(tx: Tx, operation: Row): Promise<boolean> {
  if (operation.kind === 'BACKUP') {
    const backup = await unclaimedBackup(tx, operation);
    if (!backup) return false;
    await tx.operation.update({
      where: { id: operation.id },
      data: { backupGuid: backup.guid, submission: 'ACCEPTED' },
    });
    await stand(tx, operation, {
      guid: `backup:${backup.guid}`,
      type: 'EXPORT',
      startedAt: backup.snapshotAt,
      restoreJobGuid: null,
    });
    return true;
  }
  const job = await unclaimedJob(tx, operation);
  if (!job) return false;
  await tx.operation.update({ where: { id: operation.id }, data: { submission: 'ACCEPTED' } });
  await stand(tx, operation, {
    guid: `restore-job:${job.guid}`,
    type: 'RESTORE',
    startedAt: null,
    restoreJobGuid: job.guid,
  });
  return true;
}

/** Storware's clock and ours may differ by so much. */
const clockSlackMs = 60_000;

/** A server may not say who began a backup (STORWARE_API.md 11.2): that speaks for nobody's schedule. Those that name a person come first. */
async function unclaimedBackup(
  tx: Tx,
  { machineGuid, requestedAt }: Row,
): Promise<{ guid: string; snapshotAt: Date | null } | null> {
  const backups = await tx.mirrorBackup.findMany({
    where: {
      machineGuid,
      firstSeenAt: { gte: requestedAt },
      startedAt: { gte: new Date(requestedAt.getTime() - clockSlackMs) },
      OR: [{ originType: null }, { originType: { not: 'SCHEDULE' } }],
    },
    orderBy: { startedAt: 'asc' },
    select: { guid: true, snapshotAt: true, originType: true },
  });
  const claimed = new Set(
    (
      await tx.operation.findMany({
        where: { backupGuid: { in: backups.map(({ guid }) => guid) }, kind: 'BACKUP' },
        select: { backupGuid: true },
      })
    ).map(({ backupGuid }) => backupGuid),
  );
  const free = backups.filter(({ guid }) => !claimed.has(guid));
  return free.find(({ originType }) => originType !== null) ?? free[0] ?? null;
}

const jobTypes: Readonly<Record<string, string>> = { IMPORT: 'RESTORE_AND_IMPORT', FILE_SYSTEM: 'RESTORE' };

async function unclaimedJob(
  tx: Tx,
  { kind, mode, machineGuid, backupGuid, requestedAt }: Row,
): Promise<{ guid: string } | null> {
  if (backupGuid === null || kind === 'UNMOUNT') return null;
  const type = kind === 'MOUNT' ? 'RESTORE_AND_MOUNT' : (jobTypes[mode ?? ''] ?? 'RESTORE_AND_IMPORT');
  const jobs = await tx.mirrorRestoreJob.findMany({
    where: {
      machineGuid,
      firstSeenAt: { gte: requestedAt },
      AND: [orNone('backupGuid', backupGuid), orNone('type', type)],
    },
    orderBy: { firstSeenAt: 'asc' },
    select: { guid: true },
  });
  for (const job of jobs) if ((await tx.operationTask.count({ where: { restoreJobGuid: job.guid } })) === 0) return job;
  return null;
}

/** The value, or none where the server does not say. */
function orNone(column: 'backupGuid' | 'type', value: string): Prisma.MirrorRestoreJobWhereInput {
  return { OR: [{ [column]: value }, { [column]: null }] };
}

async function stand(tx: Tx, { id, machineGuid }: Row, task: Stand): Promise<void> {
  await tx.operationTask.create({
    data: { ...task, operationId: id, state: 'RUNNING', progress: 0, goneAt: new Date() },
  });
  await recordChanges(tx, [
    ...(await refreshOperation(tx, id, new Date())),
    { kind: 'machine', objectId: machineGuid, machineGuid },
  ]);
}
