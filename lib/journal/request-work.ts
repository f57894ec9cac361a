import 'server-only';
import type { Preflight } from '@/lib/contracts/restore';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { auditedAction } from './audited-action';
import { findIntended, takeKey } from './idempotency';
import type { Intention } from './idempotency';
import { withMachines } from './machine-lock';
import type { Requester } from './requester';

/** Longer than a request may wait for its turn to call. */
const waitingLeaseMs = 60_000;

/** Work on one machine that is no backup, as it is asked for. */
export type WorkRequest = {
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
  intention: Intention | null,
  work: WorkRequest,
  obstacle: (tx: Tx) => Promise<string | null> = () => Promise.resolve(null),
  alsoLocks: readonly string[] = [],
): Promise<{ operationId: string; replayed: boolean }> {
  return withMachines([work.machine.guid, ...alsoLocks], async (tx) => {
    const earlier = intention && (await takeKey(tx, requester, intention));
    if (earlier) return { operationId: soleOf(earlier), replayed: true };
    const refused = await obstacle(tx);
    if (refused !== null) throw new AppError('conflict', { detail: refused });
    return { operationId: await insert(tx, requester, intention?.key ?? null, work), replayed: false };
  });
}

/** The operation that an earlier request with this key and body made, or null; 409 when the key was used for something else. */
export async function replayOfWork(tenantId: string, intention: Intention): Promise<string | null> {
  const earlier = await findIntended(db(), tenantId, intention);
  return earlier && soleOf(earlier);
}

function soleOf(operations: readonly { id: string }[]): string {
  const [operation] = operations;
  if (!operation)
    throw new AppError('conflict', { detail: 'A request with this Idempotency-Key has just ended. Send it again.' });
  return operation.id;
}

async function insert(tx: Tx, requester: Requester, key: string | null, work: WorkRequest): Promise<string> {
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
