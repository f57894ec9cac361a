import 'server-only';
import type { Preflight } from '@/lib/contracts/restore';
import type { ServerText } from '@/lib/contracts/server-text';
import { AppError } from '@/lib/core/app-error';
import { notStarted, obstacleFailure } from '@/lib/core/failure';
import { asServerText, insideText, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { overwrittenNow, withMachines } from '@/lib/journal/locks';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { findIntended, releaseKey, takeKey } from './idempotency';
import type { IdempotentRequest } from './idempotency';
import { auditedAction } from './refresh-operation';
import { submitAll, waitingLeaseMs } from './submit';
import type { SubmittableWork, WorkCall } from './submit';

/** The actor on whose behalf the journal writes. */
export type Requester = {
  readonly tenantId: string;
  readonly userId: string;
  readonly name: string;
  readonly requestId: string;
};

type Details = {
  /** RESTORE: IMPORT or FILE_SYSTEM; MOUNT: AUTO, MANUAL or ISCSI. */
  readonly mode?: string | null;
  readonly backupGuid?: string | null;
  /** The name of the machine to be created. */
  readonly targetName?: string | null;
  /** The target, in names that the tenant may see. */
  readonly target?: ServerText;
  /** Of a mount that is extended or ended. */
  readonly mountGuid?: string | null;
  readonly preflight?: Preflight;
  /** What will be sent; of a mount with `durationMs`. */
  readonly request: Prisma.InputJsonObject;
};

type Startable = Details & {
  readonly call: WorkCall;
  /**
   * Checked while nobody else can start work on the machine, or on those of `alsoLocks`: the reason not to start, or
   * null.
   */
  readonly findObstacle?: (tx: Tx) => Promise<GivenText | null>;
  readonly alsoLocks?: readonly string[];
};

/** Work on one machine: the request to send, or the reason why nothing is sent. */
export type PlannedWork = {
  readonly kind: 'BACKUP' | 'RESTORE' | 'MOUNT' | 'UNMOUNT';
  readonly machine: { readonly handle: AuthorizedMachine; readonly name: string };
} & (Startable | { readonly obstacle: GivenText });

/**
 * Starts work once for an idempotent request: records its operations, sends their calls, and returns the ids of the
 * operations in the order of `plan`. The same key and body return the same operations without planning; without a
 * request each call is new. Throws `conflict` for a key that was used otherwise and when nothing can be started,
 * `not_found` for a part of a restore or mount that Storware does not have, and `upstream_unavailable` when Storware
 * was certainly not reached: then the key can be used again.
 */
export async function startWork(
  requester: Requester,
  idempotentRequest: IdempotentRequest | null,
  plan: () => Promise<readonly PlannedWork[]>,
): Promise<string[]> {
  const { tenantId } = requester;
  const earlier = idempotentRequest && (await findIntended(db(), tenantId, idempotentRequest));
  if (earlier) return idsOf(earlier);
  const { ids, toSubmit } = await requestWork(requester, idempotentRequest, await plan());
  const results = await submitAll(toSubmit);
  if (results !== null && results.length > 0 && results.every((result) => result === 'not_sent')) {
    if (idempotentRequest) await releaseKey(tenantId, idempotentRequest.key);
    throw new AppError('upstream_unavailable', {
      detail: say('operation.notStarted'),
      retryAfterSeconds: 30,
    });
  }
  return ids;
}

/** The operations of a request; those of an earlier request with the same key need no submission. */
type RequestedWork = { readonly ids: string[]; readonly toSubmit: readonly SubmittableWork[] };

/**
 * Records the operations before anything is sent, in one transaction with the idempotency key, the audit entries and
 * the change events. A machine for which nothing can be started gets its own outcome; when that is true for all, it is
 * a `conflict`.
 */
export async function requestWork(
  requester: Requester,
  idempotentRequest: IdempotentRequest | null,
  works: readonly PlannedWork[],
): Promise<RequestedWork> {
  const locked = works.flatMap((work) => [
    work.machine.handle.guid,
    ...(('alsoLocks' in work && work.alsoLocks) || []),
  ]);
  return withMachines(locked, async (tx) => {
    const earlier = idempotentRequest && (await takeKey(tx, requester, idempotentRequest));
    if (earlier) return { ids: idsOf(earlier), toSubmit: [] };
    const obstacles = await obstaclesOf(tx, works);
    if (obstacles.every((obstacle) => obstacle !== null)) throw nothingStarted(works, obstacles);
    const ids: string[] = [];
    const toSubmit: SubmittableWork[] = [];
    const changes: Change[] = [];
    for (const [position, work] of works.entries()) {
      const obstacle = obstacles[position] ?? null;
      const { handle } = work.machine;
      const id = await insertOperation(
        tx,
        requester,
        { key: idempotentRequest?.key ?? null, position },
        work,
        obstacle,
      );
      ids.push(id);
      if (obstacle === null && 'call' in work) toSubmit.push({ id, machine: handle, call: work.call });
      changes.push(
        { kind: 'operation', objectId: id, machineGuid: handle.guid },
        { kind: 'machine', objectId: handle.guid, machineGuid: handle.guid },
      );
    }
    await recordChanges(tx, changes);
    return { ids, toSubmit };
  });
}

function idsOf(operations: readonly { id: string }[]): string[] {
  if (operations.length === 0) throw new AppError('conflict', { detail: say('request.keyJustEnded') });
  return operations.map(({ id }) => id);
}

async function obstaclesOf(tx: Tx, works: readonly PlannedWork[]): Promise<(GivenText | null)[]> {
  const backedUp = works.flatMap(({ kind, machine }) => (kind === 'BACKUP' ? [machine.handle.guid] : []));
  const busy = await busyMachines(tx, backedUp);
  const overwritten = await overwrittenNow(tx, backedUp);
  const obstacles: (GivenText | null)[] = [];
  for (const work of works) {
    const { guid } = work.machine.handle;
    if ('obstacle' in work) obstacles.push(work.obstacle);
    else if (busy.has(guid)) obstacles.push(notStarted.busy);
    else if (overwritten.has(guid)) obstacles.push(notStarted.replaced);
    else obstacles.push((await work.findObstacle?.(tx)) ?? null);
  }
  return obstacles;
}

async function busyMachines(tx: Tx, guids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.operation.findMany({
    where: {
      machineGuid: { in: [...guids] },
      kind: 'BACKUP',
      state: { in: ['REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING'] },
    },
    select: { machineGuid: true },
  });
  return new Set(rows.map((row) => row.machineGuid));
}

function nothingStarted(works: readonly PlannedWork[], obstacles: readonly (GivenText | null)[]): AppError {
  const ofBackups = works.flatMap(({ kind, machine }, position) => {
    const obstacle = obstacles[position];
    return kind === 'BACKUP' && obstacle
      ? [say('failure.ofMachine', { machine: machine.name, reason: insideText(obstacle) })]
      : [];
  });
  const named = [...new Map(ofBackups.map((one) => [one.text, one.ref])).values()].slice(0, 3);
  return new AppError('conflict', {
    detail:
      named.length > 0
        ? say('failure.nothingStarted', { reasons: named })
        : obstacles[0]
          ? asServerText(obstacles[0])
          : undefined,
  });
}

async function insertOperation(
  tx: Tx,
  requester: Requester,
  { key, position }: { key: string | null; position: number },
  work: PlannedWork,
  obstacle: GivenText | null,
): Promise<string> {
  const { kind, machine } = work;
  const { id } = await tx.operation.create({
    data: {
      tenantId: requester.tenantId,
      kind,
      origin: 'USER',
      machineGuid: machine.handle.guid,
      machineName: machine.name,
      requestedById: requester.userId,
      requestedByName: requester.name,
      idempotencyKey: key,
      position,
      ...('call' in work ? columnsOf(work) : {}),
      ...(obstacle === null
        ? { state: 'REQUESTED', submission: 'PENDING', leaseUntil: new Date(Date.now() + waitingLeaseMs) }
        : {
            state: 'NOT_STARTED',
            submission: 'NOT_SENT',
            finishedAt: new Date(),
            failure: obstacleFailure(obstacle),
          }),
    },
    select: { id: true },
  });
  await audit(tx, {
    tenantId: requester.tenantId,
    actor: { id: requester.userId, name: requester.name },
    action: auditedAction(kind),
    object: { kind: 'machine', id: machine.handle.guid, name: machine.name },
    outcome: obstacle === null ? 'REQUESTED' : 'REFUSED',
    detail: {
      operation: id,
      ...('call' in work ? auditedDetail(work) : {}),
      ...(obstacle === null ? {} : { obstacle: obstacle.text }),
    },
    requestId: requester.requestId,
  });
  return id;
}

function columnsOf({ call, mode, backupGuid, targetName, target, mountGuid, preflight, request }: Startable) {
  return {
    mode: mode ?? null,
    backupGuid: backupGuid ?? null,
    targetName: targetName ?? null,
    targetText: target?.text ?? null,
    ...(target ? { targetTextRef: target.ref as Prisma.InputJsonObject } : {}),
    mountGuid: mountGuid ?? null,
    request,
    ...(preflight ? { preflight } : {}),
    ...(call.kind === 'backup' ? { windowStart: call.plan.windowStart, windowEnd: call.plan.windowEnd } : {}),
  };
}

function auditedDetail({ call, mode, backupGuid, targetName, target }: Startable): Prisma.InputJsonObject {
  if (call.kind === 'backup') return { type: call.plan.type };
  return {
    mode: mode ?? null,
    recoveryPoint: backupGuid ?? null,
    name: targetName ?? null,
    target: target?.text ?? null,
  };
}
