import 'server-only';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError, isAppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { requestWork } from '@/lib/journal/request-work';
import { getOperation } from '@/lib/portal/operations/get-operation';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { workUnderWay } from './extend-mount';
import { silentMs } from './present-download';
import { isReadable } from './present-mount';
import { submitMountWork } from './submit-mount-work';

/**
 * Unmounts. While that is under way, asking again answers the same operation. What others are downloading from it is broken off only
 * when that is asked for (`interrupt`), else it is a `conflict` that names them. Throws `not_found`, `conflict` for what
 * is not mounted (yet, or any more), `upstream_unavailable` when Storware was not reached and nothing was started.
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
  if (!interrupt) await demandUnused(scope, guid);
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

async function demandUnused(scope: TenantScope, mountGuid: string): Promise<void> {
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
