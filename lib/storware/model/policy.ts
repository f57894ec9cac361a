import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';
import type { StorwareRule } from './rule';

/** A backup policy for virtual machines (STORWARE_API.md 8.1, 8.3). */
export type StorwarePolicy = {
  guid: string;
  name: string;
  active: boolean;
  priority: number | null;
  machineCount: number | null;
  /** Only details carry them; null in lists. */
  machines: StorwareRef[] | null;
  /** Without those marked for deletion. */
  rules: StorwareRule[];
  autoRemoveNonPresent: boolean | null;
  autoAssignMode: OpenEnum<'DISABLED' | 'ASSIGN_ONLY' | 'ASSIGN_AND_REMOVE'> | null;
  averageBackupSizeBytes: number | null;
  projects: StorwareRef[];
  visibleForAllProjects: boolean | null;
  tenantId: string | null;
  raw: Record<string, unknown>;
};
