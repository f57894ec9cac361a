import 'server-only';
import { isSettled } from '@/lib/contracts/operation';
import type { Failure, OperationKind, OperationState, Phase } from '@/lib/contracts/operation';
import type { Tx } from '@/lib/db/client';
import type { ExpectedMs } from './project-operation';

/** The tasks that Storware creates one after the other for each kind of work (guide; STORWARE_API.md 14.1, 14.2). */
const chains: Readonly<Record<Exclude<OperationKind, 'OTHER'>, readonly [string, ...string[]]>> = {
  BACKUP: ['EXPORT', 'STORE'],
  RESTORE: ['RESTORE', 'IMPORT'],
  MOUNT: ['RESTORE', 'MOUNT'],
  UNMOUNT: ['UNMOUNT'],
  DELETE: ['DELETE'],
};

/**
 * The phases of an operation in order, from its kind and the types of its tasks. A restore to a node's file system ends
 * with its first task (guide); mounting again needs no restore (5.3); work of an unknown kind has one phase, named as
 * its task.
 */
export function phasesOf(kind: OperationKind, mode: string | null, taskTypes: readonly string[]): readonly string[] {
  if (kind === 'OTHER') return [taskTypes[0] ?? 'OTHER'];
  if (kind === 'RESTORE' && mode === 'FILE_SYSTEM') return ['RESTORE'];
  if (kind === 'MOUNT' && !taskTypes.includes('RESTORE')) return ['MOUNT'];
  return chains[kind];
}

/**
 * The kind of work of a task. A restore to the node's file system has no second phase, so its kind needs the restore
 * type.
 */
export function kindOfTask(type: string, restoreType: string | null): OperationKind {
  switch (type) {
    case 'EXPORT':
    case 'STORE':
      return 'BACKUP';
    case 'RESTORE':
      return restoreType === 'RESTORE_AND_MOUNT' ? 'MOUNT' : 'RESTORE';
    case 'IMPORT':
      return 'RESTORE';
    case 'MOUNT':
      return 'MOUNT';
    case 'UNMOUNT':
      return 'UNMOUNT';
    case 'DELETE':
      return 'DELETE';
    default:
      return 'OTHER';
  }
}

/**
 * The phases once their operation is in `state`: no phase of ended work is running. A phase that never began was not
 * reached; one that was last seen running ended like its operation, and a failed phase has the cause of the operation's
 * `failure`. Phases of open work stay.
 */
export function phasesIn(state: OperationState, phases: readonly Phase[], failure: Failure | null): Phase[] {
  if (!isSettled(state)) return [...phases];
  if (state === 'SUCCEEDED' || state === 'WARNING')
    return phases.map((phase) => ({ ...phase, state: 'FINISHED', progress: 100 }));
  return phases.map((phase): Phase => {
    switch (phase.state) {
      case 'WAITING':
        return { ...phase, state: 'NOT_REACHED' };
      case 'QUEUED':
      case 'RUNNING':
        return state === 'CANCELLED'
          ? { ...phase, state: 'CANCELLED' }
          : { ...phase, state: 'FAILED', ...messageOf(failure) };
      case 'FAILED':
        return failure ? { ...phase, ...messageOf(failure) } : phase;
      default:
        return phase;
    }
  });
}

/** The message of a phase that failed like its operation. */
export function messageOf(failure: Failure | null): Pick<Phase, 'message' | 'messageRef'> {
  return { message: failure?.cause ?? null, messageRef: failure?.causeRef ?? null };
}

const sampleSize = 5;

/**
 * The usual durations of the phases for this machine: medians of its newest successful backups of the same type (of any
 * type when there is none), or of its newest successful restores and mounts.
 */
export async function expectedDurations(
  tx: Tx,
  machineGuid: string,
  kind: OperationKind,
  backupType: string | null,
): Promise<ExpectedMs> {
  return kind === 'BACKUP' ? ofBackups(tx, machineGuid, backupType) : ofRestores(tx, machineGuid);
}

async function ofBackups(tx: Tx, machineGuid: string, backupType: string | null): Promise<ExpectedMs> {
  const rows = await tx.mirrorBackup.findMany({
    where: {
      machineGuid,
      status: { in: ['SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED'] },
      exportMs: { not: null },
      storeMs: { not: null },
    },
    orderBy: { startedAt: 'desc' },
    take: sampleSize * 4,
    select: { type: true, exportMs: true, storeMs: true },
  });
  const alike = rows.filter((row) => row.type === backupType);
  const sample = (alike.length > 0 ? alike : rows).slice(0, sampleSize);
  if (sample.length === 0) return {};
  return { EXPORT: median(sample.map((row) => row.exportMs)), STORE: median(sample.map((row) => row.storeMs)) };
}

async function ofRestores(tx: Tx, machineGuid: string): Promise<ExpectedMs> {
  const rows = await tx.mirrorRestoreJob.findMany({
    where: { machineGuid, status: 'SUCCESS' },
    orderBy: { restoredAt: 'desc' },
    take: sampleSize * 2,
    select: { restoreMs: true, importMs: true, mountMs: true },
  });
  return {
    RESTORE: median(rows.map((row) => row.restoreMs)),
    IMPORT: median(rows.map((row) => row.importMs)),
    MOUNT: median(rows.map((row) => row.mountMs)),
  };
}

/** The median of the known values; undefined when there is none. */
function median(values: readonly (bigint | null)[]): number | undefined {
  const sorted = values.flatMap((value) => (value === null ? [] : [Number(value)])).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
