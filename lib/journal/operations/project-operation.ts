import { entryOf } from '@/lib/contracts/scalar';
import type {
  Failure,
  OperationKind,
  OperationOrigin,
  OperationState,
  Phase,
  PhaseState,
} from '@/lib/contracts/operation';
import { failureOf, lostTrack } from '@/lib/core/failure';
import { messageOf, phasesIn, phasesOf } from './phases';

/** A task as last polled. */
export type SeenTask = {
  readonly guid: string;
  readonly type: string;
  readonly state: string;
  readonly progress: number;
  readonly statusInfo: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly firstSeenAt: Date;
  /** By our clock: when its end was first seen. */
  readonly endSeenAt: Date | null;
  readonly goneAt: Date | null;
};

/** The durable record of the work: the backup, or the restore job (STORWARE_API.md 13.41). */
export type RecordedOutcome = {
  readonly status: string;
  readonly statusInfo: string | null;
  readonly warningsPresent: boolean;
};

/** The usual duration of each phase for this machine, in milliseconds. */
export type ExpectedMs = Readonly<Record<string, number | undefined>>;

export type ProjectionInput = {
  readonly kind: OperationKind;
  readonly origin: OperationOrigin;
  readonly mode: string | null;
  readonly tasks: readonly SeenTask[];
  readonly record: RecordedOutcome | null;
  /** Whether there is, or will be, such a record: a finished chain then waits a moment for its result. */
  readonly isRecorded: boolean;
  /**
   * When such records were last read for the machine; null while they can't be read. Not used when nothing is recorded.
   */
  readonly recordsAt: Date | null;
  readonly cancelRequested: boolean;
  readonly expected: ExpectedMs;
  /** The result of an earlier projection, so that a new one changes nothing. */
  readonly settledAt: Date | null;
  readonly now: Date;
};

type Projection = {
  readonly state: OperationState;
  readonly progress: number;
  readonly phases: Phase[];
  readonly etaAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly failure: Failure | null;
};

/** How long a finished chain waits for the result of its record (warnings) before it counts as a success without it. */
export const resultGraceMs = 30_000;

/** How long the next task, or the record, may take to appear after all known tasks have ended or were purged. */
export const lostGraceMs = 45_000;

/** How long a record "in progress" counts without any task. */
export const idleRecordMs = 2 * 60_000;

const known: ReadonlySet<string> = new Set(['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED']);

/** Whether a task is over: it ended, was purged, or is in an unknown state with a finish time. */
export function isEnded({ state, goneAt, finishedAt }: Pick<SeenTask, 'state' | 'goneAt' | 'finishedAt'>): boolean {
  return (
    goneAt !== null || ['FINISHED', 'FAILED', 'CANCELLED'].includes(state) || (!known.has(state) && finishedAt !== null)
  );
}

/** When that was, by our own clock. */
export function endOf({
  goneAt,
  endSeenAt,
  firstSeenAt,
}: Pick<SeenTask, 'goneAt' | 'endSeenAt' | 'firstSeenAt'>): Date {
  return endSeenAt ?? goneAt ?? firstSeenAt;
}

/**
 * Derives the state of an operation from all observations: pure, and independent of their order of arrival. Needs at
 * least one task.
 */
export function projectOperation(input: ProjectionInput): Projection {
  const types = phasesOf(
    input.kind,
    input.mode,
    input.tasks.map((task) => task.type),
  );
  const latest = types.map((type) => latestOf(input.tasks, type));
  const phases = passed(types.map((type, index) => phaseOf(type, latest[index] ?? null, input)));
  const result = resultOf(input, latest, phases);
  const settled = result.state !== 'QUEUED' && result.state !== 'RUNNING';
  const state: OperationState = !settled && input.cancelRequested ? 'CANCELLING' : result.state;
  const succeeded = state === 'SUCCEEDED' || state === 'WARNING';
  const progress = succeeded ? 100 : mean(phases.map((phase) => phase.progress));
  return {
    state,
    progress: Math.round(progress * 10) / 10,
    phases: phasesIn(state, phases, result.failure),
    etaAt: settled ? null : etaOf(phases, input.expected, input.now),
    startedAt: earliest(input.tasks.map((task) => task.startedAt)),
    finishedAt: settled ? (newest(input.tasks.map((task) => task.finishedAt)) ?? input.settledAt ?? input.now) : null,
    failure: result.failure,
  };
}

type ChainResult = {
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'WARNING' | 'FAILED' | 'CANCELLED';
  failure: Failure | null;
};

function resultOf(input: ProjectionInput, latest: readonly (SeenTask | null)[], phases: readonly Phase[]): ChainResult {
  const failed = latest.find((task) => task?.state === 'FAILED');
  if (latest.some((task) => task?.state === 'CANCELLED')) return { state: 'CANCELLED', failure: null };
  if (input.cancelRequested && wasRemoved(latest)) return { state: 'CANCELLED', failure: null };
  const byRecord = recordedResult(input, failed ?? null);
  if (byRecord) return byRecord;
  if (failed) return { state: 'FAILED', failure: failureOf(input, failed.statusInfo) };
  const last = latest.at(-1);
  if (last?.state === 'FINISHED') {
    const awaited = input.isRecorded && input.now.getTime() - endOf(last).getTime() < resultGraceMs;
    return { state: awaited ? 'RUNNING' : 'SUCCEEDED', failure: null };
  }
  if (trackIsLost(input)) return { state: 'FAILED', failure: lostTrack };
  const untouched = phases.every((phase) => phase.state === 'WAITING' || phase.state === 'QUEUED');
  return { state: untouched ? 'QUEUED' : 'RUNNING', failure: null };
}

