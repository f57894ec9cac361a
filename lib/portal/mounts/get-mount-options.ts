import 'server-only';
import { defaultMountMs, maxMountMs, minMountMs, mountModes } from '@/lib/contracts/mount';
import type { MountOptions } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import { unofferedCapabilities } from '@/lib/mirror/storware-memory';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import type { BackupRow } from '@/lib/portal/scope/owned-recovery-point';
import type { OwnedMachine } from '@/lib/portal/scope/owned-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { mountObstacle, noFileSystems } from './mount-obstacles';
import type { MountSituation } from './mount-obstacles';
import { longestMountMs, mountableParts } from './mountable-parts';

/** What can be mounted of a recovery point of the tenant, for how long, and why the rest can't. Throws `not_found`, or `upstream_*` while Storware can't be asked. */
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
      return { name, allowed: reason === null, reason };
    }),
    fileSystems: [...fileSystems],
    fileSystemsReason:
      fileSystems.length > 0 ? null : (notRestorable ?? notOffered ?? parts?.withoutFileSystems ?? noFileSystems),
    disks: allowsIscsi
      ? (parts?.disks ?? [])
          .filter(({ overIscsi }) => overIscsi)
          .map(({ guid: disk, name, sizeBytes }) => ({ guid: disk, name, sizeBytes }))
      : [],
    duration,
  };
}

/** What decides over mounting a recovery point, and how long a mount may last. A point without data is not asked about. */
export async function mountSituation(
  scope: TenantScope,
  machine: OwnedMachine,
  backup: BackupRow,
): Promise<{ situation: MountSituation; duration: MountOptions['duration'] }> {
  const { allowsIscsi } = await db().tenant.findUniqueOrThrow({
    where: { id: scope.tenant.id },
    select: { allowsIscsi: true },
  });
  const notRestorable = backup.restorable ? null : (backup.restorableReason ?? 'It can’t be restored.');
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
