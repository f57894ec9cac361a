import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareWhole } from '@/lib/storware/model/listing';
import type { StorwareTask, StorwareTaskState } from '@/lib/storware/model/task';
import type { StorwareTaskType } from '@/lib/storware/model/task-type';
import { wasRenamed } from '@/lib/storware/model/task-type';
import { WireTask } from '@/lib/storware/wire/wire-task';
import { fetchWhole, keeping } from './fetch-list';
import { findOne } from './fetch-one';

export type TaskFilter = {
  machineGuid?: string;
  backupGuid?: string;
  /** Tasks that this schedule has made. */
  scheduleGuid?: string;
  workflowGuid?: string;
  parentTaskGuid?: string;
  /** Tasks do not name their job: what a server without this filter answers can't be told from what one with it does. */
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

/** One task; null when it is unknown or purged: then its backup or restore job tells what became of it (13.41). */
export function findTask(guid: string, call?: CallOptions): Promise<StorwareTask | null> {
  return findOne(clientOf(call), WireTask, { template: '/tasks/{guid}', params: { guid } }, call?.signal);
}
