import type { BackupType } from './backup';
import type { Origin } from './origin';
import type { RestoreType } from './restore-job';

/** Section 12.1, those that this server runs or shows. */
export type TaskType =
  | 'BACKUP_CLEANUP'
  | 'DELETE'
  | 'EXPORT'
  | 'IMPORT'
  | 'INVENTORY_SYNC'
  | 'MOUNT'
  | 'RESTORE'
  | 'SNAPSHOT'
  | 'SNAPSHOT_CLEANUP'
  | 'STORE'
  | 'UNMOUNT';

/** Section 12.2. */
export type TaskState = 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'CANCELLED';

/** Points (moment, percent) in order of time: progress between two of them is on the line, after the last it stands still. */
export type Curve = [moment: number, percent: number][];

/** How a running task will go on, unless somebody interferes. */
export interface WorkPlan {
  curve: Curve;
  outcome: 'finish' | 'fail';
  message: string | null;
}

/** What a task of a restore or mount carries besides (11.3). `result` is the restored machine, or what the request named. */
export interface RestorePart {
  type: RestoreType;
  jobGuid: string | null;
  mountGuid: string | null;
  powerOn: boolean | null;
  result: { guid: string; name: string } | null;
}

export interface Task {
  guid: string;
  /** Order of creation: the tie-break of the queue (14.3). */
  order: number;
  type: TaskType;
  state: TaskState;
  createdAt: number;
  windowStart: number;
  windowEnd: number;
  startTime: number | null;
  finishTime: number | null;
  /** The last value, once it no longer moves. */
  progress: number;
  progressChange: number | null;
  plan: WorkPlan | null;
  statusInfo: string | null;
  priority: number;
  retryCount: number;
  machineGuid: string | null;
  machineName: string | null;
  projectGuid: string | null;
  backupGuid: string | null;
  backupType: BackupType | null;
  destinationGuid: string | null;
  role: 'PRIMARY' | 'SECONDARY';
  hypervisorGuid: string | null;
  managerGuid: string | null;
  nodeConfigGuid: string;
  /** The node that alone can run it: a store needs the staging space of its export. */
  boundNodeGuid: string | null;
  nodeGuid: string | null;
  /** Keeps its slot although cancelled: the engine notices later (14.7). */
  holdsSlot: boolean;
  origin: Origin;
  scheduleGuid: string | null;
  /** Of a SNAPSHOT: the rule that says how many are kept. */
  snapshotRuleGuid?: string | null;
  parentTaskGuid: string | null;
  workflowGuid: string | null;
  runGuid: string | null;
  restore: RestorePart | null;
}

/** Waiting or working. */
export function isLive(task: Task): boolean {
  return task.state === 'QUEUED' || task.state === 'RUNNING';
}
