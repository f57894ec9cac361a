import 'server-only';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError, isAppError } from '@/lib/core/app-error';
import { listed, say } from '@/lib/core/say';
import type { ServerText } from '@/lib/contracts/server-text';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { digestOf } from '@/lib/journal/operations/idempotency';
import { startWork } from '@/lib/journal/operations/start-work';
import type { PlannedWork } from '@/lib/journal/operations/start-work';
import { getOperation } from '@/lib/portal/operations/operations';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { silentMs } from './downloads';
import { orderedMsOf } from './mount-orders';
import { isReadable, isUnknown } from './read-mounts';

/**
 * Extends a mount: its original duration starts again once Storware has confirmed it; Storware takes no other duration.
 * Throws `not_found`, `conflict` for a mount that is not ready or has work under way, `upstream_unavailable` as `startMount`.
 */
export async function extendMount(scope: TenantScope, guid: string, idempotencyKey: string): Promise<OperationAnswer> {
  const idempotentRequest = { key: idempotencyKey, route: `POST /mounts/${guid}/extend`, bodyHash: digestOf({}) };
  const { mount, machine } = await requireMount(scope, guid);
  const [id = ''] = await startWork(requesterOf(scope), idempotentRequest, async () => {
    if (!isReadable(mount))
      throw new AppError('conflict', {
        detail: say(mount.endedAt === null ? 'mount.notReady' : 'mount.ended'),
      });
    return [
      {
        kind: 'MOUNT',
        machine: { handle: machine.handle, name: machine.row.name },
        mode: mount.mode,
        backupGuid: mount.backupGuid,
        mountGuid: guid,
        request: { durationMs: await orderedMs(guid), extends: guid },
        call: { kind: 'remount', mountGuid: guid },
        findObstacle: (tx) => workUnderWay(tx, guid),
      },
    ];
  });
  return { operation: await getOperation(scope, id) };
}

/** Why no other work on a ready mount can begin now; null when it can. The operation that made the mount does not count, even if it is still open. */
async function workUnderWay(tx: Tx, mountGuid: string): Promise<ServerText | null> {
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
  return current.kind === 'UNMOUNT' ? say('reason.work.unmounting') : say('reason.work.extending');
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
  if (mount.endedAt !== null) throw new AppError('conflict', { detail: say('mount.alreadyEnded') });
  if (!isReadable(mount) && !isUnknown(mount)) throw new AppError('conflict', { detail: say('mount.notMountedYet') });
  if (!interrupt) await requireUnused(scope, guid);
  const work: PlannedWork = {
    kind: 'UNMOUNT',
    machine: { handle: machine.handle, name: machine.row.name },
    backupGuid: mount.backupGuid,
    mountGuid: guid,
    request: { unmounts: guid },
    call: { kind: 'unmount', mountGuid: guid },
    findObstacle: (tx) => workUnderWay(tx, guid),
  };
  try {
    const [id = ''] = await startWork(requesterOf(scope), null, () => Promise.resolve([work]));
    return { operation: await getOperation(scope, id) };
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
  const users = used.map(({ fileName, userId }) =>
    say('mount.user', { user: people.get(userId) ?? say('policy.somebody').ref, file: fileName }),
  );
  throw new AppError('conflict', {
    detail: say('mount.inUse', { users: listed(users, 'comma') }),
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
