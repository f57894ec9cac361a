import * as z from 'zod';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import type { StorwareOriginType } from '@/lib/storware/model/backup';
import type { StorwareWhole, WriteOutcome } from '@/lib/storware/model/result';
import { isTerminalTaskState, normalTaskType, wasRenamed } from '@/lib/storware/model/task';
import type { StorwareTask, StorwareTaskState, StorwareTaskType } from '@/lib/storware/model/task';
import type { Route } from '@/lib/storware/transport/exchange';
import { known, noteNotUnderstood } from '@/lib/storware/wire/known-values';
import type { WireKind } from '@/lib/storware/wire/parse';
import {
  wireEnumOf,
  wireEnumRequiredOf,
  wireGuid,
  wireInt,
  wireNumber,
  wirePastTime,
  wireRef,
  wireText,
  wireTime,
  wireTypedRef,
} from '@/lib/storware/wire/fields';
import { fetchWhole, findOne, keeping } from './requests';

export type TaskFilter = {
  machineGuid?: string;
  backupGuid?: string;
  /** Tasks that this schedule has made. */
  scheduleGuid?: string;
  workflowGuid?: string;
  parentTaskGuid?: string;
  /** Tasks do not name their job: the answers of servers with and without this filter look the same. */
  restoreJobGuid?: string;
  states?: readonly StorwareTaskState[];
  type?: StorwareTaskType;
};

/** Old and new spelling of the machine, whichever the server knows (STORWARE_API.md 13.8); bare enum names (13.9). */
function queryOf(filter: TaskFilter) {
  const [onlyState, ...moreStates] = filter.states ?? [];
  return {
    'protected-entity': filter.machineGuid,
    protectedEntity: filter.machineGuid,
    backup: filter.backupGuid,
    schedule: filter.scheduleGuid,
    'workflow-execution': filter.workflowGuid,
    'parent-task': filter.parentTaskGuid,
    'restore-job': filter.restoreJobGuid,
    state: moreStates.length === 0 ? onlyState : undefined,
    states: moreStates.length > 0 ? filter.states : undefined,
    type: filter.type !== undefined && wasRenamed(filter.type) ? undefined : filter.type,
  };
}

function fits(filter: TaskFilter): (task: StorwareTask) => boolean {
  const same = (wanted: string | undefined, given: string | null): boolean => wanted === undefined || wanted === given;
  return (task) =>
    same(filter.machineGuid, task.machineGuid) &&
    same(filter.backupGuid, task.backupGuid) &&
    same(filter.scheduleGuid, task.originGuid) &&
    same(filter.workflowGuid, task.workflowGuid) &&
    same(filter.parentTaskGuid, task.parentTaskGuid) &&
    same(filter.type, task.type) &&
    (filter.states === undefined || filter.states.includes(task.state));
}

/**
 * Tasks in the queue's table: live ones, and ended ones until they are purged (STORWARE_API.md 5.1). The server
 * is asked to filter, and the answer is filtered again: a task that does not say it fits does not fit.
 */
export async function listTasks(filter: TaskFilter = {}, call?: CallOptions): Promise<StorwareWhole<StorwareTask>> {
  const whole = await fetchWhole(
    clientOf(call),
    WireTask,
    { template: '/tasks', query: queryOf(filter) },
    call?.signal,
  );
  return keeping(whole, fits(filter));
}

/** One task; null when it is unknown or purged: then its backup or restore job shows its outcome (13.41). */
export function findTask(guid: string, call?: CallOptions): Promise<StorwareTask | null> {
  return findOne(clientOf(call), WireTask, { template: '/tasks/{guid}', params: { guid } }, call?.signal);
}

/**
 * The result of a request to cancel. `requested`: the server marks it cancelled now and stops the work later;
 * `removed`: it was still queued and is gone; `ended`: it had ended before; `gone`: the server does not have it (any more).
 */
export type CancelResult = 'requested' | 'removed' | 'ended' | 'gone';

const accepted = <T>(value: T): WriteOutcome<T> => ({ kind: 'accepted', value });

