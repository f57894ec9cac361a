import 'server-only';
import * as z from 'zod';
import { isSettled, Phase } from '@/lib/contracts/operation';
import type { Operation, OperationState } from '@/lib/contracts/operation';
import type { ServerText, TextParam } from '@/lib/contracts/server-text';
import { storedFailure } from '@/lib/core/failure';
import { asField, say, storedRef } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { phasesIn } from '@/lib/journal/operations/phases';
import type { BackupRow, OperationRow } from '@/lib/portal/scope/owned-objects';
import { presentWarnings, timePartsOf, warnedOnce } from './warnings-and-times';

const StoredRequest = z.object({ type: z.string() }).nullable().catch(null);

/** An operation as the tenant `tenantId` may see it; see `presentOperations`. */
export async function presentOperation(row: OperationRow, tenantId: string): Promise<Operation> {
  const [operation] = await presentOperations([row], tenantId);
  if (!operation) throw new Error('one row gives one operation');
  return operation;
}

/**
 * Operations as the tenant `tenantId` may see them, in their order. A person of another tenant, from before the machine
 * changed its owner, stays unnamed, and so does a restored machine that is not the tenant's (any more).
 */
export async function presentOperations(rows: readonly OperationRow[], tenantId: string): Promise<Operation[]> {
  const [machines, points, jobWarnings] = await Promise.all([
    resultMachines(rows, tenantId),
    pointsOf(rows),
    warningsOfJobs(rows),
  ]);
  return rows.map((row) => {
    const requested = StoredRequest.parse(row.request)?.type ?? null;
    const machine = machines.get(row.resultMachineGuid ?? '') ?? null;
    const point = points.get(row.backupGuid ?? '') ?? null;
    const failure = storedFailure(row, row.failure);
    const phases = phasesOfRow(row);
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
      warnings: presentWarnings(
        warningsOf(row, row.kind === 'BACKUP' ? (point?.warnings ?? []) : (jobWarnings.get(row.id) ?? [])),
      ),
      ...timePartsOf(
        { requestedAt: row.requestedAt, finishedAt: row.finishedAt, phases },
        row.kind === 'BACKUP' ? point : null,
      ),
      backupType:
        requested === null && row.actualBackupType === null ? null : { requested, actual: row.actualBackupType },
      result: resultOf(row, machine, point),
      ...asField('note', row.tenantId === tenantId ? noteOf(row, phases, machine !== null) : null),
      source:
        row.kind === 'BACKUP' || row.backupGuid === null
          ? null
          : { guid: row.backupGuid, startedAt: point?.startedAt.toISOString() ?? null },
    };
  });
}

/** The phases as shown for an operation in its state. */
export function phasesOfRow(row: OperationRow): Phase[] {
  return phasesIn(row.state, z.array(Phase).parse(row.phases), storedFailure(row, row.failure));
}

/** The restored machines that belong to the tenant now, by guid. */
async function resultMachines(
  rows: readonly { resultMachineGuid: string | null }[],
  tenantId: string,
): Promise<Map<string, { guid: string; name: string }>> {
  const guids = rows.flatMap(({ resultMachineGuid }) => resultMachineGuid ?? []);
  if (guids.length === 0) return new Map();
  const owned = await db().ownership.findMany({
    where: { kind: 'MACHINE', tenantId, guid: { in: guids } },
    select: { guid: true },
  });
  const machines = await db().mirrorMachine.findMany({
    where: { guid: { in: owned.map(({ guid }) => guid) }, deletedAt: null },
    select: { guid: true, name: true },
  });
  return new Map(machines.map((machine) => [machine.guid, machine]));
}

/** The recovery points that the work created or used. */
async function pointsOf(rows: readonly OperationRow[]): Promise<Map<string, BackupRow>> {
  const guids = rows.flatMap(({ backupGuid }) => backupGuid ?? []);
  if (guids.length === 0) return new Map();
  const points = await db().mirrorBackup.findMany({ where: { guid: { in: guids } } });
  return new Map(points.map((point) => [point.guid, point]));
}

