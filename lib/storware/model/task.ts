import type { StorwareBackupType, StorwareOriginType } from './backup';
import type { StorwareRestoreType } from './restore';
import type { OpenEnum, StorwareRef } from './result';

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

/** Task types of 7.4 (STORWARE_API.md 12.1). Names of older servers never leave the wire: see `normalTaskType`. */
export type StorwareTaskType = OpenEnum<
  | 'BACKUP_CLEANUP'
  | 'DELETE'
  | 'EXPORT'
  | 'IMPORT'
  | 'INVENTORY_SYNC'
  | 'LIVE_MIGRATION'
  | 'MOUNT'
  | 'RESTORE'
  | 'SCOPED_INVENTORY_SYNC'
  | 'SNAPSHOT'
  | 'SNAPSHOT_CLEANUP'
  | 'SNAPSHOT_REVERSION'
  | 'STAGING_CLEANUP'
  | 'STORE'
  | 'UNMOUNT'
  | 'UPLOAD'
>;

const aliases: ReadonlyMap<string, StorwareTaskType> = new Map([
  ['INDEX', 'INVENTORY_SYNC'],
  ['OLD_BACKUPS_REMOVAL', 'BACKUP_CLEANUP'],
  ['OLD_SNAPSHOTS_REMOVAL', 'SNAPSHOT_CLEANUP'],
]);

/** Today's name of a task type that a server may call by its old one (STORWARE_API.md 13.10); an unknown name stays as it is. */
export function normalTaskType(name: string): StorwareTaskType {
  return aliases.get(name) ?? name;
}

/** Whether servers of different ages call this type differently, so that it must not be sent as a filter. */
export function wasRenamed(type: StorwareTaskType): boolean {
  return [...aliases.values()].includes(type);
}
