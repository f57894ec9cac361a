import 'server-only';
import { startExport } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import type { BackupPlan } from './backup-plan';
import { submitCall } from './submit-call';
import type { SubmitResult } from './submit-call';

/** Sends the backup that an operation stands for; see `submitCall` for what is promised. */
export function submitBackup(operationId: string, machine: AuthorizedMachine, plan: BackupPlan): Promise<SubmitResult> {
  return submitCall(operationId, machine.guid, () =>
    startExport(machine, {
      type: plan.type,
      priority: plan.priority,
      windowStart: new Date(plan.windowStart),
      windowEnd: new Date(plan.windowEnd),
      ruleGuids: plan.ruleGuids,
      destinationGuid: plan.destinationGuid,
    }),
  );
}
