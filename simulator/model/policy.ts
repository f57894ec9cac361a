/** Retention of one kind of destination; null means that this limit does not exist. */
export interface Retention {
  keepLastNFull: number | null;
  keepFullNewerThanMs: number | null;
  keepLastNIncremental: number | null;
  keepIncrementalNewerThanMs: number | null;
  keepLastWhenSourceExists: boolean;
}

export interface RuleDestination {
  guid: string;
  role: 'PRIMARY' | 'SECONDARY';
  destinationGuid: string;
  active: boolean;
  daysToKeepRetentionLock: number;
  retention: Retention;
  /** Fields of requests that this server does not know; it gives them back. */
  extra?: Record<string, unknown>;
}

/** Schedules hang on rules (13.20); the rule keeps their guids. */
export interface Rule {
  guid: string;
  name: string;
  policyGuid: string;
  active: boolean;
  position: number;
  markedForDeletion: boolean;
  scheduleGuids: string[];
  destinations: RuleDestination[];
  /** Of a snapshot policy's rule: how many snapshots, and of how many days, are kept; null means that this limit does not exist. */
  snapshots?: { versions: number | null; days: number | null };
  extra?: Record<string, unknown>;
}

export interface AutoAssign {
  mode: 'DISABLED' | 'ASSIGN_ONLY' | 'ASSIGN_AND_REMOVE';
  includeTags: string[];
  excludeTags: string[];
  includeRegExps: string[];
  excludeRegExps: string[];
  clusterGuids: string[];
  projectGuids: string[];
}

/** A backup policy or, with `kind` vm-snapshot, a snapshot policy. Its machines are in the world's index. */
export interface Policy {
  guid: string;
  kind: 'vm-backup' | 'vm-snapshot';
  name: string;
  active: boolean;
  priority: number;
  autoRemoveNonPresent: boolean;
  autoAssign: AutoAssign;
  backupRetryCount: number;
  failExportThreshold: number | null;
  failStoreThreshold: number | null;
  projectGuids: string[];
  projectUuid: string | null;
  visibleForAllProjects: boolean;
  dailyReportEnabled: boolean;
  disableCleanOldBackups: boolean;
  quiesceBeforeSnapshot: boolean;
  scanFileSystem: boolean;
  tenantId: string | null;
  ruleGuids: string[];
  /** To whom its daily report goes. */
  mailingListGuid?: string | null;
  extra?: Record<string, unknown>;
}

/** Auto-assignment as it must be where tenants share a server (section 16). */
export function noAutoAssign(): AutoAssign {
  return {
    mode: 'DISABLED',
    includeTags: [],
    excludeTags: [],
    includeRegExps: [],
    excludeRegExps: [],
    clusterGuids: [],
    projectGuids: [],
  };
}
