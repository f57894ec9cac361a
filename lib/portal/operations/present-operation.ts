import { Failure, Phase } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { OperationRow } from '@/lib/portal/scope/owned-operation';
import * as z from 'zod';

const StoredRequest = z.object({ type: z.string() }).nullable().catch(null);

/**
 * An operation as the tenant `tenantId` may see it. A person of another tenant, who asked before the machine
 * changed hands, stays unnamed.
 */
export function presentOperation(row: OperationRow, tenantId: string): Operation {
  const requested = StoredRequest.parse(row.request)?.type ?? null;
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    machine: { guid: row.machineGuid, name: row.machineName },
    state: row.state,
    progress: row.progress,
    phases: z.array(Phase).parse(row.phases),
    etaAt: row.etaAt?.toISOString() ?? null,
    requestedBy: row.tenantId === tenantId && row.requestedByName !== null ? { name: row.requestedByName } : null,
    origin: row.origin,
    requestedAt: row.requestedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    failure: Failure.nullable().parse(row.failure),
    backupType: requested === null && row.actualBackupType === null ? null : { requested, actual: row.actualBackupType },
    result: resultOf(row),
    note: null,
    source: null,
  };
}

function resultOf(row: OperationRow): Operation['result'] {
  const isDone = row.state === 'SUCCEEDED' || row.state === 'WARNING';
  if (row.kind !== 'BACKUP' || !isDone || row.backupGuid === null) return null;
  const at = row.startedAt ?? row.requestedAt;
  return { machine: null, recoveryPoint: { guid: row.backupGuid, name: at.toISOString() }, mount: null };
}
