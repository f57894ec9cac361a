import { isUsable } from '@/simulator/model/backup';
import type { Backup, BackupLocation } from '@/simulator/model/backup';
import type { Disk, Machine } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import type { World } from '@/simulator/model/world';
import { partGuid } from '@/simulator/random';
import { includedDisks } from './disks';
import type { Simulation } from './simulation';

const FILE_SALT = 400;
const FILE_SYSTEM_SALT = 500;
const CARD_SALT = 300;

interface FileOfDisk {
  guid: string;
  path: string;
  size: number;
  disk: Disk;
}

/** One file for every disk that the machine's backups included when this one was made; only backups with files have any. */
export function filesOf(sim: Simulation, backup: Backup): FileOfDisk[] {
  const machine = sim.world.machines.get(backup.machineGuid);
  if (machine === undefined || !isUsable(backup)) return [];
  const disks = backup.disks ?? includedDisks(sim, machine);
  const extension = PLATFORMS[machine.platform].diskFormat.toLowerCase();
  return disks.map((disk, index) => ({
    guid: partGuid(backup.guid, FILE_SALT + index),
    path: `/vprotect_data/${backup.machineGuid}/${backup.guid}/${disk.name}.${extension}`,
    size: Math.round(backup.size / disks.length),
    disk,
  }));
}

interface FileSystemOfBackup {
  guid: string;
  volume: string;
  size: number;
  type: 'ntfs' | 'ext4' | 'xfs';
  label: string;
}

/** Whether files of its backups can be exported as iSCSI targets: raw images only. */
export function isIscsiMountable(sim: Simulation, backup: Backup): boolean {
  return PLATFORMS[sim.world.machines.get(backup.machineGuid)?.platform ?? 'KVM'].diskFormat === 'RAW';
}

/** The file systems that a mount of the backup finds, one on each disk. */
export function fileSystemsOf(sim: Simulation, backup: Backup): FileSystemOfBackup[] {
  const windows = sim.world.machines.get(backup.machineGuid)?.platform === 'HYPERV';
  return filesOf(sim, backup).map(({ disk }, index) => ({
    guid: partGuid(backup.guid, FILE_SYSTEM_SALT + index),
    volume: windows ? `/dev/sd${'abc'.charAt(index)}2` : `/dev/vd${'abc'.charAt(index)}1`,
    size: disk.size,
    type: windows ? 'ntfs' : index === 0 ? 'ext4' : 'xfs',
    label: index === 0 ? 'root' : `data${String(index)}`,
  }));
}

/** The guid of the card with which a machine was in its n-th network. */
export function networkCardGuid(machineGuid: string, index: number): string {
  return partGuid(machineGuid, CARD_SALT + index);
}

/** Neutral texts: no source prints real ones (14.15). */
const NOT_PRESENT = 'Backup is not present in any backup destination';
const CHAIN_BROKEN = 'A backup that this incremental backup depends on is no longer present';

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

/** Only the second is documented (section 3.3); the others must exist and are named here. */
type IncrementalObstacle =
  'PLATFORM_NOT_SUPPORTED' | 'MISSING_INCREMENTAL_SCHEDULER' | 'MISSING_FULL_BACKUP' | 'MISSING_SNAPSHOT';

/** Whether platform and storage can report changed blocks at all. */
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
