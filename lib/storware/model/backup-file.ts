import type { StorwareRef } from './ref';

/** A file of a backup (STORWARE_API.md 4.3). The detailed fields are null when only the plain list was asked. */
export type StorwareBackupFile = {
  guid: string;
  path: string | null;
  sizeBytes: number | null;
  storedAt: Date | null;
  /** DISK, DISK_INC, VM_IMAGE or a kind of configuration file. */
  fileType: string | null;
  format: string | null;
  disk: {
    guid: string | null;
    name: string | null;
    excludedFromBackup: boolean;
    originalStorage: StorwareRef | null;
  } | null;
  /** The platform's id (uuid) of the storage that it came from (2.2). */
  storageId: string | null;
  mountable: boolean | null;
  iscsiMountable: boolean | null;
};

/** A file system found in a backup (STORWARE_API.md 4.3). */
export type StorwareFileSystem = {
  guid: string;
  volume: string | null;
  sizeBytes: number | null;
  type: string | null;
  label: string | null;
};

const diskFileTypes: ReadonlySet<string> = new Set(['DISK', 'DISK_INC', 'VM_IMAGE']);

/** Whether a restore may lay this file out as a disk (4.3, 5.3.2); files of older servers do not say what they are. */
export function isRestorableFile(file: StorwareBackupFile): boolean {
  return file.fileType === null || diskFileTypes.has(file.fileType);
}
