import type { Task } from '@/simulator/model/task';

import type { Simulation } from './simulation';
import { failTask } from './task-lifecycle';

/** Counts a failed export or store of a run and, once the policy's threshold is passed, fails what of it still waits (14.6). */
export function noteFailure(sim: Simulation, task: Task): void {
  const run = task.runGuid === null ? undefined : sim.world.runs.get(task.runGuid);
  const policy = run === undefined || run.policyGuid === null ? undefined : sim.world.policies.get(run.policyGuid);
  if (run === undefined || policy === undefined) return;
  const isExport = task.type === 'EXPORT';
  if (isExport) run.failedExports += 1;
  else run.failedStores += 1;
  const threshold = isExport ? policy.failExportThreshold : policy.failStoreThreshold;
  const failed = isExport ? run.failedExports : run.failedStores;
  if (threshold === null || threshold >= 100 || (failed / run.total) * 100 <= threshold) return;
  if (isExport ? run.exportsGivenUp : run.storesGivenUp) return;
  if (isExport) run.exportsGivenUp = true;
  else run.storesGivenUp = true;
  for (const guid of run.taskGuids) {
    const other = sim.world.tasks.get(guid);
    if (other?.state === 'QUEUED' && other.type === task.type)
      failTask(sim, other, `More than ${String(threshold)} % of the tasks of this run have failed`);
  }
}
