import type { OpenEnum } from './open-enum';
import type { StorwareRef } from './ref';

/** Where a rule stores backups, and how long they are kept (STORWARE_API.md 8.2). */
export type StorwareRuleDestination = {
  role: OpenEnum<'PRIMARY' | 'SECONDARY'>;
  /** Null when the server has an entry for it but names it no longer: it was deleted. */
  destination: StorwareRef | null;
  active: boolean;
  retention: {
    keepLastFull: number | null;
    keepFullNewerThanMs: number | null;
    keepLastIncremental: number | null;
    keepIncrementalNewerThanMs: number | null;
  } | null;
};

/** A rule of a backup policy (STORWARE_API.md 8.3). A rule that a list names only by guid has no destinations and schedules here. */
export type StorwareRule = {
  guid: string;
  name: string | null;
  policy: StorwareRef | null;
  active: boolean;
  position: number | null;
  schedules: StorwareRef[];
  destinations: StorwareRuleDestination[];
  backupCount: number | null;
  markedForDeletion: boolean;
  raw: Record<string, unknown>;
};
