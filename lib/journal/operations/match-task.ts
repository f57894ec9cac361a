import 'server-only';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { kindOfTask } from './phases';
import type { StorwareTask } from '@/lib/storware/model/task';

const unsettled = ['REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING'] as const;

/**
 * Finds or creates the operation of a new task, inside the machine's lock. Null: a call of ours may be running whose
 * response will name the task, so the task is left for the next round.
 */
export async function matchTask(tx: Tx, task: StorwareTask, machineGuid: string, now: Date): Promise<string | null> {
  // The response to our own call may have linked it since the list was compared.
  const linked = await tx.operationTask.findUnique({ where: { guid: task.guid }, select: { operationId: true } });
  if (linked) return linked.operationId;
  const kind = kindOfTask(task.type, task.restoreType);
  const inChain = await chainOf(tx, task, machineGuid);
  if (inChain) return inChain.id;
  const pending = await tx.operation.findMany({
    where: {
      machineGuid,
      kind,
      state: { in: ['REQUESTED', 'NOT_STARTED'] },
      submission: { in: ['SENT', 'UNKNOWN', 'ACCEPTED'] },
      tasks: { none: {} },
      ...(kind === 'BACKUP' ? {} : ofSameSource(task)),
    },
    orderBy: { requestedAt: 'asc' },
  });
  const ours =
    pending.find((operation) => sameWindow(operation, task)) ??
    pending.find((operation) => mayBeOwnTask(operation, task));
  if (ours) return ours.id;
  if (pending.some((operation) => operation.submission === 'SENT') && !isScheduled(task)) return null;
  return (await observe(tx, task, machineGuid, now)).id;
}

/**
 * The operation that this task belongs to: that of its related tasks in any order of arrival; else tasks of one backup
 * belong together, and the second task of a restore shares its recovery point while the restore is running.
 */
async function chainOf(tx: Tx, task: StorwareTask, machineGuid: string): Promise<{ id: string } | null> {
  const kind = kindOfTask(task.type, task.restoreType);
  const relative = await operationOfRelated(tx, task, machineGuid);
  if (relative) return relative;
  if (task.backupGuid === null) return null;
  const follows = task.type === 'IMPORT' || task.type === 'MOUNT';
  if (kind !== 'BACKUP' && !follows) return null;
  return tx.operation.findFirst({
    where: {
      machineGuid,
      kind,
      backupGuid: task.backupGuid,
      tasks: { some: {}, ...(follows ? { none: { type: task.type } } : {}) },
      ...(follows ? { state: { in: [...unsettled] } } : {}),
    },
    orderBy: { requestedAt: 'desc' },
    select: { id: true },
  });
}

/** A restore or mount uses the requested recovery point; a server that does not name one leaves it open. */
function ofSameSource(task: StorwareTask): Prisma.OperationWhereInput {
  const mode = restoreModeOf(task);
  return {
    ...(task.backupGuid === null ? {} : { OR: [{ backupGuid: task.backupGuid }, { backupGuid: null }] }),
    ...(mode === null ? {} : { mode }),
  };
}

/** IMPORT or FILE_SYSTEM as far as the task says; null for mounts and where it doesn't. */
function restoreModeOf({ type, restoreType }: StorwareTask): string | null {
  if (type === 'IMPORT' || restoreType === 'RESTORE_AND_IMPORT') return 'IMPORT';
  return restoreType === 'RESTORE' ? 'FILE_SYSTEM' : null;
}

type Pending = Prisma.OperationGetPayload<object>;

/** The window that we sent comes back to the millisecond: no other client's task has it. */
function sameWindow(operation: Pending, task: StorwareTask): boolean {
  return (
    operation.windowStart !== null &&
    task.windowStart !== null &&
    operation.windowStart.getTime() === task.windowStart.getTime()
  );
}

/** A server may cut the window to its own limits; then only a call whose response is lost may match the task. */
function mayBeOwnTask(operation: Pending, task: StorwareTask): boolean {
  if (isScheduled(task) || operation.state !== 'REQUESTED' || operation.submission === 'SENT') return false;
  const began = task.startedAt ?? task.windowStart;
  return began === null || began.getTime() >= operation.requestedAt.getTime() - 60_000;
}

