import { isUsable } from '@/simulator/model/backup';
import type { Backup, BackupLocation } from '@/simulator/model/backup';
import type { World } from '@/simulator/model/world';

/** Neutral texts: no source prints real ones (14.15). */
export const NOT_PRESENT = 'Backup is not present in any backup destination';
export const CHAIN_BROKEN = 'A backup that this incremental backup depends on is no longer present';

/** Why a backup cannot be restored or mounted now, undefined when it can: its files or those of its chain are missing (14.2). */
export function whyNotRestorable(world: World, backup: Backup): string | undefined {
  if (!isUsable(backup)) return NOT_PRESENT;
  for (let { parentGuid } = backup; parentGuid !== null;) {
    const parent = world.backups.get(parentGuid);
    if (parent === undefined || !isUsable(parent)) return CHAIN_BROKEN;
    ({ parentGuid } = parent);
  }
  return undefined;
}

/** How many backups a restore reads: one, or the length of the incremental chain. */
export function chainLength(world: World, backup: Backup): number {
  let length = 1;
  for (
    let parent = world.backups.get(backup.parentGuid ?? '');
    parent !== undefined;
    parent = world.backups.get(parent.parentGuid ?? '')
  )
    length += 1;
  return length;
}

/** The location that a restore reads when none was named: the primary one that is there, else the secondary. */
export function readableLocation(backup: Backup): BackupLocation | undefined {
  return backup.locations.filter(({ status }) => status === 'PRESENT').sort((a, b) => (a.role < b.role ? -1 : 1))[0];
}
