import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { toTasks } from '@/lib/storware/wire/to-tasks';

/**
 * Submits work on one machine and gives the tasks that the server made for it, whatever the form of its answer
 * (STORWARE_API.md 13.28); an empty list means accepted without saying which. A bulk answer that calls any of
 * `subjects` unsuccessful and has no task is a refusal. A task that names another machine is left out.
 */
export function submitTasks(
  template: string,
  body: unknown,
  machineGuid: string,
  subjects: readonly string[],
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const client = clientOf(call);
  return client.write<StorwareTask[]>(
    { method: 'POST', template, body },
    (answer) => {
      const { tasks, unsuccessful } = toTasks(answer, client.log);
      if (tasks.length === 0 && unsuccessful.some((guid) => subjects.includes(guid)))
        return { kind: 'rejected', status: 200, message: '' };
      return {
        kind: 'accepted',
        value: tasks.filter((task) => task.machineGuid === null || task.machineGuid === machineGuid),
      };
    },
    { signal: call?.signal },
  );
}
