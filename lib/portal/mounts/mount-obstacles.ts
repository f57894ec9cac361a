import type { MountMode } from '@/lib/contracts/mount';
import type { MountableParts } from './mountable-parts';

/** What decides which ways of mounting are open. `parts` is null while the recovery point can't be restored at all. */
export type MountSituation = {
  readonly notRestorable: string | null;
  /** Why mounts are not offered at all. */ readonly notOffered: string | null;
  readonly allowsIscsi: boolean;
  readonly parts: MountableParts | null;
};

export const noFileSystems = 'The backup system found no file system in it. Mount it whole to see what it finds then.';

/** Why a recovery point can't be mounted in this way; null when it can. Pure. */
export function mountObstacle(
  mode: MountMode,
  { notRestorable, notOffered, allowsIscsi, parts }: MountSituation,
): string | null {
  if (notRestorable !== null) return notRestorable;
  if (notOffered !== null) return notOffered;
  if (parts === null || !parts.isMountable)
    return 'The backup system can’t mount disks of this kind. Restore the machine instead.';
  switch (mode) {
    case 'AUTO':
      return null;
    case 'MANUAL':
      return parts.fileSystems.length === 0 ? (parts.withoutFileSystems ?? noFileSystems) : null;
    case 'ISCSI':
      if (!allowsIscsi) return 'Your provider has not allowed mounting over iSCSI. Ask your provider for it.';
      return parts.disks.some(({ overIscsi }) => overIscsi)
        ? null
        : parts.withoutDisks !== null
          ? parts.withoutDisks
          : 'None of its disks can be offered over iSCSI: the platform’s format does not allow it.';
  }
}
