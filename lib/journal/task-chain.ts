import 'server-only';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { StorwareTask } from '@/lib/storware/model/task';
import { kindOfTask } from './phases';

/**
 * The stored tasks that belong to the same chain as this one, whichever of them was seen first: its parent, its children, those
 * with the same parent, and those of its workflow or restore job. Two backups of one workflow are two chains..
 */
export function kinOf(
  task: Pick<StorwareTask, 'guid' | 'parentTaskGuid' | 'restoreJobGuid' | 'workflowGuid' | 'backupGuid'>,
): Prisma.OperationTaskWhereInput {
  const kin: Prisma.OperationTaskWhereInput[] = [{ parentTaskGuid: task.guid }];
  if (task.parentTaskGuid !== null) kin.push({ guid: task.parentTaskGuid }, { parentTaskGuid: task.parentTaskGuid });
  if (task.restoreJobGuid !== null) kin.push({ restoreJobGuid: task.restoreJobGuid });
  if (task.workflowGuid !== null) kin.push({ workflowGuid: task.workflowGuid });
  return {
    AND: [{ OR: kin }, task.backupGuid === null ? {} : { OR: [{ backupGuid: null }, { backupGuid: task.backupGuid }] }],
  };
}

/** The operation on this machine that has kin of the task: one that somebody asked for before one that was merely seen. */
export async function operationOfKin(tx: Tx, task: StorwareTask, machineGuid: string): Promise<{ id: string } | null> {
  const kind = kindOfTask(task.type, task.restoreType);
  const operations = await tx.operation.findMany({
    where: { machineGuid, kind, tasks: { some: kinOf(task) } },
    orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
    select: { id: true, submission: true },
  });
  return operations.find(({ submission }) => submission !== 'OBSERVED') ?? operations[0] ?? null;
}

/**
 * Makes one operation of a chain whose tasks were first taken for several pieces of work: what was merely seen is merged into what
 * was asked for, else into what was seen first. Two that were both asked for stay two. Inside the machine's lock. Answers the
 * operation that has the task afterwards, and the news of those that are no more.
 */
export async function joinChain(
  tx: Tx,
  operationId: string,
  task: StorwareTask,
): Promise<{ operationId: string; changes: Change[] }> {
  const home = await tx.operation.findUniqueOrThrow({ where: { id: operationId } });
  const { machineGuid, kind } = home;
  const kin = await tx.operation.findMany({
    where: { id: { not: home.id }, machineGuid, kind, tasks: { some: kinOf(task) } },
  });
  if (kin.length === 0) return { operationId, changes: [] };
  const family = [home, ...kin].sort(
    (a, b) => a.requestedAt.getTime() - b.requestedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const asked = family.filter(({ submission }) => submission !== 'OBSERVED');
  const [first] = family;
  const heir = home.submission === 'OBSERVED' ? (asked[0] ?? first ?? home) : home;
  const changes: Change[] = [];
  for (const stray of family) {
    if (stray.id === heir.id || stray.submission !== 'OBSERVED') continue;
    await tx.operationTask.updateMany({ where: { operationId: stray.id }, data: { operationId: heir.id } });
    if (heir.backupGuid === null && stray.backupGuid !== null)
      await tx.operation.updateMany({
        where: { id: heir.id, backupGuid: null },
        data: { backupGuid: stray.backupGuid },
      });
    if (stray.resultMachineGuid !== null)
      await tx.operation.updateMany({
        where: { id: heir.id, resultMachineGuid: null },
        data: { resultMachineGuid: stray.resultMachineGuid },
      });
    if (stray.mountGuid !== null)
      await tx.operation.updateMany({ where: { id: heir.id, mountGuid: null }, data: { mountGuid: stray.mountGuid } });
    changes.push(...(await dropIfEmpty(tx, stray)));
  }
  return { operationId: heir.id, changes };
}

type Emptied = { readonly id: string; readonly machineGuid: string };

/** Removes an operation that was merely seen and has lost its last task to another one. */
export async function dropIfEmpty(tx: Tx, { id, machineGuid }: Emptied): Promise<Change[]> {
  const { count } = await tx.operation.deleteMany({ where: { id, submission: 'OBSERVED', tasks: { none: {} } } });
  return count === 0 ? [] : [{ kind: 'operation', objectId: id, machineGuid }];
}
