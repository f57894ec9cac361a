import type { StorwareRef } from './ref';

/** A disk of a machine (STORWARE_API.md 3.3). An excluded disk is re-created empty at restore. */
export type StorwareDisk = {
  guid: string;
  uuid: string | null;
  name: string | null;
  sizeBytes: number | null;
  present: boolean;
  excludedFromBackup: boolean;
  /** An unsupported disk can't be backed up, whatever `excludedFromBackup` says. */
  supported: boolean;
  type: string | null;
  originalStorage: StorwareRef | null;
  machineGuid: string | null;
};
