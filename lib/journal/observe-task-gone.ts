import 'server-only';
import { db } from '@/lib/db/client';
import { recordChanges } from '@/lib/db/change-feed';
import { withMachine } from './machine-lock';
import { refreshOperation } from './refresh-operation';

/**
 * Storware answers 404 for a task: purged, outcome unknown until its backup tells (STORWARE_API.md 13.41).
 * Answers the machine whose backups are worth reading, or null for a task that nobody follows.
 */
export async function observeTaskGone(guid: string, at: Date): Promise<string | null> {
  const task = await db().operationTask.findUnique({
    where: { guid },
    select: { operationId: true, operation: { select: { machineGuid: true } } },
  });
  if (!task) return null;
  const { machineGuid } = task.operation;
  await withMachine(machineGuid, async (tx) => {
    await tx.operationTask.updateMany({ where: { guid, goneAt: null }, data: { goneAt: at } });
    await recordChanges(tx, await refreshOperation(tx, task.operationId, at));
  });
  return machineGuid;
}
