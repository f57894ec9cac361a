import 'server-only';
import * as z from 'zod';
import { defaultMountMs, maxMountMs, minMountMs, mountModes } from '@/lib/contracts/mount';
import type { MountMode, MountOptions, StartMountBody } from '@/lib/contracts/mount';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError } from '@/lib/core/app-error';
import { expiringCache } from '@/lib/core/process-state';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, asServerText, fieldFault, givenText, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { digestOf } from '@/lib/journal/operations/idempotency';
import { startWork } from '@/lib/journal/operations/start-work';
import type { PlannedWork } from '@/lib/journal/operations/start-work';
import { StoredLocation } from '@/lib/mirror/stored-json';
import { unofferedCapabilities } from '@/lib/mirror/storware-memory';
import { getOperation } from '@/lib/portal/operations/operations';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-objects';
import type { BackupRow, OwnedMachine } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listBackupFiles, listFileSystems } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { getLongestMountMs } from '@/lib/storware/authorized/mounts';
import { reasonWithout } from '@/lib/storware/capability/availability';
import { isRestorableFile } from '@/lib/storware/model/backup';
import type { MountRequest } from '@/lib/storware/model/mount';
import { fileSystemName } from './read-mounts';

/**
 * Mounts a recovery point of the tenant. Throws `not_found` for a point, copy, file system or disk that is not the
 * tenant's or not part of this point; `conflict` for what can't be mounted or is being mounted already; `validation_failed`
 * for a duration that is too long; `upstream_unavailable` when Storware was not reached (the key can then be used again).
 */
export async function startMount(
  scope: TenantScope,
  { body, idempotencyKey }: { body: StartMountBody; idempotencyKey: string },
): Promise<OperationAnswer> {
  const idempotentRequest = { key: idempotencyKey, route: 'POST /mounts', bodyHash: digestOf(body) };
  const { backup, machine } = await requireRecoveryPoint(scope, body.recoveryPoint);
  const [id = ''] = await startWork(requesterOf(scope), idempotentRequest, async () => [
    await mountWork(scope, body, backup, machine),
  ]);
  return { operation: await getOperation(scope, id) };
}

async function mountWork(
  scope: TenantScope,
  body: StartMountBody,
  backup: BackupRow,
  machine: OwnedMachine,
): Promise<PlannedWork> {
  const locationGuid = locationOf(backup, body.copy);
  const { situation, duration } = await mountSituation(scope, machine, backup);
  requireParts(body, situation.parts);
  const obstacle = mountObstacle(body.mode, situation);
  if (obstacle !== null) throw new AppError('conflict', { detail: asServerText(obstacle) });
  const durationMs = body.durationMs ?? duration.defaultMs;
  if (durationMs > duration.maxMs)
    throw new AppError('validation_failed', {
      errors: [fieldFault('durationMs', 'field.minutesMost', { max: Math.floor(duration.maxMs / 60_000) })],
    });
  return {
    kind: 'MOUNT',
    machine: { handle: machine.handle, name: machine.row.name },
    mode: body.mode,
    backupGuid: backup.guid,
    request: { ...body, durationMs },
    call: { kind: 'mount', request: mountRequestOf(body, { backupGuid: backup.guid, locationGuid }, durationMs) },
    findObstacle: (tx) => alreadyMounting(tx, backup.guid),
  };
}

/** Only one mount of a point may be prepared at a time: Storware gives nothing by which two requests could be told apart. */
async function alreadyMounting(tx: Tx, backupGuid: string): Promise<ServerText | null> {
  const count = await tx.operation.count({ where: { kind: 'MOUNT', backupGuid, mountGuid: null, finishedAt: null } });
  return count === 0 ? null : say('reason.work.alreadyMounting');
}

/** The copy at the requested destination; null lets Storware choose. */
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
  if (!present) throw new AppError('conflict', { detail: say('mount.copyUnusable') });
  return present.guid;
}

