import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import type { Route } from '@/lib/storware/transport/route';
import { findTask } from './tasks';

/**
 * What a wish to cancel came to. `requested`: the server marks it cancelled now and stops the work later;
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
  // It may have ended between the look and the wish: then there was nothing to refuse.
  const now = await findTask(task.guid, call).catch(() => task);
  if (now === null) return accepted('gone');
  return isTerminalTaskState(now.state) ? accepted('ended') : outcome;
}

/** Removes an ended task from the queue's table. A second DELETE on a running one would force it away (13.43), so a live task is refused here. */
export async function sendDelete(task: StorwareTask, call?: CallOptions): Promise<WriteOutcome<'removed' | 'gone'>> {
  if (!isTerminalTaskState(task.state)) return { kind: 'rejected', status: 409, message: 'the task has not ended' };
  const route: Route = { method: 'DELETE', template: '/tasks/{guid}', params: { guid: task.guid } };
  const outcome = await clientOf(call).write<'removed' | 'gone'>(route, () => accepted('removed' as const), {
    signal: call?.signal,
  });
  return outcome.kind === 'rejected' && outcome.status === 404 ? accepted('gone' as const) : outcome;
}
