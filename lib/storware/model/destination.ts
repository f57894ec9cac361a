import type { StorwareRef } from './ref';

/** A backup destination (STORWARE_API.md 11.5). Sizes are null for object storage. */
export type StorwareDestination = {
  guid: string;
  name: string;
  type: string | null;
  description: string | null;
  isDefault: boolean;
  /** What the server calls `totalAvailableSpace` is the capacity (13.37). */
  capacityBytes: number | null;
  usedBytes: number | null;
  freeBytes: number | null;
  visibleForAllMachines: boolean | null;
  projects: StorwareRef[];
  nodeConfigs: StorwareRef[];
};
