import 'server-only';
import * as z from 'zod';
import type { StartMountBody } from '@/lib/contracts/mount';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError } from '@/lib/core/app-error';
import type { Tx } from '@/lib/db/client';
import { digestOf } from '@/lib/journal/idempotency';
import { replayOfWork, requestWork } from '@/lib/journal/request-work';
import { StoredLocation } from '@/lib/mirror/stored-json';
import { getOperation } from '@/lib/portal/operations/get-operation';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import type { BackupRow } from '@/lib/portal/scope/owned-recovery-point';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { MountRequest } from '@/lib/storware/model/mount-request';
import { mountSituation } from './get-mount-options';
import { mountObstacle } from './mount-obstacles';
import type { MountableParts } from './mountable-parts';
import { submitMountWork } from './submit-mount-work';

/**
 * Mounts a recovery point of the tenant. Throws `not_found` for a point, copy, file system or disk that is not the
 * tenant's or not of this point; `conflict` for what can't be mounted, or is being mounted already; `validation_failed`
 * for a time that is too long; `upstream_unavailable` when Storware was not reached, and then the key may be used again.
 */
export async function startMount(
  scope: TenantScope,
  { body, idempotencyKey }: { body: StartMountBody; idempotencyKey: string },
): Promise<OperationAnswer> {
  const intention = { key: idempotencyKey, route: 'POST /mounts', bodyHash: digestOf(body) };
  const { backup, machine } = await requireRecoveryPoint(scope, body.recoveryPoint);
  const replay = await replayOfWork(scope.tenant.id, intention);
  if (replay !== null) return { operation: await getOperation(scope, replay) };
  const locationGuid = locationOf(backup, body.copy);
  const { situation, duration } = await mountSituation(scope, machine, backup);
  demandParts(body, situation.parts);
  const obstacle = mountObstacle(body.mode, situation);
  if (obstacle !== null) throw new AppError('conflict', { detail: obstacle });
  const durationMs = body.durationMs ?? duration.defaultMs;
  if (durationMs > duration.maxMs)
    throw new AppError('validation_failed', {
      errors: [{ path: 'durationMs', message: `at most ${Math.floor(duration.maxMs / 60_000)} minutes` }],
    });
  const requested = await requestWork(
    requesterOf(scope),
    intention,
    {
      kind: 'MOUNT',
      machine: { guid: machine.row.guid, name: machine.row.name },
      mode: body.mode,
      backupGuid: backup.guid,
      targetName: null,
      targetText: null,
      mountGuid: null,
      preflight: null,
      request: { ...body, durationMs },
    },
    (tx) => alreadyMounting(tx, backup.guid),
  );
  const request = mountRequestOf(body, { backupGuid: backup.guid, locationGuid }, durationMs);
  return submitMountWork(
    scope,
    machine,
    { ...requested, key: idempotencyKey, mountGuid: null },
    { kind: 'mount', request },
  );
}

/** Two mounts of one point that begin together could not be told apart: nothing of Storware's says whose is whose. */
async function alreadyMounting(tx: Tx, backupGuid: string): Promise<string | null> {
  const count = await tx.operation.count({ where: { kind: 'MOUNT', backupGuid, mountGuid: null, finishedAt: null } });
  return count === 0
    ? null
    : 'This recovery point is just being mounted. Wait until that shows, then mount it once more if you need to.';
}

/** The copy at the destination that was asked for; null leaves the choice to Storware. */
function locationOf(backup: BackupRow, destinationGuid: string | undefined): string | null {
  if (destinationGuid === undefined) return null;
  const copies = z
    .array(StoredLocation)
    .parse(backup.locations)
    .filter((copy) => copy.destinationGuid === destinationGuid);
  if (copies.length === 0)
    throw new AppError('not_found', {
      meta: { kind: 'copy', guid: destinationGuid, reason: 'not of this recovery point' },
    });
  const present = copies.find(({ status }) => status === 'PRESENT');
  if (!present)
    throw new AppError('conflict', { detail: 'The copy at this destination is not usable. Choose another.' });
  return present.guid;
}

/** What is not of this recovery point does not exist. */
function demandParts(body: StartMountBody, parts: MountableParts | null): void {
  if (body.mode === 'AUTO') return;
  const known: readonly { guid: string }[] = (body.mode === 'MANUAL' ? parts?.fileSystems : parts?.disks) ?? [];
  const asked = body.mode === 'MANUAL' ? body.fileSystems : body.disks;
  if (!asked.every((guid) => known.some((one) => one.guid === guid)))
    throw new AppError('not_found', { meta: { kind: 'part of a recovery point', reason: 'not of this one' } });
  if (body.mode !== 'ISCSI') return;
  const errors = body.disks.flatMap((guid, index) =>
    parts?.disks.some((disk) => disk.guid === guid && !disk.overIscsi)
      ? [{ path: `disks.${index}`, message: 'can’t be offered over iSCSI' }]
      : [],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

function mountRequestOf(body: StartMountBody, source: MountRequest['source'], durationMs: number): MountRequest {
  const common = { source, unmountAfterMs: durationMs };
  switch (body.mode) {
    case 'AUTO':
      return { ...common, mode: 'AUTO' };
    case 'MANUAL':
      return { ...common, mode: 'MANUAL', fileSystemGuids: [...new Set(body.fileSystems)] };
    case 'ISCSI':
      return {
        ...common,
        mode: 'ISCSI',
        fileGuids: [...new Set(body.disks)],
        allowedClients: [...new Set(body.allowedClients)],
      };
  }
}
