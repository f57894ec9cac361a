import 'server-only';
import type { Tx } from '@/lib/db/client';
import type { StorwareTask } from '@/lib/storware/model/task';

/** Stores what was seen of a task under its operation, and what the operation learns from it. */
export async function linkTask(tx: Tx, operationId: string, task: StorwareTask, seenAt: Date): Promise<void> {
  const before = await tx.operationTask.findUnique({ where: { guid: task.guid }, select: { operationId: true } });
  const seen = {
    operationId,
    type: task.type,
    state: task.state,
    progress: task.progress,
    backupGuid: task.backupGuid,
    parentTaskGuid: task.parentTaskGuid,
    restoreJobGuid: task.restoreJobGuid,
    statusInfo: task.statusInfo,
    priority: task.priority,
    windowStart: task.windowStart,
    windowEnd: task.windowEnd,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
    goneAt: null,
  };
  await tx.operationTask.upsert({ where: { guid: task.guid }, create: { guid: task.guid, firstSeenAt: seenAt, ...seen }, update: seen });
  if (before && before.operationId !== operationId) {
    // Seen in the list before our own answer arrived: the stand-in operation has lost its reason.
    await tx.operation.deleteMany({ where: { id: before.operationId, submission: 'OBSERVED', tasks: { none: {} } } });
  }
  await tx.operation.updateMany({ where: { id: operationId, submission: { notIn: ['ACCEPTED', 'OBSERVED'] } }, data: { submission: 'ACCEPTED' } });
  if (task.backupGuid !== null) await tx.operation.updateMany({ where: { id: operationId, backupGuid: null }, data: { backupGuid: task.backupGuid } });
  // Some clients name the source itself as the destination (STORWARE_API.md 5.3.2): that is no machine that came of it.
  if (task.dstMachineGuid !== null && task.dstMachineGuid !== task.machineGuid) {
    await tx.operation.updateMany({
      where: { id: operationId, kind: 'RESTORE', machineGuid: { not: task.dstMachineGuid } },
      data: { resultMachineGuid: task.dstMachineGuid },
    });
  }
}
