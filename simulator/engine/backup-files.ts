import { isUsable } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { Disk } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import { partGuid } from '@/simulator/random';

import { includedDisks } from './disks';
import type { Simulation } from './simulation';

const FILE_SALT = 400;
const FILE_SYSTEM_SALT = 500;
const CARD_SALT = 300;

export interface FileOfDisk {
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

export interface FileSystemOfBackup {
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