function isScheduled(task: StorwareTask): boolean {
  return task.originType !== null && task.originType !== 'USER';
}

/** Work that was started outside the portal is an operation too. */
function observe(tx: Tx, task: StorwareTask, machineGuid: string, now: Date): Promise<{ id: string }> {
  return tx.operation.create({
    data: {
      kind: kindOfTask(task.type, task.restoreType),
      origin: isScheduled(task) ? 'SCHEDULE' : 'OTHER',
      state: 'QUEUED',
      submission: 'OBSERVED',
      machineGuid,
      machineName: task.machineName ?? machineGuid,
      backupGuid: task.backupGuid,
      mode: restoreModeOf(task),
      ...(task.backupType === null ? {} : { request: { type: task.backupType } }),
      requestedAt: earlier(task.windowStart ?? task.startedAt ?? now, now),
    },
    select: { id: true },
  });
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/**
 * The stored tasks of the same chain, in any order of arrival: its parent, its children, those with the same parent,
 * and those of its workflow or restore job. Two backups of one workflow are two chains.
 */
function relatedTo(
  task: Pick<StorwareTask, 'guid' | 'parentTaskGuid' | 'restoreJobGuid' | 'workflowGuid' | 'backupGuid'>,
): Prisma.OperationTaskWhereInput {
  const related: Prisma.OperationTaskWhereInput[] = [{ parentTaskGuid: task.guid }];
  if (task.parentTaskGuid !== null)
    related.push({ guid: task.parentTaskGuid }, { parentTaskGuid: task.parentTaskGuid });
  if (task.restoreJobGuid !== null) related.push({ restoreJobGuid: task.restoreJobGuid });
  if (task.workflowGuid !== null) related.push({ workflowGuid: task.workflowGuid });
  return {
    AND: [
      { OR: related },
      task.backupGuid === null ? {} : { OR: [{ backupGuid: null }, { backupGuid: task.backupGuid }] },
    ],
  };
}

/** The operation on this machine that has tasks related to this one; requested operations come before observed ones. */
async function operationOfRelated(tx: Tx, task: StorwareTask, machineGuid: string): Promise<{ id: string } | null> {
  const kind = kindOfTask(task.type, task.restoreType);
  const operations = await tx.operation.findMany({
    where: { machineGuid, kind, tasks: { some: relatedTo(task) } },
    orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
    select: { id: true, submission: true },
  });
  return operations.find(({ submission }) => submission !== 'OBSERVED') ?? operations[0] ?? null;
}

/**
 * Merges operations whose tasks turn out to be one chain: observed ones into the requested one, else into the one
 * observed first. Two requested ones stay two. Inside the machine's lock. Returns the operation of the task afterwards,
 * and the change events of removed operations.
 */
export async function joinChain(
  tx: Tx,
  operationId: string,
  task: StorwareTask,
): Promise<{ operationId: string; changes: Change[] }> {
  const home = await tx.operation.findUniqueOrThrow({ where: { id: operationId } });
  const { machineGuid, kind } = home;
  const related = await tx.operation.findMany({
    where: { id: { not: home.id }, machineGuid, kind, tasks: { some: relatedTo(task) } },
  });
  if (related.length === 0) return { operationId, changes: [] };
  const family = [home, ...related].sort(
    (a, b) => a.requestedAt.getTime() - b.requestedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const requested = family.filter(({ submission }) => submission !== 'OBSERVED');
  const [first] = family;
  const heir = home.submission === 'OBSERVED' ? (requested[0] ?? first ?? home) : home;
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

/** Removes an observed operation that has lost its last task to another one. */
export async function dropIfEmpty(tx: Tx, { id, machineGuid }: Emptied): Promise<Change[]> {
  const { count } = await tx.operation.deleteMany({ where: { id, submission: 'OBSERVED', tasks: { none: {} } } });
  return count === 0 ? [] : [{ kind: 'operation', objectId: id, machineGuid }];
}