/** A queued task is cancelled by removing it (STORWARE_API.md 14.7): it never ran, and nothing follows. */
function wasRemoved(latest: readonly (SeenTask | null)[]): boolean {
  const newestTask = latest.filter((task) => task !== null).at(-1);
  return newestTask?.goneAt != null && newestTask.state === 'QUEUED';
}

/**
 * All tasks have ended without the last of the chain, the records were read since, and none shows an outcome. While
 * those records can't be read, nothing is lost.
 */
function trackIsLost({ tasks, record, isRecorded, recordsAt, now }: ProjectionInput): boolean {
  if (!tasks.every(isEnded)) return false;
  const endedAt = Math.max(...tasks.map((task) => endOf(task).getTime()));
  const graceMs = record === null ? lostGraceMs : idleRecordMs;
  if (now.getTime() - endedAt < graceMs) return false;
  return !isRecorded || (recordsAt !== null && recordsAt.getTime() >= endedAt);
}

/** A terminal record decides the outcome, unless a retry of a failed task is running (14.6 reuses the backup entry). */
function recordedResult(
  { kind, origin, record, tasks, cancelRequested }: ProjectionInput,
  failed: SeenTask | null,
): ChainResult | null {
  if (record === null) return null;
  switch (record.status) {
    case 'SUCCESS':
    case 'SUCCESS_REMOVED':
      return { state: record.warningsPresent ? 'WARNING' : 'SUCCEEDED', failure: null };
    case 'PARTIAL_SUCCESS':
      return { state: 'WARNING', failure: null };
    case 'FAILED':
      if (tasks.some((task) => task.goneAt === null && (task.state === 'QUEUED' || task.state === 'RUNNING')))
        return null;
      if (failed === null && cancelRequested) return { state: 'CANCELLED', failure: null };
      // The record's own text comes first: the recovery point and the machine show it too.
      return { state: 'FAILED', failure: failureOf({ kind, origin }, record.statusInfo ?? failed?.statusInfo ?? null) };
    default:
      return null;
  }
}

/** A retry is a copy of its task (14.6): the newest of a type counts for the phase. */
function latestOf(tasks: readonly SeenTask[], type: string): SeenTask | null {
  return tasks
    .filter((task) => task.type === type)
    .reduce<SeenTask | null>(
      (best, task) =>
        best === null || rank(task) > rank(best) || (rank(task) === rank(best) && task.guid > best.guid) ? task : best,
      null,
    );
}

function rank(task: SeenTask): number {
  const alive = task.goneAt === null && (task.state === 'QUEUED' || task.state === 'RUNNING');
  return task.firstSeenAt.getTime() + (alive ? 1e15 : 0);
}

function phaseOf(type: string, task: SeenTask | null, { kind, origin }: ProjectionInput): Phase {
  if (task === null) return { type, state: 'WAITING', progress: 0, startedAt: null, finishedAt: null, message: null };
  const state = phaseState(task.state);
  return {
    type,
    state,
    progress: state === 'FINISHED' ? 100 : Math.min(100, Math.max(0, task.progress)),
    startedAt: task.startedAt?.toISOString() ?? null,
    finishedAt: task.finishedAt?.toISOString() ?? null,
    ...messageOf(state === 'FAILED' ? failureOf({ kind, origin }, task.statusInfo) : null),
  };
}

function phaseState(state: string): PhaseState {
  switch (state) {
    case 'QUEUED':
    case 'RUNNING':
    case 'FINISHED':
    case 'FAILED':
    case 'CANCELLED':
      return state;
    default:
      return 'RUNNING';
  }
}

/** A step begins when the one before it has finished, even if that one was never seen. */
function passed(phases: readonly Phase[]): Phase[] {
  return phases.map((phase, index) =>
    phase.state === 'WAITING' && phases.slice(index + 1).some(({ state }) => state !== 'WAITING')
      ? { ...phase, state: 'FINISHED', progress: 100 }
      : phase,
  );
}

/** Null while a coming phase has neither a history nor a pace of its own. */
function etaOf(phases: readonly Phase[], expected: ExpectedMs, now: Date): Date | null {
  let remainingMs = 0;
  for (const phase of phases) {
    const remaining = remainingOf(phase, entryOf(expected, phase.type), now);
    if (remaining === null) return null;
    remainingMs += remaining;
  }
  return new Date(Math.ceil((now.getTime() + remainingMs) / 1000) * 1000);
}

function remainingOf(phase: Phase, expectedMs: number | undefined, now: Date): number | null {
  if (phase.state === 'FINISHED') return 0;
  if (phase.state !== 'RUNNING') return expectedMs ?? null;
  const elapsedMs = phase.startedAt === null ? 0 : now.getTime() - Date.parse(phase.startedAt);
  // Below five percent the pace mostly reflects the start-up.
  if (phase.progress >= 5 && elapsedMs > 0) return (elapsedMs * (100 - phase.progress)) / phase.progress;
  return expectedMs === undefined ? null : Math.max(0, expectedMs - elapsedMs);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function earliest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce<Date | null>(
    (best, date) => (date !== null && (best === null || date < best) ? date : best),
    null,
  );
}

function newest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce<Date | null>(
    (best, date) => (date !== null && (best === null || date > best) ? date : best),
    null,
  );
}
