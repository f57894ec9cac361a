import type { Logger } from 'pino';
import * as z from 'zod';
import type { StorwareTask } from '@/lib/storware/model/task';
import { parseList } from './parse-list';
import { wireArray, wireGuid, wireRefs } from './primitives';
import { WireTask } from './wire-task';

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
