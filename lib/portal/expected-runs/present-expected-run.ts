import type { ExpectedRun } from '@/lib/contracts/expected-run';
import type { ExpectedRunRow } from '@/lib/mirror/queries/expected-run-list';

/** A run of the ledger as its machine's tenant sees it. */
export function presentExpectedRun(row: ExpectedRunRow): ExpectedRun {
  return {
    at: row.dueAt.toISOString(),
    windowEndsAt: row.windowEndsAt.toISOString(),
    machine: { guid: row.machineGuid, name: row.machineName },
    policy: { guid: row.policyGuid, name: row.policyName },
    schedule: { guid: row.scheduleGuid, name: row.scheduleName },
    state: row.state,
    cause: row.cause,
    recoveryPoint: row.backupGuid,
    happenedAt: row.happenedAt?.toISOString() ?? null,
  };
}
