import 'server-only';
import * as z from 'zod';
import type { Preflight } from '@/lib/contracts/restore';
import { AppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { auditedAction } from './refresh-operation';
import { lockMachine, overwrittenNow, withMachines } from '@/lib/journal/locks';
import { findIntended, takeKey } from './idempotency';
import type { IntendedOperation, IdempotentRequest } from './idempotency';

/** How long an operation waits for its turn before it is called not started, unless the process that holds it says that it still waits. */
const waitingLeaseMs = 60_000;

/** Work on one machine that is no backup, as it is asked for. */
type WorkRequest = {
  readonly kind: 'RESTORE' | 'MOUNT' | 'UNMOUNT';
  readonly machine: { readonly guid: string; readonly name: string };
  /** RESTORE: IMPORT or FILE_SYSTEM; MOUNT: AUTO, MANUAL or ISCSI. */
  readonly mode: string | null;
  readonly backupGuid: string | null;
  /** The name of the machine that shall come of it. */
  readonly targetName: string | null;
  /** Where to, in names that the tenant may see. */
  readonly targetText: string | null;
  /** Of a mount that is extended or ended. */
  readonly mountGuid: string | null;
  readonly preflight: Preflight | null;
  /** What will be sent; of a mount with `durationMs`. */
  readonly request: Prisma.InputJsonObject;
};

/**
 * Writes the operation before anything is sent, in one transaction with the idempotency key, the audit entry and the
 * news of it. The same key and body again answer the same operation; 409 for a key that was used otherwise, and for
 * the `obstacle`, which is asked while nobody else can start work on the machine, or on those that it also locks. Without a key (`null`) each call is new.
 */
export async function requestWork(
  requester: Requester,
  idempotentRequest: IdempotentRequest | null,
  work: WorkRequest,
  obstacle: (tx: Tx) => Promise<string | null> = () => Promise.resolve(null),
  alsoLocks: readonly string[] = [],
): Promise<{ operationId: string; replayed: boolean }> {
  return withMachines([work.machine.guid, ...alsoLocks], async (tx) => {
    const earlier = idempotentRequest && (await takeKey(tx, requester, idempotentRequest));
    if (earlier) return { operationId: soleOf(earlier), replayed: true };
    const refused = await obstacle(tx);
    if (refused !== null) throw new AppError('conflict', { detail: refused });
    return { operationId: await insertWork(tx, requester, idempotentRequest?.key ?? null, work), replayed: false };
  });
}

/** The operation that an earlier request with this key and body made, or null; 409 when the key was used for something else. */
export async function replayOfWork(tenantId: string, idempotentRequest: IdempotentRequest): Promise<string | null> {
  const earlier = await findIntended(db(), tenantId, idempotentRequest);
  return earlier && soleOf(earlier);
}

function soleOf(operations: readonly { id: string }[]): string {
  const [operation] = operations;
  if (!operation)
    throw new AppError('conflict', { detail: 'A request with this Idempotency-Key has just ended. Send it again.' });
  return operation.id;
}

async function insertWork(tx: Tx, requester: Requester, key: string | null, work: WorkRequest): Promise<string> {
  const { machine } = work;
  const { id } = await tx.operation.create({
    data: {
      tenantId: requester.tenantId,
      kind: work.kind,
      origin: 'USER',
      state: 'REQUESTED',
      submission: 'PENDING',
      leaseUntil: new Date(Date.now() + waitingLeaseMs),
      machineGuid: machine.guid,
      machineName: machine.name,
      requestedById: requester.userId,
      requestedByName: requester.name,
      idempotencyKey: key,
      mode: work.mode,
      backupGuid: work.backupGuid,
      targetName: work.targetName,
      targetText: work.targetText,
      mountGuid: work.mountGuid,
      request: work.request,
      ...(work.preflight === null ? {} : { preflight: work.preflight }),
    },
    select: { id: true },
  });
  await audit(tx, {
    tenantId: requester.tenantId,
    actor: { id: requester.userId, name: requester.name },
    action: auditedAction(work.kind),
    object: { kind: 'machine', id: machine.guid, name: machine.name },
    outcome: 'REQUESTED',
    detail: {
      operation: id,
      mode: work.mode,
      recoveryPoint: work.backupGuid,
      name: work.targetName,
      target: work.targetText,
    },
    requestId: requester.requestId,
  });
  await recordChanges(tx, [
    { kind: 'operation', objectId: id, machineGuid: machine.guid },
    { kind: 'machine', objectId: machine.guid, machineGuid: machine.guid },
  ]);
  return id;
}

export const backupsRoute = 'POST /backups';
const busyStates = ['REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING'] as const;
const renewEveryMs = 15_000;

export type RequestedBackups = {
  replayed: boolean;
  operations: { id: string; machineGuid: string; toSubmit: boolean }[];
};

/**
 * Writes one operation for each machine before anything is sent, in one transaction with the idempotency key and the
 * audit entries. A machine that is being backed up already gets its own outcome; when nothing at all could be
 * started, the request is refused with 409. The same key again answers the same operations and starts nothing.
 */
export async function requestBackups(
  requester: Requester,
  idempotentRequest: IdempotentRequest,
  planned: readonly PlannedBackup[],
): Promise<RequestedBackups> {
  return db().$transaction(
    async (tx) => {
      const earlier = await takeKey(tx, requester, idempotentRequest);
      if (earlier) return replayed(earlier);
      for (const { guid } of [...planned].sort((a, b) => (a.guid < b.guid ? -1 : 1))) await lockMachine(tx, guid);
      const guids = planned.map((machine) => machine.guid);
      const busy = await busyMachines(tx, guids);
      const overwritten = await overwrittenNow(tx, guids);
      const decided = planned.map((machine) => ({
        machine,
        obstacle:
          'obstacle' in machine
            ? machine.obstacle
            : busy.has(machine.guid)
              ? 'It is already being backed up.'
              : overwritten.has(machine.guid)
                ? 'A restore is about to replace it.'
                : null,
      }));
      if (decided.every(({ obstacle }) => obstacle !== null)) {
        const reasons = [...new Set(decided.map(({ machine, obstacle }) => `${machine.name}: ${obstacle ?? ''}`))];
        throw new AppError('conflict', { detail: `Nothing was started. ${reasons.slice(0, 3).join(' ')}` });
      }
      const operations = [];
      const changes: Change[] = [];
      for (const [position, { machine, obstacle }] of decided.entries()) {
        const id = await insertBackup(tx, requester, idempotentRequest.key, position, machine, obstacle);
        operations.push({ id, machineGuid: machine.guid, toSubmit: obstacle === null });
        changes.push(
          { kind: 'operation', objectId: id, machineGuid: machine.guid },
          { kind: 'machine', objectId: machine.guid, machineGuid: machine.guid },
        );
      }
      await recordChanges(tx, changes);
      return { replayed: false, operations };
    },
    { maxWait: 10_000, timeout: 30_000 },
  );
}

/**
 * Says now and then that these operations still wait for their turn to be sent, so that only those of a process that died are
 * given up. Answers how to stop.
 */
export function holdWaiting(ids: readonly string[]): () => void {
  const renew = (): void => {
    db()
      .operation.updateMany({
        where: { id: { in: [...ids] }, state: 'REQUESTED', submission: 'PENDING' },
        data: { leaseUntil: new Date(Date.now() + waitingLeaseMs) },
      })
      .catch((error: unknown) =>
        log.warn({ module: 'journal', err: error }, 'the leases of waiting operations could not be renewed'),
      );
  };
  const timer = setInterval(renew, renewEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** What an earlier request with this key and body made; null when there was none, 409 when the key was used for something else. */
export async function replayOfBackups(
  tenantId: string,
  idempotentRequest: IdempotentRequest,
): Promise<RequestedBackups | null> {
  const earlier = await findIntended(db(), tenantId, idempotentRequest);
  return earlier && replayed(earlier);
}

function replayed(operations: readonly IntendedOperation[]): RequestedBackups {
  return { replayed: true, operations: operations.map((operation) => ({ ...operation, toSubmit: false })) };
}

async function busyMachines(tx: Tx, guids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.operation.findMany({
    where: { machineGuid: { in: [...guids] }, kind: 'BACKUP', state: { in: [...busyStates] } },
    select: { machineGuid: true },
  });
  return new Set(rows.map((row) => row.machineGuid));
}

async function insertBackup(
  tx: Tx,
  requester: Requester,
  key: string,
  position: number,
  machine: PlannedBackup,
  obstacle: string | null,
): Promise<string> {
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
            failure: {
              cause: obstacle,
              owner: 'YOU',
              nextStep: 'Nothing was started for this machine.',
              detail: null,
              action: null,
            },
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

/** What will be sent to Storware for one machine; kept with the operation, so that it can be explained later. */
export const BackupPlan = z.object({
  type: z.enum(['FULL', 'INCREMENTAL']),
  priority: z.number().int(),
  windowStart: z.iso.datetime(),
  windowEnd: z.iso.datetime(),
  destinationGuid: z.string().nullable(),
  ruleGuids: z.array(z.string()),
});
export type BackupPlan = z.infer<typeof BackupPlan>;

/** One machine of a request: with a plan, or with the reason why nothing will be started for it. */
export type PlannedBackup = { readonly guid: string; readonly name: string } & (
  { readonly plan: BackupPlan } | { readonly obstacle: string }
);

/** On whose behalf the journal writes. */
export type Requester = {
  readonly tenantId: string;
  readonly userId: string;
  readonly name: string;
  readonly requestId: string;
};
