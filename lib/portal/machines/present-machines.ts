import 'server-only';
import type { Machine } from '@/lib/contracts/machine';
import { Failure } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { asField, givenText, storedRef } from '@/lib/core/say';
import type { MachineRow } from '@/lib/mirror/queries/machine-list';
import { currentOperations } from '@/lib/portal/operations/operations';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import { presentWarnings } from '@/lib/portal/operations/warnings-and-times';

/** Machines of a tenant with their running work. */
export async function presentMachines(rows: readonly MachineRow[], tenantId: string): Promise<Machine[]> {
  const current = await currentOperations(rows.map((row) => row.guid));
  const operations = new Map(
    (await presentOperations([...current.values()], tenantId)).map((operation) => [operation.machine.guid, operation]),
  );
  return rows.map((row) => presentMachine(row, operations.get(row.guid) ?? null));
}

/** A mirrored machine as its tenant sees it: only what the contract names, nothing of the infrastructure. */
function presentMachine(row: MachineRow, operation: Operation | null): Machine {
  return {
    guid: row.guid,
    name: row.name,
    platform: row.platform,
    present: row.present,
    protection: {
      state: row.protection,
      ...asField('reason', { text: row.protectionReason, ref: storedRef(row.protectionReasonRef) }),
      owner: Failure.shape.owner.nullable().parse(row.protectionOwner),
      ...asField('nextStep', givenText(row.protectionNextStep, row.protectionNextStepRef)),
      firstRunAt: row.firstRunAt?.toISOString() ?? null,
    },
    policy: row.policyGuid === null ? null : { guid: row.policyGuid, name: row.policyName ?? row.policyGuid },
    lastBackup:
      row.lastBackupAt === null
        ? null
        : {
            at: row.lastBackupAt.toISOString(),
            status: row.lastBackupStatus ?? 'UNKNOWN',
            type: row.lastBackupType,
            sizeBytes: row.lastBackupSizeBytes === null ? null : Number(row.lastBackupSizeBytes),
            warnings: presentWarnings(row.lastBackupWarnings),
          },
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    nextRunAt: row.present ? (row.nextRunAt?.toISOString() ?? null) : null,
    operation,
  };
}
