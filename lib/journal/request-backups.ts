import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { PlannedBackup } from './backup-plan';
import { lockMachine } from './machine-lock';
import type { Requester } from './requester';

const route = 'POST /backups';
const busyStates = ['REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING'] as const;
/** Longer than a whole queue of calls may take before it reaches this one. */
const waitingLeaseMs = 10 * 60_000;

export type RequestedBackups = { replayed: boolean; operations: { id: string; machineGuid: string; toSubmit: boolean }[] };

/** The digest that tells whether an idempotency key is used again for the same body. */
export function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** The operations that an earlier request with this key and body made, or null; 409 when the key was used for something else. */
export async function replayOf(tx: Tx, tenantId: string, key: string, bodyHash: string): Promise<RequestedBackups | null> {
  const record = await tx.idempotencyRecord.findUnique({ where: { tenantId_key: { tenantId, key } } });
  if (!record) return null;
  if (record.route !== route || record.bodyHash !== bodyHash) {
    throw new AppError('conflict', { detail: 'This Idempotency-Key was already used for another request. Make a new one for each intention.' });
  }
  const operations = await tx.operation.findMany({ where: { tenantId, idempotencyKey: key }, orderBy: { position: 'asc' }, select: { id: true, machineGuid: true } });
  return { replayed: true, operations: operations.map((operation) => ({ ...operation, toSubmit: false })) };
}

/**
 * Writes one operation for each machine before anything is sent, in one transaction with the idempotency key and the
 * audit entries. A machine that is being backed up already gets its own outcome; when nothing at all could be
 * started, the request is refused with 409. The same key again answers the same operations and starts nothing.
 */
export async function requestBackups(requester: Requester, key: string, bodyHash: string, planned: readonly PlannedBackup[]): Promise<RequestedBackups> {
  return db().$transaction(
    async (tx) => {
      // Two requests with one key meet here: the second waits for the first and then finds its record.
      const created = await tx.idempotencyRecord.createMany({
        data: [{ tenantId: requester.tenantId, key, route, bodyHash, userId: requester.userId }],
        skipDuplicates: true,
      });
      if (created.count === 0) {
        const replay = await replayOf(tx, requester.tenantId, key, bodyHash);
        if (replay) return replay;
        throw new AppError('conflict', { detail: 'A request with this Idempotency-Key has just ended. Send it again.' });
      }
      for (const { guid } of [...planned].sort((a, b) => (a.guid < b.guid ? -1 : 1))) await lockMachine(tx, guid);
      const busy = await busyMachines(tx, planned.map((machine) => machine.guid));
      const decided = planned.map((machine) => ({ machine, obstacle: 'obstacle' in machine ? machine.obstacle : busy.has(machine.guid) ? 'It is already being backed up.' : null }));
      if (decided.every(({ obstacle }) => obstacle !== null)) {
        const reasons = [...new Set(decided.map(({ machine, obstacle }) => `${machine.name}: ${obstacle ?? ''}`))];
        throw new AppError('conflict', { detail: `Nothing was started. ${reasons.slice(0, 3).join(' ')}` });
      }
      const operations = [];
      const changes: Change[] = [];
      for (const [position, { machine, obstacle }] of decided.entries()) {
        const id = await insert(tx, requester, key, position, machine, obstacle);
        operations.push({ id, machineGuid: machine.guid, toSubmit: obstacle === null });
        changes.push({ kind: 'operation', objectId: id, machineGuid: machine.guid }, { kind: 'machine', objectId: machine.guid, machineGuid: machine.guid });
      }
      await recordChanges(tx, changes);
      return { replayed: false, operations };
    },
    { maxWait: 10_000, timeout: 30_000 },
  );
}

async function busyMachines(tx: Tx, guids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.operation.findMany({ where: { machineGuid: { in: [...guids] }, kind: 'BACKUP', state: { in: [...busyStates] } }, select: { machineGuid: true } });
  return new Set(rows.map((row) => row.machineGuid));
}

async function insert(tx: Tx, requester: Requester, key: string, position: number, machine: PlannedBackup, obstacle: string | null): Promise<string> {
  const plan = 'plan' in machine ? machine.plan : null;
  const { id } = await tx.operation.create({
    data: {
      tenantId: requester.tenantId,
      kind: 'BACKUP',
      origin: 'USER',
      machineGuid: machine.guid,
      machineName: machine.name,
      requestedById: requester.userId,
      requestedByName: requester.name,
      idempotencyKey: key,
      position,
      ...(plan ? { request: plan, windowStart: plan.windowStart, windowEnd: plan.windowEnd } : {}),
      ...(obstacle === null
        ? { state: 'REQUESTED', submission: 'PENDING', leaseUntil: new Date(Date.now() + waitingLeaseMs) }
        : {
            state: 'NOT_STARTED',
            submission: 'NOT_SENT',
            finishedAt: new Date(),
            failure: { cause: obstacle, owner: 'YOU', nextStep: 'Nothing was started for this machine.', detail: null },
          }),
    },
    select: { id: true },
  });
  await audit(tx, {
    tenantId: requester.tenantId,
    actor: { id: requester.userId, name: requester.name },
    action: 'backup.start',
    object: { kind: 'machine', id: machine.guid, name: machine.name },
    outcome: obstacle === null ? 'REQUESTED' : 'REFUSED',
    detail: { operation: id, ...(plan ? { type: plan.type } : {}), ...(obstacle === null ? {} : { obstacle }) },
    requestId: requester.requestId,
  });
  return id;
}
