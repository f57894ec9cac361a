import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';
import type { StorwareBackupType, StorwareOriginType } from './backup';
import type { StorwareRestoreType } from './restore-job';
import type { StorwareTaskType } from './task-type';

export type StorwareTaskState = OpenEnum<'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'CANCELLED'>;

/** A task of the queue (STORWARE_API.md 11.3). Finished tasks are purged: backups and restore jobs are the durable record (13.41). */
export type StorwareTask = {
  guid: string;
  type: StorwareTaskType;
  state: StorwareTaskState;
  /** 0..100, fractional; a failed task keeps its last value (13.55). */
  progress: number;
  windowStart: Date | null;
  windowEnd: Date | null;
  startedAt: Date | null;
  /** May be set without `startedAt`: it failed before it started. */
  finishedAt: Date | null;
  statusInfo: string | null;
  priority: number | null;
  retryCount: number | null;
  /** Null when it concerns no virtual machine, or the server does not say which. */
  machineGuid: string | null;
  machineName: string | null;
  /** The restored machine. */
  dstMachineGuid: string | null;
  dstMachineName: string | null;
  backupGuid: string | null;
  backupType: StorwareBackupType | null;
  destination: StorwareRef | null;
  originType: StorwareOriginType | null;
  originGuid: string | null;
  originName: string | null;
  parentTaskGuid: string | null;
  workflowGuid: string | null;
  restoreJobGuid: string | null;
  restoreType: StorwareRestoreType | null;
  node: StorwareRef | null;
};

const terminal: ReadonlySet<string> = new Set(['FINISHED', 'FAILED', 'CANCELLED']);

/** Whether nothing more will happen to a task in this state. A state that nobody knows counts as still alive. */
export function isTerminalTaskState(state: StorwareTaskState): boolean {
  return terminal.has(state);
}
