import type { Logger } from 'pino';
import * as z from 'zod';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import type { StorwareRule } from '@/lib/storware/model/policy';
import type { WriteOutcome } from '@/lib/storware/model/result';
import type { StorwareTask } from '@/lib/storware/model/task';
import { parseList } from '@/lib/storware/wire/parse';
import { wireArray, wireGuid, wireRefs } from '@/lib/storware/wire/fields';
import { WireTask } from './tasks';

export type ExportRequest = {
  type: 'FULL' | 'INCREMENTAL';
  /** 0..100, larger runs first; the server's default is 50. */
  priority?: number | undefined;
  /** The task fails when it has not started by `windowEnd`. */
  windowStart?: Date | undefined;
  windowEnd?: Date | undefined;
  /** Rules of the machine's policy that the backup counts for; empty when it has none that fits. */
  ruleGuids: readonly string[];
  destinationGuid: string | null;
};

/**
 * Rule and destination for a backup on demand (STORWARE_API.md 13.12): the first active rule that stores where
 * it is wanted (in its primary destination when nothing is wanted), with that destination; no rule when none stores there.
 */
export function exportTarget(
  rules: readonly StorwareRule[],
  wantedDestinationGuid: string | null,
): Pick<ExportRequest, 'ruleGuids' | 'destinationGuid'> {
  const usable = rules
    .filter((rule) => rule.active && !rule.markedForDeletion)
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  for (const rule of usable) {
    const primary = rule.destinations.find((one) => one.active && one.role === 'PRIMARY') ?? null;
    if (wantedDestinationGuid === null || primary?.destination?.guid === wantedDestinationGuid) {
      return { ruleGuids: [rule.guid], destinationGuid: primary?.destination?.guid ?? null };
    }
  }
  return { ruleGuids: [], destinationGuid: wantedDestinationGuid };
}

/**
 * Starts one backup of one machine and gives the tasks that the server made for it; an empty list means
 * accepted without saying which (5.3.1, 13.12 to 13.14). One machine per call, so that all forms of the answer
 * mean the same. `async` is not sent: what it does is not documented, and without it the server answers with
 * the task.
 */
export function postExport(
  machineGuid: string,
  request: ExportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const body = {
    protectedEntities: [{ guid: machineGuid }],
    protectedEntityType: 'VM',
    backupType: { name: request.type },
    priority: request.priority,
    windowStart: request.windowStart?.getTime(),
    windowEnd: request.windowEnd?.getTime(),
    ...(request.ruleGuids.length > 0 && { rules: request.ruleGuids.map((guid) => ({ guid })) }),
    ...(request.destinationGuid !== null && { backupDestination: { guid: request.destinationGuid } }),
  };
  return submitTasks('/tasks/export', body, machineGuid, [machineGuid], call);
}

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

export type SubmittedTasks = {
  tasks: StorwareTask[];
  /** Guids that a bulk answer says were not taken. */
  unsuccessful: string[];
};

const bulk = z.object({ tasks: wireArray(z.unknown()), unsuccessful: wireRefs });
const single = z.object({ guid: wireGuid });

/**
 * The tasks in the answer to a task POST, in any of its forms: one task, an array, the bulk object
 * `{ successful, unsuccessful, tasks }`, or nothing (STORWARE_API.md 13.28). Never throws: the POST was
 * accepted, and an answer that nobody understands only means that no guid is known.
 */
export function toTasks(body: unknown, log: Logger): SubmittedTasks {
  if (Array.isArray(body)) return { tasks: parseList(WireTask, body, log).items, unsuccessful: [] };
  if (single.safeParse(body).success) return { tasks: parseList(WireTask, [body], log).items, unsuccessful: [] };
  const parsed = bulk.safeParse(body);
  if (!parsed.success) return { tasks: [], unsuccessful: [] };
  return {
    tasks: parseList(WireTask, parsed.data.tasks, log).items,
    unsuccessful: parsed.data.unsuccessful.map((entity) => entity.guid),
  };
}