/** Throws `not_found` for a file system or disk that is not part of this recovery point. */
function requireParts(body: StartMountBody, parts: MountableParts | null): void {
  if (body.mode === 'AUTO') return;
  const known: readonly { guid: string }[] = (body.mode === 'MANUAL' ? parts?.fileSystems : parts?.disks) ?? [];
  const requested = body.mode === 'MANUAL' ? body.fileSystems : body.disks;
  if (!requested.every((guid) => known.some((one) => one.guid === guid)))
    throw new AppError('not_found', { meta: { kind: 'part of a recovery point', reason: 'not of this one' } });
  if (body.mode !== 'ISCSI') return;
  const errors = body.disks.flatMap((guid, index) =>
    parts?.disks.some((disk) => disk.guid === guid && !disk.overIscsi)
      ? [fieldFault(`disks.${index}`, 'field.diskNotOverIscsi')]
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

/** What can be mounted of a recovery point of the tenant, for how long, and why the rest can't. Throws `not_found`, or `upstream_*` when Storware can't be reached. */
export async function getMountOptions(scope: TenantScope, guid: string): Promise<MountOptions> {
  const { backup, machine } = await requireRecoveryPoint(scope, guid);
  const { situation, duration } = await mountSituation(scope, machine, backup);
  const { notRestorable, notOffered, allowsIscsi, parts } = situation;
  const fileSystems = parts?.fileSystems ?? [];
  return {
    recoveryPoint: { guid, name: backup.startedAt.toISOString() },
    machine: { guid: machine.row.guid, name: machine.row.name },
    modes: mountModes.map((name) => {
      const reason = mountObstacle(name, situation);
      return { name, allowed: reason === null, ...asField('reason', reason) };
    }),
    fileSystems: [...fileSystems],
    ...asField(
      'fileSystemsReason',
      fileSystems.length > 0 ? null : (notRestorable ?? notOffered ?? parts?.withoutFileSystems ?? noFileSystems),
    ),
    disks: allowsIscsi
      ? (parts?.disks ?? [])
          .filter(({ overIscsi }) => overIscsi)
          .map(({ guid: disk, name, sizeBytes }) => ({ guid: disk, name, sizeBytes }))
      : [],
    duration,
  };
}

/** What determines how a recovery point can be mounted, and for how long. Storware is not called for a point that can't be restored. */
async function mountSituation(
  scope: TenantScope,
  machine: OwnedMachine,
  backup: BackupRow,
): Promise<{ situation: MountSituation; duration: MountOptions['duration'] }> {
  const { allowsIscsi } = await db().tenant.findUniqueOrThrow({
    where: { id: scope.tenant.id },
    select: { allowsIscsi: true },
  });
  const notRestorable = backup.restorable
    ? null
    : (givenText(backup.restorableReason, backup.restorableReasonRef) ?? say('reason.mount.notRestorable'));
  const notOffered = (await unofferedCapabilities()).get('mounts') ?? null;
  const isOpen = notRestorable === null && notOffered === null;
  const parts = isOpen ? await mountableParts(machine.handle, backup.guid) : null;
  const longestMs = Math.min(maxMountMs, isOpen ? await longestMountMs() : maxMountMs);
  const maxMs = Math.max(minMountMs, longestMs);
  return {
    situation: { notRestorable, notOffered, allowsIscsi, parts },
    duration: { minMs: minMountMs, maxMs, defaultMs: Math.min(defaultMountMs, maxMs) },
  };
}

/** What determines which mount modes are possible. `parts` is null when the recovery point can't be restored at all. */
export type MountSituation = {
  readonly notRestorable: GivenText | null;
  /** Why mounts are not offered at all. */ readonly notOffered: GivenText | null;
  readonly allowsIscsi: boolean;
  readonly parts: MountableParts | null;
};

const noFileSystems = say('reason.mount.noFileSystems');

/** Why a recovery point can't be mounted in this mode; null when it can. Pure function. */
export function mountObstacle(
  mode: MountMode,
  { notRestorable, notOffered, allowsIscsi, parts }: MountSituation,
): GivenText | null {
  if (notRestorable !== null) return notRestorable;
  if (notOffered !== null) return notOffered;
  if (parts === null || !parts.isMountable) return say('reason.mount.notMountable');
  switch (mode) {
    case 'AUTO':
      return null;
    case 'MANUAL':
      return parts.fileSystems.length === 0 ? (parts.withoutFileSystems ?? noFileSystems) : null;
    case 'ISCSI':
      if (!allowsIscsi) return say('reason.mount.iscsiNotAllowed');
      return parts.disks.some(({ overIscsi }) => overIscsi)
        ? null
        : parts.withoutDisks !== null
          ? parts.withoutDisks
          : say('reason.mount.iscsiFormat');
  }
}

type MountableFileSystem = {
  readonly guid: string;
  readonly name: string;
  readonly type: string | null;
  readonly sizeBytes: number | null;
};
type MountableDisk = {
  readonly guid: string;
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly overIscsi: boolean;
};
type MountableParts = {
  readonly fileSystems: readonly MountableFileSystem[];
  readonly disks: readonly MountableDisk[];
  readonly isMountable: boolean;
  /** Why they are not known. */ readonly withoutFileSystems: GivenText | null;
  readonly withoutDisks: GivenText | null;
};

/** The contents of a recovery point never change, and several users may open the same one. */
const parts = expiringCache<MountableParts>('mountable-parts', { ttlMs: 5 * 60_000, max: 500 });
const longest = expiringCache<number>('longest-mount', { ttlMs: 5 * 60_000, max: 1 });

/** Reads from Storware what can be mounted of a backup of this machine. Throws AppError `not_found` or `upstream_*`. */
function mountableParts(machine: AuthorizedMachine, backupGuid: string): Promise<MountableParts> {
  return parts(`${machine.guid}/${backupGuid}`, async () => {
    const [fileSystems, files] = await Promise.all([
      orReason(listFileSystems(machine, backupGuid)),
      orReason(listBackupFiles(machine, backupGuid)),
    ]);
    const disks = files.items.filter(isRestorableFile);
    return {
      fileSystems: fileSystems.items.map(({ guid, volume, label, type, sizeBytes }, index) => ({
        guid,
        ...asField('name', fileSystemName({ volume, label }, index)),
        type,
        sizeBytes,
      })),
      disks: disks.map(({ guid, path, disk, sizeBytes, iscsiMountable }) => ({
        guid,
        name: disk?.name ?? path?.split('/').at(-1) ?? guid,
        sizeBytes,
        overIscsi: iscsiMountable === true,
      })),
      // Older servers do not report whether a disk is mountable; there the mount itself shows it.
      withoutFileSystems: fileSystems.reason,
      withoutDisks: files.reason,
      isMountable: disks.length === 0 || disks.some(({ mountable }) => mountable !== false),
    };
  });
}

/** A list, or an empty one with the reason when this server does not offer it. */
async function orReason<T>(listing: Promise<{ items: T[] }>): Promise<{ items: T[]; reason: GivenText | null }> {
  try {
    return { items: (await listing).items, reason: null };
  } catch (error) {
    const reason = reasonWithout(error);
    if (reason === null) throw error;
    return { items: [], reason };
  }
}

/** The longest duration of a mount in milliseconds, read from Storware and cached. */
function longestMountMs(): Promise<number> {
  return longest('all', () => getLongestMountMs());
}
