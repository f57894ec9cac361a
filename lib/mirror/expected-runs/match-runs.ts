import type { ExpectedRunState } from '@/lib/contracts/expected-run';

/** Clocks differ, and work takes a moment to begin: a backup this much before its time or after its window is still in it. */
export const toleranceMs = 60_000;

export type DueRun = { readonly dueAt: Date; readonly windowEndsAt: Date };

/** A backup that a schedule started, or tried to. */
export type Attempt = {
  /** Null when not even a record of a backup came of it. */
  readonly guid: string | null;
  /** The beginning of the window that it was started for, where a task told it; else when it began. */
  readonly at: Date;
  readonly startedAt: Date;
  readonly outcome: 'GOOD' | 'FAILED' | 'RUNNING';
  readonly cause: string | null;
};

/** What else is known when a run is judged. */
export type RunContext = {
  readonly now: Date;
  /** As of when the machine's backups are known; null: not at all. */
  readonly knownAt: Date | null;
  /** Why it is not to be expected any more; null while it is. */
  readonly released: string | null;
  /** Nobody heard the backup system during all of its window. */
  readonly isSilent: boolean;
};

type RunVerdict = {
  readonly state: ExpectedRunState;
  readonly cause: string | null;
  readonly backupGuid: string | null;
  readonly happenedAt: Date | null;
};

/**
 * Which attempts belong to which run of one schedule on one machine: each to the last run that was due when it began, so to one at most, in
 * whatever order they come. Those from before the first run belong to none. Pure; in the order of `runs`.
 */
export function matchRuns(runs: readonly DueRun[], attempts: readonly Attempt[]): Attempt[][] {
  const order = runs
    .map(({ dueAt }, index) => ({ due: dueAt.getTime(), index }))
    .sort((one, other) => one.due - other.due);
  const matched: Attempt[][] = runs.map(() => []);
  for (const attempt of attempts) {
    const due = order.findLast((run) => run.due - toleranceMs <= attempt.at.getTime());
    if (due !== undefined) matched[due.index]?.push(attempt);
  }
  return matched;
}

/** What became of a run. Pure; the order of its attempts does not matter. */
export function evaluateRun(run: DueRun, attempts: readonly Attempt[], context: RunContext): RunVerdict {
  const sorted = [...attempts].sort(
    (one, other) =>
      one.startedAt.getTime() - other.startedAt.getTime() || ((one.guid ?? '') < (other.guid ?? '') ? -1 : 1),
  );
  const windowEnd = run.windowEndsAt.getTime() + toleranceMs;
  const good = sorted.find(({ outcome }) => outcome === 'GOOD');
  if (good) {
    const isLate = good.startedAt.getTime() > windowEnd;
    return {
      state: isLate ? 'LATE' : 'KEPT',
      cause: isLate ? 'It started after its window had ended.' : null,
      backupGuid: good.guid,
      happenedAt: good.startedAt,
    };
  }
  const running = sorted.find(({ outcome }) => outcome === 'RUNNING');
  if (running) return { state: 'OPEN', cause: null, backupGuid: running.guid, happenedAt: running.startedAt };
  const failed = sorted.at(-1);
  if (failed)
    return {
      state: 'FAILED',
      cause: failed.cause ?? 'It failed.',
      backupGuid: failed.guid,
      happenedAt: failed.startedAt,
    };
  return { ...judgeNothing(windowEnd, context), backupGuid: null, happenedAt: null };
}

/** Nothing is held against anyone before it is known that nothing happened. */
function judgeNothing(
  windowEnd: number,
  { now, knownAt, released, isSilent }: RunContext,
): Pick<RunVerdict, 'state' | 'cause'> {
  if (now.getTime() <= windowEnd) return { state: 'OPEN', cause: null };
  if (released !== null) return { state: 'SKIPPED', cause: released };
  if (knownAt === null || knownAt.getTime() <= windowEnd) return { state: 'OPEN', cause: null };
  if (isSilent) return { state: 'SKIPPED', cause: 'The backup system could not be reached during all of its window.' };
  return { state: 'MISSED', cause: 'No backup was started in its window.' };
}