/** The warnings of the restore jobs of restores and mounts, by operation. */
async function warningsOfJobs(rows: readonly OperationRow[]): Promise<Map<string, string[]>> {
  const ids = rows.flatMap(({ id, kind, state }) => (state === 'WARNING' && kind !== 'BACKUP' ? [id] : []));
  if (ids.length === 0) return new Map();
  const tasks = await db().operationTask.findMany({
    where: { operationId: { in: ids }, restoreJobGuid: { not: null } },
    select: { operationId: true, restoreJobGuid: true },
  });
  const jobs = await db().mirrorRestoreJob.findMany({
    where: { guid: { in: tasks.flatMap(({ restoreJobGuid }) => restoreJobGuid ?? []) } },
    select: { guid: true, warnings: true },
  });
  const warnings = new Map(jobs.map((job) => [job.guid, job.warnings]));
  return new Map(
    tasks.map(({ operationId, restoreJobGuid }) => [operationId, warnings.get(restoreJobGuid ?? '') ?? []]),
  );
}

/** Work "with warnings" always has one, also when its record was deleted since. */
function warningsOf({ state }: OperationRow, texts: readonly string[]): readonly string[] {
  return texts.length > 0 || state !== 'WARNING' ? texts : [warnedOnce.text];
}

function resultOf(
  row: OperationRow,
  machine: { guid: string; name: string } | null,
  point: BackupRow | null,
): Operation['result'] {
  const isDone = row.state === 'SUCCEEDED' || row.state === 'WARNING';
  if (!isDone) return null;
  switch (row.kind) {
    case 'BACKUP': {
      const at = point?.startedAt ?? row.startedAt ?? row.requestedAt;
      return row.backupGuid === null
        ? null
        : { machine: null, recoveryPoint: { guid: row.backupGuid, name: at.toISOString() }, mount: null };
    }
    case 'RESTORE':
      return machine && { machine, recoveryPoint: null, mount: null };
    case 'MOUNT':
      return row.mountGuid === null ? null : { machine: null, recoveryPoint: null, mount: row.mountGuid };
    default:
      return null;
  }
}

/** The fields of an operation that decide its note. */
export type Noted = {
  readonly kind: string;
  readonly mode: string | null;
  readonly state: OperationState;
  readonly targetName: string | null;
  readonly targetText: string | null;
  readonly targetTextRef: unknown;
  readonly resultMachineGuid: string | null;
  readonly request: unknown;
  /** When a cancellation was given up. */
  readonly cancelRefusedAt: Date | null;
};

const Plan = z.object({ overwrite: z.boolean().optional(), path: z.string().optional() });
const StoredPlan = z.union([z.object({ request: Plan }).transform(({ request }) => request), Plan]).catch({});

/**
 * What still follows after a restore, or was left behind by a failed one (STORWARE_API.md 14.2, 14.7): text for a
 * tenant, null when there is nothing to say. Pure.
 */
export function noteOf(operation: Noted, phases: readonly Phase[], hasResult: boolean): ServerText | null {
  if (operation.cancelRefusedAt !== null && !isSettled(operation.state)) return say('note.cancelRefused');
  if (operation.kind !== 'RESTORE') return null;
  const { overwrite, path } = StoredPlan.parse(operation.request);
  const isDone = operation.state === 'SUCCEEDED' || operation.state === 'WARNING';
  const isBroken = operation.state === 'CANCELLED' || operation.state === 'FAILED';
  if (operation.mode === 'FILE_SYSTEM') {
    if (isDone)
      return say('note.files', {
        path: path ?? say('note.chosenFolder').ref,
        node: nodeOf(operation),
      });
    return isBroken && hasBegun(phases, 'RESTORE') ? say('note.filesLeft') : null;
  }
  const name = operation.targetName;
  if (isDone) {
    if (hasResult) return null;
    if (operation.resultMachineGuid !== null)
      return name === null ? say('note.appearsUnnamed') : say('note.appears', { name });
    return name === null ? say('note.notSaidUnnamed') : say('note.notSaid', { name });
  }
  if (!isBroken) return null;
  // Storware starts the import itself: once the first phase has ended it may have begun before it was seen.
  const isRead = phases.some(({ type, state }) => type === 'RESTORE' && state === 'FINISHED');
  if (!isRead && !hasBegun(phases, 'IMPORT')) return say('note.nothingCreated');
  const note = name === null ? say('note.unfinishedUnnamed') : say('note.unfinished', { name });
  return overwrite ? say('note.withLoss', { note: note.ref }) : note;
}

/** The node of a restore of files, as it stands in its note. */
function nodeOf({ targetText, targetTextRef }: Noted): TextParam {
  if (targetText === null) return say('note.theNode').ref;
  const ref = storedRef(targetTextRef);
  return ref?.code === 'restore.target.node' ? say('note.namedNode', ref.params).ref : targetText;
}

function hasBegun(phases: readonly Phase[], type: string): boolean {
  return phases.some((phase) => phase.type === type && phase.startedAt !== null);
}
