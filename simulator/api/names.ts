import type { Backup } from '@/simulator/model/backup';

/** 2025-11-20 01:00:04, UTC. */
export function timeLabel(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
}

/** The composed name of a backup: a label, not a key (2.1). */
export function backupName(backup: Backup): string {
  return `${backup.machineName} - ${timeLabel(backup.snapshotTime ?? backup.createdAt)}`;
}

/** An object's own name. */
export function nameOf(object: { name: string }): string {
  return object.name;
}
