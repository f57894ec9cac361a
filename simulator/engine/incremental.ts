import { isUsable } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import type { World } from '@/simulator/model/world';

/** Only the second is documented (section 3.3); the others must exist and are named here. */
export type IncrementalObstacle =
  'PLATFORM_NOT_SUPPORTED' | 'MISSING_INCREMENTAL_SCHEDULER' | 'MISSING_FULL_BACKUP' | 'MISSING_SNAPSHOT';

/** Whether platform and storage can tell changed blocks at all. */
export function supportsIncremental(world: World, machine: Machine): boolean {
  return PLATFORMS[machine.platform].incremental && (world.storages.get(machine.storageGuid)?.incremental ?? true);
}

/** Whether the machine's policy has an INCREMENTAL schedule: only then snapshots are kept (14.5). */
export function hasIncrementalSchedule(world: World, machine: Machine): boolean {
  const policy = world.policyOf(machine);
  if (policy === undefined) return false;
  return world
    .rulesOf(policy)
    .some(
      (rule) =>
        !rule.markedForDeletion &&
        rule.scheduleGuids.some((guid) => world.schedules.get(guid)?.backupType === 'INCREMENTAL'),
    );
}

/** The backup on which an incremental would build, if its snapshot and all its files still exist. */
export function incrementalParent(world: World, machine: Machine): Backup | undefined {
  const snapshot = machine.lastStoredSnapshot;
  if (snapshot === null) return undefined;
  const parent = world.backups.get(snapshot.backupGuid);
  for (
    let link = parent;
    link !== undefined;
    link = link.parentGuid === null ? undefined : world.backups.get(link.parentGuid)
  ) {
    if (!isUsable(link)) return undefined;
  }
  return parent;
}

/** Why an incremental backup would not be one now; empty when it would. */
export function incrementalObstacles(world: World, machine: Machine): IncrementalObstacle[] {
  if (!supportsIncremental(world, machine)) return ['PLATFORM_NOT_SUPPORTED'];
  const obstacles: IncrementalObstacle[] = [];
  if (!hasIncrementalSchedule(world, machine)) obstacles.push('MISSING_INCREMENTAL_SCHEDULER');
  if (incrementalParent(world, machine) === undefined)
    obstacles.push(machine.lastFullGuid === null ? 'MISSING_FULL_BACKUP' : 'MISSING_SNAPSHOT');
  return obstacles;
}
