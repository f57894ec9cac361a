import 'server-only';
import { Phase } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { OperationRow } from '@/lib/portal/scope/owned-operation';
import * as z from 'zod';
import { storedFailure } from '@/lib/core/failure';
import { db } from '@/lib/db/client';
import { phasesIn } from '@/lib/journal/phases';
import { noteOf } from './note-of';

const StoredRequest = z.object({ type: z.string() }).nullable().catch(null);

/** An operation as the tenant `tenantId` may see it; see `presentOperations`. */
export async function presentOperation(row: OperationRow, tenantId: string): Promise<Operation> {
  const [operation] = await presentOperations([row], tenantId);
  if (!operation) throw new Error('one row gives one operation');
  return operation;
}

/**
 * Operations as the tenant `tenantId` may see them, in their order. A person of another tenant, who asked before the machine
 * changed hands, stays unnamed, and so does a machine that came of the work and is not the tenant's (any more).
 */
export async function presentOperations(rows: readonly OperationRow[], tenantId: string): Promise<Operation[]> {
  const [machines, points] = await Promise.all([resultMachines(rows, tenantId), sourcePoints(rows)]);
  return rows.map((row) => {
    const requested = StoredRequest.parse(row.request)?.type ?? null;
    const machine = machines.get(row.resultMachineGuid ?? '') ?? null;
    const failure = storedFailure(row, row.failure);
    const phases = phasesIn(row.state, z.array(Phase).parse(row.phases), failure?.cause ?? null);
    return {
      id: row.id,
      version: row.version,
      kind: row.kind,
      machine: { guid: row.machineGuid, name: row.machineName },
      state: row.state,
      progress: row.progress,
      phases,
      etaAt: row.etaAt?.toISOString() ?? null,
      requestedBy: row.tenantId === tenantId && row.requestedByName !== null ? { name: row.requestedByName } : null,
      origin: row.origin,
      requestedAt: row.requestedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      failure,
      backupType: requested === null && row.actualBackupType === null ? null : { requested, actual: row.actualBackupType },
      result: resultOf(row, machine),
      note: row.tenantId === tenantId ? noteOf(row, phases, machine !== null) : null,
      source: row.kind === 'BACKUP' || row.backupGuid === null ? null : { guid: row.backupGuid, startedAt: points.get(row.backupGuid)?.toISOString() ?? null },
    };
  });
}

/** The machines that came of restores and are the tenant's now, by guid. */
export async function resultMachines(rows: readonly { resultMachineGuid: string | null }[], tenantId: string): Promise<Map<string, { guid: string; name: string }>> {
  const guids = rows.flatMap(({ resultMachineGuid }) => resultMachineGuid ?? []);
  if (guids.length === 0) return new Map();
  const owned = await db().ownership.findMany({ where: { kind: 'MACHINE', tenantId, guid: { in: guids } }, select: { guid: true } });
  const machines = await db().mirrorMachine.findMany({ where: { guid: { in: owned.map(({ guid }) => guid) }, deletedAt: null }, select: { guid: true, name: true } });
  return new Map(machines.map((machine) => [machine.guid, machine]));
}

async function sourcePoints(rows: readonly OperationRow[]): Promise<Map<string, Date>> {
  const guids = rows.flatMap(({ kind, backupGuid }) => (kind === 'BACKUP' || backupGuid === null ? [] : [backupGuid]));
  if (guids.length === 0) return new Map();
  const points = await db().mirrorBackup.findMany({ where: { guid: { in: guids } }, select: { guid: true, startedAt: true } });
  return new Map(points.map(({ guid, startedAt }) => [guid, startedAt]));
}

function resultOf(row: OperationRow, machine: { guid: string; name: string } | null): Operation['result'] {
  const isDone = row.state === 'SUCCEEDED' || row.state === 'WARNING';
  if (!isDone) return null;
  switch (row.kind) {
    case 'BACKUP': {
      const at = row.startedAt ?? row.requestedAt;
      return row.backupGuid === null ? null : { machine: null, recoveryPoint: { guid: row.backupGuid, name: at.toISOString() }, mount: null };
    }
    case 'RESTORE':
      return machine && { machine, recoveryPoint: null, mount: null };
    case 'MOUNT':
      return row.mountGuid === null ? null : { machine: null, recoveryPoint: null, mount: row.mountGuid };
    default:
      return null;
  }
}
