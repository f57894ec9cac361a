import type { OpenEnum } from './open-enum';

/** Task types of 7.4 (STORWARE_API.md 12.1). Names of older servers never leave the wire: see `normalTaskType`. */
export type StorwareTaskType = OpenEnum<
  | 'BACKUP_CLEANUP'
  | 'DELETE'
  | 'EXPORT'
  | 'IMPORT'
  | 'INVENTORY_SYNC'
  | 'LIVE_MIGRATION'
  | 'MOUNT'
  | 'RESTORE'
  | 'SCOPED_INVENTORY_SYNC'
  | 'SNAPSHOT'
  | 'SNAPSHOT_CLEANUP'
  | 'SNAPSHOT_REVERSION'
  | 'STAGING_CLEANUP'
  | 'STORE'
  | 'UNMOUNT'
  | 'UPLOAD'
>;

const aliases: ReadonlyMap<string, StorwareTaskType> = new Map([
  ['INDEX', 'INVENTORY_SYNC'],
  ['OLD_BACKUPS_REMOVAL', 'BACKUP_CLEANUP'],
  ['OLD_SNAPSHOTS_REMOVAL', 'SNAPSHOT_CLEANUP'],
]);

/** Today's name of a task type that a server may call by its old one (STORWARE_API.md 13.10); an unknown name stays as it is. */
export function normalTaskType(name: string): StorwareTaskType {
  return aliases.get(name) ?? name;
}

/** Whether servers of different ages call this type differently, so that it must not be sent as a filter. */
export function wasRenamed(type: StorwareTaskType): boolean {
  return [...aliases.values()].includes(type);
}
