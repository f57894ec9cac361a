import 'server-only';
import type { MountFileSystem } from '@/lib/contracts/mount';
import { AppError } from '@/lib/core/app-error';
import { expiringCache } from '@/lib/core/expiring-cache';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import type { OwnedMount } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listMountedFileSystems } from '@/lib/storware/authorized/mounts';
import type { MountedPlace } from '@/lib/storware/authorized/mounts';
import { isReadable } from './present-mount';

/** What is mounted does not change while it is; asked for a mount whose owner has been checked. */
const cache = expiringCache<MountFileSystem[]>('mounted-file-systems', { ttlMs: 30_000, max: 1_000 });

/** The file systems of a mount that is ready, by names that a person knows; where they are mounted is infrastructure. */
export function fileSystemsOfMount({ mount, machine }: OwnedMount): Promise<MountFileSystem[]> {
  return cache(`${mount.guid}/${mount.readyAt?.getTime() ?? 0}`, async () => {
    const { items } = await listMountedFileSystems(machine.handle, mount.guid);
    return items.map(({ guid, volume, label, type, sizeBytes }, index) => ({
      guid,
      name: fileSystemName({ volume, label }, index),
      type,
      sizeBytes,
    }));
  });
}

/** `root (/dev/vda1)`, or as much of it as is known. */
export function fileSystemName(
  { volume, label }: { volume: string | null; label: string | null },
  index: number,
): string {
  if (label !== null && volume !== null) return `${label} (${volume})`;
  return label ?? volume ?? `File system ${index + 1}`;
}

export type OwnedPlace = OwnedMount & { readonly place: MountedPlace; readonly fileSystem: MountFileSystem };

/**
 * A file system of a mount of the tenant that can be read now; `fileSystem` may be absent where there is one only.
 * Throws `not_found` for what is not the tenant's or not of this mount, `conflict` for a mount that is not ready.
 */
export async function requirePlace(
  scope: TenantScope,
  guid: string,
  fileSystemGuid: string | undefined,
): Promise<OwnedPlace> {
  const owned = await requireMount(scope, guid);
  const { mount } = owned;
  if (!isReadable(mount)) throw new AppError('conflict', { detail: mount.endedAt === null ? notReady : ended });
  const fileSystems = await fileSystemsOfMount(owned);
  if (fileSystemGuid !== undefined) {
    const fileSystem = fileSystems.find((one) => one.guid === fileSystemGuid);
    if (!fileSystem)
      throw new AppError('not_found', {
        meta: { kind: 'file system', guid: fileSystemGuid, reason: 'not of this mount' },
      });
    return { ...owned, fileSystem, place: { mountGuid: guid, fileSystemGuid } };
  }
  const [fileSystem, ...more] = fileSystems;
  if (!fileSystem)
    throw new AppError('conflict', {
      detail: mount.mode === 'ISCSI' ? overIscsi : 'No file system of it can be read.',
    });
  if (more.length > 0)
    throw new AppError('validation_failed', {
      errors: [{ path: 'fileSystem', message: 'choose one of its file systems' }],
    });
  return { ...owned, fileSystem, place: { mountGuid: guid, fileSystemGuid: fileSystem.guid } };
}

const notReady = 'It is not ready yet. Its files can be opened once it is.';
const ended = 'It has ended. Mount the recovery point again to see its files.';
const overIscsi = 'Its disks are offered over iSCSI: their files are read there, not here.';
