import type { Origin } from './origin';

/** Section 12.3. */
export type WorkflowState = 'RUNNING' | 'FAILED' | 'CANCELLED' | 'FINISHED' | 'FINISHED_WITH_WARNINGS';

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
