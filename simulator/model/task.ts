import type { BackupType } from './backup';
import type { Origin } from './platform';
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

/** Points (moment, percent) in order of time: progress between two of them is linear, after the last it stops. */
export type Curve = [moment: number, percent: number][];

/** How a running task will proceed, unless somebody changes it. */
export interface WorkPlan {
  curve: Curve;
  outcome: 'finish' | 'fail';
  message: string | null;
}

/** What a task of a restore or mount carries besides (11.3). `result` is the restored machine, or what the request named. */
interface RestorePart {
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
  /** The only node that can run it: a store needs the staging space of its export. */
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

/** Section 12.3. */
type WorkflowState = 'RUNNING' | 'FAILED' | 'CANCELLED' | 'FINISHED' | 'FINISHED_WITH_WARNINGS';

export interface Workflow {
  guid: string;
  state: WorkflowState;
  definition: 'BACKUP' | 'RESTORE' | 'COPY' | 'DELETE' | 'SNAPSHOT';
  step: string;
  machineGuid: string;
  machineName: string;
  destinationGuids: string[];
  origin: Origin;
  priority: number;
  startTime: number;
  finishTime: number | null;
}

/** The exports that one firing or one request started: the base of the failure thresholds (14.6). */
export interface Run {
  guid: string;
  policyGuid: string | null;
  total: number;
  failedExports: number;
  failedStores: number;
  /** A threshold was passed: the waiting exports (stores) of this run are lost. */
  exportsGivenUp: boolean;
  storesGivenUp: boolean;
  taskGuids: string[];
}
