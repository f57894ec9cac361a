import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareRule } from '@/lib/storware/model/rule';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { submitTasks } from './submit-tasks';

export type ExportRequest = {
  type: 'FULL' | 'INCREMENTAL';
  /** 0..100, larger runs first; the server's default is 50. */
  priority?: number | undefined;
  /** The task fails when it has not started by `windowEnd`. */
  windowStart?: Date | undefined;
  windowEnd?: Date | undefined;
  /** Rules of the machine's policy that the backup counts for; empty when it has none that fits. */
  ruleGuids: readonly string[];
  destinationGuid: string | null;
};

/**
 * Rule and destination for a backup on demand (STORWARE_API.md 13.12): the first active rule that stores where
 * it is wanted (in its primary destination when nothing is wanted), with that destination; no rule when none stores there.
 */
export function exportTarget(
  rules: readonly StorwareRule[],
  wantedDestinationGuid: string | null,
): Pick<ExportRequest, 'ruleGuids' | 'destinationGuid'> {
  const usable = rules
    .filter((rule) => rule.active && !rule.markedForDeletion)
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  for (const rule of usable) {
    const primary = rule.destinations.find((one) => one.active && one.role === 'PRIMARY') ?? null;
    if (wantedDestinationGuid === null || primary?.destination?.guid === wantedDestinationGuid) {
      return { ruleGuids: [rule.guid], destinationGuid: primary?.destination?.guid ?? null };
    }
  }
  return { ruleGuids: [], destinationGuid: wantedDestinationGuid };
}

/**
 * Starts one backup of one machine and gives the tasks that the server made for it; an empty list means
 * accepted without saying which (5.3.1, 13.12 to 13.14). One machine per call, so that all forms of the answer
 * mean the same. `async` is not sent: what it does is not documented, and without it the server answers with
 * the task.
 */
export function postExport(
  machineGuid: string,
  request: ExportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const body = {
    protectedEntities: [{ guid: machineGuid }],
    protectedEntityType: 'VM',
    backupType: { name: request.type },
    priority: request.priority,
    windowStart: request.windowStart?.getTime(),
    windowEnd: request.windowEnd?.getTime(),
    ...(request.ruleGuids.length > 0 && { rules: request.ruleGuids.map((guid) => ({ guid })) }),
    ...(request.destinationGuid !== null && { backupDestination: { guid: request.destinationGuid } }),
  };
  return submitTasks('/tasks/export', body, machineGuid, [machineGuid], call);
}