/** Cancels by state (STORWARE_API.md 13.43): a running task by PUT of its state, a queued one by DELETE. `task` is as read just before. */
export async function sendCancel(
  task: StorwareTask,
  statusInfo: string,
  call?: CallOptions,
): Promise<WriteOutcome<CancelResult>> {
  if (isTerminalTaskState(task.state)) return accepted('ended');
  const isQueued = task.state === 'QUEUED';
  const route: Route = isQueued
    ? { method: 'DELETE', template: '/tasks/{guid}', params: { guid: task.guid } }
    : {
        method: 'PUT',
        template: '/tasks/{guid}/state',
        params: { guid: task.guid },
        body: { state: { name: 'CANCELLED' }, statusInfo },
      };
  const outcome = await clientOf(call).write<CancelResult>(route, () => accepted(isQueued ? 'removed' : 'requested'), {
    signal: call?.signal,
  });
  if (outcome.kind !== 'rejected') return outcome;
  if (outcome.status === 404) return accepted('gone');
  // It may have ended between the preflight read and the request: then there was nothing to refuse.
  const now = await findTask(task.guid, call).catch(() => task);
  if (now === null) return accepted('gone');
  return isTerminalTaskState(now.state) ? accepted('ended') : outcome;
}

function clampPercent(value: number | null): number {
  return Math.min(100, Math.max(0, value ?? 0));
}

export const WireTask: WireKind<StorwareTask> = {
  name: 'task',
  schema: z
    .object({
      guid: wireGuid,
      type: wireEnumRequiredOf('type of a task', known.taskType),
      state: wireEnumRequiredOf('state of a task', known.taskState),
      progress: wireNumber,
      windowStart: wireTime,
      windowEnd: wireTime,
      startTime: wirePastTime,
      finishTime: wirePastTime,
      statusInfo: wireText,
      priority: wireInt,
      retryCount: wireInt,
      protectedEntity: wireTypedRef,
      protectedEntityDisplayName: wireText,
      dstProtectedEntity: wireTypedRef,
      backup: wireRef,
      backupType: wireEnumOf('kind of a backup', known.backupType),
      backupDestination: wireRef,
      node: wireRef,
      originEntity: wireTypedRef,
      parentTask: wireRef,
      workflowExecution: wireRef,
      restoreJob: wireRef,
      restoreType: wireEnumOf('kind of a restore', known.restoreType),
    })
    .transform((wire): StorwareTask => {
      const machine = machineOf(wire.protectedEntity);
      const restored = machineOf(wire.dstProtectedEntity);
      return {
        guid: wire.guid,
        type: normalTaskType(wire.type),
        state: wire.state,
        progress: clampPercent(wire.progress),
        windowStart: wire.windowStart,
        windowEnd: wire.windowEnd,
        startedAt: wire.startTime,
        finishedAt: wire.finishTime,
        statusInfo: wire.statusInfo,
        priority: wire.priority,
        retryCount: wire.retryCount,
        machineGuid: machine.guid,
        machineName: machine.name ?? wire.protectedEntityDisplayName,
        dstMachineGuid: restored.guid,
        dstMachineName: restored.name ?? wire.dstProtectedEntity?.name ?? null,
        backupGuid: wire.backup?.guid ?? null,
        backupType: wire.backupType,
        destination: wire.backupDestination,
        ...originOf(wire.originEntity),
        parentTaskGuid: wire.parentTask?.guid ?? null,
        workflowGuid: wire.workflowExecution?.guid ?? null,
        restoreJobGuid: wire.restoreJob?.guid ?? null,
        restoreType: wire.restoreType,
        node: wire.node,
      };
    }),
};

type TypedRef = { guid: string | null; name: string | null; type: string | null } | null;

/** The virtual machine that an entity is, or nothing: an application or an unnamed entity is no machine of anyone. */
export function machineOf(entity: TypedRef): { guid: string | null; name: string | null } {
  if (!entity?.guid || (entity.type !== null && entity.type !== 'VM')) return { guid: null, name: null };
  return { guid: entity.guid, name: entity.name };
}

/** Who or what requested it. */
export function originOf(entity: TypedRef): {
  originType: StorwareOriginType | null;
  originGuid: string | null;
  originName: string | null;
} {
  if (entity?.type && !(known.origin as readonly string[]).includes(entity.type))
    noteNotUnderstood('origin of work', entity.type);
  return { originType: entity?.type ?? null, originGuid: entity?.guid ?? null, originName: entity?.name ?? null };
}
