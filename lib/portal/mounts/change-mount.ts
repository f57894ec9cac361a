import 'server-only';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError, isAppError } from '@/lib/core/app-error';
import { recordChanges, requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { digestOf, releaseKey } from '@/lib/journal/operations/idempotency';
import { replayOfWork, requestWork } from '@/lib/journal/operations/request';
import { submitWork } from '@/lib/journal/operations/submit';
import type { WorkCall } from '@/lib/journal/operations/submit';
import { getOperation } from '@/lib/portal/operations/operations';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { silentMs } from './downloads';
import { orderedMsOf } from './mount-orders';
import { isReadable } from './read-mounts';

/**
 * Extends a mount: its original duration starts again once Storware has confirmed it; Storware takes no other duration.
 * Throws `not_found`, `conflict` for a mount that is not ready or has work under way, `upstream_unavailable` as `startMount`.
 */
export async function extendMount(scope: TenantScope, guid: string, idempotencyKey: string): Promise<OperationAnswer> {
  const idempotentRequest = { key: idempotencyKey, route: `POST /mounts/${guid}/extend`, bodyHash: digestOf({}) };
  const { mount, machine } = await requireMount(scope, guid);
  const replay = await replayOfWork(scope.tenant.id, idempotentRequest);
  if (replay !== null) return { operation: await getOperation(scope, replay) };
  if (!isReadable(mount))
    throw new AppError('conflict', {
      detail: mount.endedAt === null ? 'It is not ready yet.' : 'It has ended. Mount the recovery point again.',
    });
  const requested = await requestWork(
    requesterOf(scope),
    idempotentRequest,
    {
      kind: 'MOUNT',
      machine: { guid: machine.row.guid, name: machine.row.name },
      mode: mount.mode,
      backupGuid: mount.backupGuid,
      targetName: null,
      targetText: null,
      mountGuid: guid,
      preflight: null,
      request: { durationMs: await orderedMs(guid), extends: guid },
    },
    (tx) => workUnderWay(tx, guid),
  );
  return submitMountWork(
    scope,
    machine,
    { ...requested, key: idempotencyKey, mountGuid: guid },
    { kind: 'remount', mountGuid: guid },
  );
}

/** Why no other work on a ready mount can begin now; null when it can. The operation that made the mount does not count, even if it is still open. */
async function workUnderWay(tx: Tx, mountGuid: string): Promise<string | null> {
  const current = await tx.operation.findFirst({
    where: {
      mountGuid,
      finishedAt: null,
      OR: [{ kind: 'UNMOUNT' }, { kind: 'MOUNT', request: { path: ['extends'], equals: mountGuid } }],
    },
    orderBy: { requestedAt: 'desc' },
    select: { kind: true },
  });
  if (!current) return null;
  return current.kind === 'UNMOUNT'
    ? 'It is being unmounted.'
    : 'Its time is just being extended. Wait until that is done.';
}

/** The original duration of a mount; null for one that was not ordered through the portal. */
async function orderedMs(mountGuid: string): Promise<number | null> {
  const rows = await db().operation.findMany({
    where: { mountGuid, kind: 'MOUNT' },
    orderBy: { requestedAt: 'asc' },
    select: { kind: true, request: true, submission: true },
  });
  return orderedMsOf(rows);
}

/**
 * Unmounts. A second request while that is under way returns the same operation. Downloads of other users are aborted only
 * with `interrupt`; without it they are a `conflict` that names the users. Throws `not_found`, `conflict` for what is not
 * mounted (yet or any more), `upstream_unavailable` when Storware was not reached and nothing was started.
 */
export async function endMount(
  scope: TenantScope,
  guid: string,
  { interrupt = false }: { interrupt?: boolean | undefined } = {},
): Promise<OperationAnswer> {
  const { mount, machine } = await requireMount(scope, guid);
  const underWay = await unmounting(db(), guid);
  if (underWay !== null) return { operation: await getOperation(scope, underWay) };
  if (mount.endedAt !== null) throw new AppError('conflict', { detail: 'It has already ended.' });
  if (!isReadable(mount))
    throw new AppError('conflict', { detail: 'It is not mounted yet. Cancel its operation instead.' });
  if (!interrupt) await requireUnused(scope, guid);
  const work = {
    kind: 'UNMOUNT',
    machine: { guid: machine.row.guid, name: machine.row.name },
    mode: null,
    backupGuid: mount.backupGuid,
    targetName: null,
    targetText: null,
    mountGuid: guid,
    preflight: null,
    request: { unmounts: guid },
  } as const;
  try {
    const requested = await requestWork(requesterOf(scope), null, work, (tx) => workUnderWay(tx, guid));
    return await submitMountWork(
      scope,
      machine,
      { ...requested, key: null, mountGuid: guid },
      { kind: 'unmount', mountGuid: guid },
    );
  } catch (error) {
    const meanwhile = isAppError(error) && error.code === 'conflict' ? await unmounting(db(), guid) : null;
    if (meanwhile === null) throw error;
    return { operation: await getOperation(scope, meanwhile) };
  }
}

async function requireUnused(scope: TenantScope, mountGuid: string): Promise<void> {
  const used = await db().download.findMany({
    where: {
      mountGuid,
      tenantId: scope.tenant.id,
      state: 'RUNNING',
      movedAt: { gt: new Date(Date.now() - silentMs) },
      userId: { not: scope.actor.userId },
    },
    select: { fileName: true, userId: true },
    orderBy: { createdAt: 'asc' },
    take: 3,
  });
  if (used.length === 0) return;
  const people = new Map(
    (
      await db().user.findMany({
        where: { id: { in: used.map(({ userId }) => userId) } },
        select: { id: true, name: true },
      })
    ).map(({ id, name }) => [id, name]),
  );
  const who = used.map(({ fileName, userId }) => `${people.get(userId) ?? 'Somebody'} (${fileName})`).join(', ');
  throw new AppError('conflict', {
    detail: `Files are being downloaded from it: ${who}. Unmounting breaks that off; ask for it to be interrupted if that is meant.`,
  });
}

async function unmounting(tx: Tx, mountGuid: string): Promise<string | null> {
  const row = await tx.operation.findFirst({
    where: { mountGuid, kind: 'UNMOUNT', finishedAt: null },
    orderBy: { requestedAt: 'desc' },
    select: { id: true },
  });
  return row?.id ?? null;
}

/**
 * Sends the call of an operation that was just requested, requests a sync of the mounts, and returns the operation. Throws
 * `upstream_unavailable` when Storware was certainly not reached; the idempotency key can then be used again.
 */
export async function submitMountWork(
  scope: TenantScope,
  machine: OwnedMachine,
  requested: { operationId: string; replayed: boolean; key: string | null; mountGuid: string | null },
  call: WorkCall,
): Promise<OperationAnswer> {
  const { operationId, replayed, key, mountGuid } = requested;
  if (!replayed) {
    const result = await submitWork(operationId, machine.handle, call);
    await db().$transaction(async (tx) => {
      await requestSync(tx, { kind: 'mounts' });
      if (mountGuid !== null)
        await recordChanges(tx, [{ kind: 'mount', objectId: mountGuid, machineGuid: machine.row.guid }]);
    });
    if (result === 'not_sent') {
      if (key !== null) await releaseKey(scope.tenant.id, key);
      throw new AppError('upstream_unavailable', {
        detail: 'The backup system can’t be reached. Nothing was started.',
        retryAfterSeconds: 30,
      });
    }
  }
  return { operation: await getOperation(scope, operationId) };
}
