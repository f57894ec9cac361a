import type { OpenEnum, StorwareRef } from './result';

export type StorwareWorkflowState = OpenEnum<
  | 'RUNNING'
  | 'FAILED'
  | 'CANCELLED'
  | 'FINISHED'
  | 'FINISHED_WITH_WARNINGS'
  | 'FAILED_WITH_CRITICAL_ERRORS'
  | 'PARTIALLY_FINISHED'
  | 'UNKNOWN'
>;

/** A chain of tasks as the server groups it (STORWARE_API.md 5.4); servers before 5.1 have none. */
export type StorwareWorkflowExecution = {
  guid: string;
  state: StorwareWorkflowState;
  definition: string | null;
  currentStep: string | null;
  progress: number | null;
  machineGuid: string | null;
  originType: string | null;
  priority: number | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  destinations: StorwareRef[];
};
