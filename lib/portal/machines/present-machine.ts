import type { Machine } from '@/lib/contracts/machine';
import type { MachineRow } from '@/lib/mirror/queries/machine-list';
import { presentOperation } from '@/lib/portal/operations/present-operation';
import type { OperationRow } from '@/lib/portal/scope/owned-operation';

/** A mirrored machine as its tenant sees it: only what the contract names, nothing of the infrastructure behind it. */
export function presentMachine(row: MachineRow, operation: OperationRow | null, tenantId: string): Machine {
  return {
    guid: row.guid,
    name: row.name,
    platform: row.platform,
    present: row.present,
    protection: { state: row.protection, reason: row.protectionReason },
    policy: row.policyGuid === null ? null : { guid: row.policyGuid, name: row.policyName ?? row.policyGuid },
    lastBackup:
      row.lastBackupAt === null
        ? null
        : {
            at: row.lastBackupAt.toISOString(),
            status: row.lastBackupStatus ?? 'UNKNOWN',
            type: row.lastBackupType,
            sizeBytes: row.lastBackupSizeBytes === null ? null : Number(row.lastBackupSizeBytes),
          },
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    nextRunAt: row.present ? (row.nextRunAt?.toISOString() ?? null) : null,
    operation: operation && presentOperation(operation, tenantId),
  };
}
