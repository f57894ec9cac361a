import 'server-only';
import type { MountDetail } from '@/lib/contracts/mount';
import { isAppError } from '@/lib/core/app-error';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import type { OwnedMount } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { reasonWithout } from '@/lib/storware/capability/unavailable';
import { listMountedFiles } from '@/lib/storware/authorized/mounts';
import { fileSystemsOfMount } from './mounted-place';
import { isReadable, presentMount } from './present-mount';

/** One mount with what can be looked into; while Storware can't be asked, all else about it is still there and `reason` says so. */
export async function getMount(scope: TenantScope, guid: string): Promise<MountDetail> {
  const owned = await requireMount(scope, guid);
  const mount = await presentMount(owned.mount, scope.tenant.id);
  if (!isReadable(owned.mount)) return { ...mount, fileSystems: [], targets: [] };
  try {
    const [fileSystems, targets] = await Promise.all([fileSystemsOfMount(owned), targetsOf(owned)]);
    return { ...mount, fileSystems, targets };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {
      ...mount,
      reason: reasonWithout(error) ?? 'The backup system can’t be asked about its files just now.',
      fileSystems: [],
      targets: [],
    };
  }
}

/** The node's folder is infrastructure; the last part of it is what initiators see. */
async function targetsOf({ mount, machine }: OwnedMount): Promise<string[]> {
  if (mount.mode !== 'ISCSI') return [];
  const { items } = await listMountedFiles(machine.handle, mount.guid);
  return items.map(({ path }) => path.split('/').at(-1) ?? path);
}
