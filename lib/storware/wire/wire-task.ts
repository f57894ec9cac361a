import * as z from 'zod';
import type { StorwareTask } from '@/lib/storware/model/task';
import { normalTaskType } from '@/lib/storware/model/task-type';
import type { StorwareWorkflowExecution } from '@/lib/storware/model/workflow-execution';
import { known } from './known-values';
import { machineOf, originOf } from './owner';
import type { WireKind } from './parse-list';
import {
  wireEnum,
  wireEnumOf,
  wireEnumRequiredOf,
  wireGuid,
  wireInt,
  wireNumber,
  wirePastTime,
  wireRef,
  wireRefs,
  wireText,
  wireTime,
  wireTypedRef,
} from './primitives';

function clampPercent(value: number | null): number {
  return Math.min(100, Math.max(0, value ?? 0));
}

export const WireTask: WireKind<StorwareTask> = {
  name: 'task',
  schema: z
    .object({
      guid: wireGuid,
      type: wireEnumRequiredOf('type of a task', known.taskType),
      state: wireEnumRequiredOf('state of a task', known.taskState),
      progress: wireNumber,
      windowStart: wireTime,
      windowEnd: wireTime,
      startTime: wirePastTime,
      finishTime: wirePastTime,
      statusInfo: wireText,
      priority: wireInt,
      retryCount: wireInt,
      protectedEntity: wireTypedRef,
      protectedEntityDisplayName: wireText,
      dstProtectedEntity: wireTypedRef,
      backup: wireRef,
      backupType: wireEnumOf('kind of a backup', known.backupType),
      backupDestination: wireRef,
      node: wireRef,
      originEntity: wireTypedRef,
      parentTask: wireRef,
      workflowExecution: wireRef,
      restoreJob: wireRef,
      restoreType: wireEnumOf('kind of a restore', known.restoreType),
    })
    .transform((wire): StorwareTask => {
      const machine = machineOf(wire.protectedEntity);
      const restored = machineOf(wire.dstProtectedEntity);
      return {
        guid: wire.guid,
        type: normalTaskType(wire.type),
        state: wire.state,
        progress: clampPercent(wire.progress),
        windowStart: wire.windowStart,
        windowEnd: wire.windowEnd,
        startedAt: wire.startTime,
        finishedAt: wire.finishTime,
        statusInfo: wire.statusInfo,
        priority: wire.priority,
        retryCount: wire.retryCount,
        machineGuid: machine.guid,
        machineName: machine.name ?? wire.protectedEntityDisplayName,
        dstMachineGuid: restored.guid,
        dstMachineName: restored.name ?? wire.dstProtectedEntity?.name ?? null,
        backupGuid: wire.backup?.guid ?? null,
        backupType: wire.backupType,
        destination: wire.backupDestination,
        ...originOf(wire.originEntity),
        parentTaskGuid: wire.parentTask?.guid ?? null,
        workflowGuid: wire.workflowExecution?.guid ?? null,
        restoreJobGuid: wire.restoreJob?.guid ?? null,
        restoreType: wire.restoreType,
        node: wire.node,
      };
    }),
};

export const WireWorkflowExecution: WireKind<StorwareWorkflowExecution> = {
  name: 'workflow execution',
  schema: z
    .object({
      guid: wireGuid,
      state: wireEnum,
      definitionName: wireEnum,
      currentStep: wireEnum,
      averageProgress: wireNumber,
      protectedEntity: wireTypedRef,
      backupDestinations: wireRefs,
      originEntity: wireTypedRef,
      priority: wireInt,
      startTime: wirePastTime,
      finishTime: wirePastTime,
    })
    .transform((wire) => ({
      guid: wire.guid,
      state: wire.state ?? 'UNKNOWN',
      definition: wire.definitionName,
      currentStep: wire.currentStep,
      progress: wire.averageProgress,
      machineGuid: machineOf(wire.protectedEntity).guid,
      originType: wire.originEntity?.type ?? null,
      priority: wire.priority,
      startedAt: wire.startTime,
      finishedAt: wire.finishTime,
      destinations: wire.backupDestinations,
    })),
};
