import 'server-only';
import * as z from 'zod';
import { defaultMountMs } from '@/lib/contracts/mount';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { digestOf } from '@/lib/journal/idempotency';
import { replayOfWork, requestWork } from '@/lib/journal/request-work';
import { getOperation } from '@/lib/portal/operations/get-operation';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { isReadable } from './present-mount';
import { submitMountWork } from './submit-mount-work';

const Ordered = z.object({ durationMs: z.number() }).nullable().catch(null);

/**
 * Mounts again what is mounted, which gives it the time that it was ordered for once more, from then on. Throws
 * `not_found`, `conflict` for a mount that is not ready or has work under way, `upstream_unavailable` as `startMount`.
 */
export async function extendMount(scope: TenantScope, guid: string, idempotencyKey: string): Promise<OperationAnswer> {
  const intention = { key: idempotencyKey, route: `POST /mounts/${guid}/extend`, bodyHash: digestOf({}) };
  const { mount, machine } = await requireMount(scope, guid);
  const replay = await replayOfWork(scope.tenant.id, intention);
  if (replay !== null) return { operation: await getOperation(scope, replay) };
  if (!isReadable(mount))
    throw new AppError('conflict', {
      detail: mount.endedAt === null ? 'It is not ready yet.' : 'It has ended. Mount the recovery point again.',
    });
  const requested = await requestWork(
    requesterOf(scope),
    intention,
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

/** Why no other work on a mount that is ready can begin now; null when it can. What made it may still be waiting for its record, and holds nothing up. */
export async function workUnderWay(tx: Tx, mountGuid: string): Promise<string | null> {
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

/** What was ordered at first; null for a mount that somebody else ordered. */
async function orderedMs(mountGuid: string): Promise<number | null> {
  const rows = await db().operation.findMany({
    where: { mountGuid, kind: 'MOUNT' },
    orderBy: { requestedAt: 'asc' },
    select: { request: true, submission: true },
  });
  if (rows.length === 0 || rows[0]?.submission === 'OBSERVED') return null;
  return Ordered.parse(rows[0]?.request)?.durationMs ?? defaultMountMs;
}
