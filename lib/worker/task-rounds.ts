import 'server-only';
import { apart } from '@/lib/core/apart';
import { continueCancellations } from '@/lib/journal/operations/cancel-operation';
import { liveTaskGuids, observeTaskGone, observeTasks } from '@/lib/journal/operations/observe-tasks';
import { resolveUnknown } from '@/lib/journal/operations/resolve-unknown';
import { recordingSync } from '@/lib/mirror/sync-record';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import { findTaskUnscoped, listTasksUnscoped } from '@/lib/storware/unscoped';

export type TaskRoundHooks = {
  /** Work on these machines ended: their backups should be read. */
  onEnded: (machineGuids: readonly string[]) => void;
  /** An inventory sync ended: machines may be new or missing. */
  onInventoryRead: () => void;
};

export type TaskRounds = {
  /** One round; returns when the next is due, in milliseconds. */
  round: (signal: AbortSignal) => Promise<number>;
  /** Something was just requested: poll often for a while. */
  expectWork: () => void;
};

const busyMs = 2_000;
const idleMs = 15_000;
const expectedForMs = 30_000;
/** All tasks, since some start and end between two polls; more often while work is expected. */
const wholeEveryMs = { idle: 60_000, expected: 15_000 } as const;
/** Up to this many missing tasks are read one by one; more are cheaper as a list. */
const maxSingleReads = 20;
/** Slow single reads must not delay polling the queue. */
const singleReadsMs = 10_000;
/** Minimum time between two reads of the records of one machine that operations wait for. */
const maxPauseMs = 60_000;

/**
 * Tracks the task queue: live tasks often, all tasks now and then, and each task missing from the live ones until its
 * end is known.
 */
export function createTaskRounds({ onEnded, onInventoryRead }: TaskRoundHooks): TaskRounds {
  let wholeAt = -Infinity;
  let expectedUntil = -Infinity;
  let inventorySyncs = new Set<string>();
  /** When each missing task was last read: the longest wait comes first, so that none starves. */
  let lastReadAt = new Map<string, number>();

  function inTurn(missing: readonly string[]): string[] {
    lastReadAt = new Map(missing.flatMap((guid) => (lastReadAt.has(guid) ? [[guid, lastReadAt.get(guid) ?? 0]] : [])));
    return missing.toSorted((a, b) => (lastReadAt.get(a) ?? 0) - (lastReadAt.get(b) ?? 0)).slice(0, maxSingleReads);
  }

  const recordReads = new Map<string, { at: number; times: number }>();

  /** A machine whose records can't be read is read again at growing intervals. */
  function notReadRecently(guids: readonly string[]): string[] {
    for (const guid of recordReads.keys()) if (!guids.includes(guid)) recordReads.delete(guid);
    const now = Date.now();
    return [...new Set(guids)].filter((guid) => {
      const before = recordReads.get(guid) ?? { at: -Infinity, times: 0 };
      if (now - before.at < Math.min(maxPauseMs, busyMs * 2 ** before.times)) return false;
      recordReads.set(guid, { at: now, times: before.times + 1 });
      return true;
    });
  }

  async function take(
    signal: AbortSignal,
    isWhole: boolean,
  ): Promise<{ list: StorwareTask[]; broken: number; active: number; ended: string[] }> {
    const begunAt = new Date();
    const list = await listTasksUnscoped(isWhole ? {} : { states: ['QUEUED', 'RUNNING'] }, { signal });
    const tasks = isWhole ? list.items : list.items.filter((task) => !isTerminalTaskState(task.state));
    const { active, endedMachines, failed } = await observeTasks(tasks, { complete: list.complete, begunAt });
    if (isWhole) wholeAt = begunAt.getTime();
    return { list: tasks, broken: list.broken + failed, active, ended: endedMachines };
  }

  async function look(signal: AbortSignal): Promise<{ count: number; broken: number; active: number }> {
    const wholeEvery = Date.now() < expectedUntil ? wholeEveryMs.expected : wholeEveryMs.idle;
    let taken = await take(signal, Date.now() - wholeAt >= wholeEvery);
    const ended = new Set(taken.ended);
    let missing = await missingFrom(taken.list);
    if (missing.length > maxSingleReads && Date.now() - wholeAt >= busyMs) {
      taken = await take(signal, true);
      for (const guid of taken.ended) ended.add(guid);
      missing = await missingFrom(taken.list);
    }
    const single = await readEach(inTurn(missing), (guid) => lastReadAt.set(guid, Date.now()), signal);
    for (const guid of single.ended) ended.add(guid);
    if (ended.size > 0) onEnded([...ended]);
    followInventory(taken.list);
    return { count: taken.list.length, broken: taken.broken + single.unread, active: taken.active + missing.length };
  }

  function followInventory(tasks: readonly StorwareTask[]): void {
    const live = new Set(
      tasks
        .filter(({ type, state }) => type.endsWith('INVENTORY_SYNC') && !isTerminalTaskState(state))
        .map(({ guid }) => guid),
    );
    if ([...inventorySyncs].some((guid) => !live.has(guid))) onInventoryRead();
    inventorySyncs = live;
  }

  return {
    expectWork: () => {
      expectedUntil = Date.now() + expectedForMs;
    },
    round: async (signal) => {
      const looked: { active: number } | { error: unknown } = await recordingSync('tasks', signal, () =>
        look(signal),
      ).then(
        ({ active }) => ({ active }),
        (error: unknown) => ({ error }),
      );
      signal.throwIfAborted();
      // Lost responses and cancellations do not wait until the whole list can be read.
      const ended = notReadRecently(await resolveUnknown());
      if (ended.length > 0) onEnded(ended);
      await continueCancellations();
      if ('error' in looked) throw looked.error;
      return looked.active > 0 || ended.length > 0 || Date.now() < expectedUntil ? busyMs : idleMs;
    },
  };
}

async function missingFrom(list: readonly StorwareTask[]): Promise<string[]> {
  const listed = new Set(list.map(({ guid }) => guid));
  return (await liveTaskGuids()).filter((guid) => !listed.has(guid));
}

const eachApart = apart<string>({
  module: 'worker',
  message: 'a task could not be read',
  keyOf: (guid) => guid,
  budgetMs: singleReadsMs,
});

/**
 * Reads single tasks that were live and are not listed any more. An unreadable one affects only itself. Returns the
 * machines whose work ended, and how many tasks could not be read.
 */
async function readEach(
  guids: readonly string[],
  onRead: (guid: string) => void,
  signal: AbortSignal,
): Promise<{ ended: string[]; unread: number }> {
  const ended: string[] = [];
  const found: StorwareTask[] = [];
  const begunAt = new Date();
  const { faults } = await eachApart(
    guids,
    async (guid) => {
      onRead(guid);
      const task = await findTaskUnscoped(guid, { signal });
      if (task) {
        found.push(task);
        return;
      }
      const machineGuid = await observeTaskGone(guid, new Date());
      if (machineGuid !== null) ended.push(machineGuid);
    },
    signal,
  );
  if (found.length > 0) ended.push(...(await observeTasks(found, { complete: false, begunAt })).endedMachines);
  return { ended, unread: faults.length };
}
