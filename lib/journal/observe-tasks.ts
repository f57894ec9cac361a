import 'server-only';
import { apart } from '@/lib/core/apart';
import { db } from '@/lib/db/client';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import type { Prisma } from '@/lib/db/generated/client';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import { claimTask } from './claim-task';
import { linkTask } from './link-task';
import { withMachine } from './machine-lock';
import { refreshOperation } from './refresh-operation';

const chunkSize = 2_000;

export type Observed = {
  /** Tasks that are not finished. */
  readonly active: number;
  /** Machines whose work ended in this list: their backups are worth reading. */
  readonly endedMachines: string[];
  /** Machines whose tasks could not be taken in; the next round tries again. */
  readonly failed: number;
};

const byMachineApart = apart<[string, StorwareTask[]]>({
  room: 'journal',
  message: 'the tasks of a machine could not be taken in',
  keyOf: ([machineGuid]) => machineGuid,
});

/**
 * Takes in a list of tasks: links each to its operation (ours, or one made for work that a schedule or the provider
 * started) and brings the operations up to date. What fails for one machine costs that machine only.
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
    // A task that does not name its machine is on that of its parent.
    const machineGuid =
      task.machineGuid ??
      before?.operation.machineGuid ??
      known.get(task.parentTaskGuid ?? '')?.operation.machineGuid ??
      null;
    if (machineGuid === null) continue;
    byMachine.set(machineGuid, [...(byMachine.get(machineGuid) ?? []), task]);
  }
  const ended = new Set<string>();
  const { faults } = await byMachineApart(byMachine, async ([machineGuid, news]) => {
    await observeMachine(machineGuid, news, seen.begunAt);
    if (news.some((task) => isTerminalTaskState(task.state))) ended.add(machineGuid);
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
    // Exports before stores: a chain's first task names the operation for the rest.
    for (const task of [...tasks].sort((a, b) => order(a) - order(b))) {
      const operationId = await claimTask(tx, task, machineGuid, seenAt);
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
