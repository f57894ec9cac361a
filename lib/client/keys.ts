import type { ExpectedRunState } from '@/lib/contracts/expected-run';
import type { ProtectionState } from '@/lib/contracts/machine';
import type { MountState } from '@/lib/contracts/mount';
import type { OperationKind, OperationOrigin, OperationState } from '@/lib/contracts/operation';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';

export interface ListParams {
  page?: number | undefined;
  pageSize?: number | undefined;
  sort?: string | undefined;
  search?: string | undefined;
}

export interface MachineListParams extends ListParams {
  platform?: readonly string[] | undefined;
  presence?: 'present' | 'removed' | undefined;
  protection?: readonly ProtectionState[] | undefined;
  policy?: string | undefined;
}

export interface RecoveryPointListParams extends ListParams {
  status?: readonly RecoveryPointStatus[] | undefined;
  type?: readonly RecoveryPoint['type'][] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface OperationListParams extends ListParams {
  state?: readonly OperationState[] | undefined;
  kind?: readonly OperationKind[] | undefined;
  origin?: readonly OperationOrigin[] | undefined;
  machine?: string | undefined;
  /** Backups that only the backup system's own history knows are listed too. */
  recorded?: 'true' | undefined;
}

export interface RestoreListParams extends ListParams {
  state?: readonly OperationState[] | undefined;
}

export interface MountListParams extends ListParams {
  state?: readonly MountState[] | undefined;
  machine?: string | undefined;
}

export interface MountFileParams extends ListParams {
  /** Absent when the mount has one only. */
  fileSystem?: string | undefined;
  path: string;
}

export interface ExpectedRunListParams extends ListParams {
  state?: readonly ExpectedRunState[] | undefined;
  machine?: string | undefined;
  policy?: string | undefined;
}

export interface ProviderMachineListParams extends ListParams {
  owner?: string | undefined;
  platform?: string | undefined;
}

/** Every key of the cache, from the general to the particular, so that a prefix invalidates all below it. */
export const keys = {
  me: ['me'],
  freshness: ['freshness'],
  overview: ['overview'],
  machines: {
    all: ['machines'],
    lists: ['machines', 'list'],
    list: (params: MachineListParams) => ['machines', 'list', params],
    details: ['machines', 'detail'],
    detail: (guid: string) => ['machines', 'detail', guid],
    /** All of the tenant, to choose from. */
    every: ['machines', 'every'],
    /** Counts for the filters. */
    facets: ['machines', 'facets'],
  },
  search: {
    all: ['search'],
    of: (text: string) => ['search', text],
  },
  policies: {
    all: ['policies'],
    lists: ['policies', 'list'],
    list: (params: ListParams) => ['policies', 'list', params],
    detail: (guid: string) => ['policies', 'detail', guid],
  },
  /** Not below `policies`: what may be chosen does not change with them. */
  policyOptions: ['policy-options'],
  schedules: {
    all: ['schedules'],
    detail: (guid: string) => ['schedules', 'detail', guid],
  },
  schedulePreview: {
    of: (body: object | null) => ['schedule-preview', body],
  },
  expectedRuns: {
    all: ['expected-runs'],
    list: (params: ExpectedRunListParams) => ['expected-runs', params],
  },
  recoveryPoints: {
    all: ['recovery-points'],
    ofMachine: (machine: string) => ['recovery-points', 'list', machine],
    list: (machine: string, params: RecoveryPointListParams) => ['recovery-points', 'list', machine, params],
    detail: (guid: string) => ['recovery-points', 'detail', guid],
  },
  backupOptions: {
    all: ['backup-options'],
    of: (machine: string) => ['backup-options', machine],
  },
  operations: {
    all: ['operations'],
    lists: ['operations', 'list'],
    list: (params: OperationListParams) => ['operations', 'list', params],
    details: ['operations', 'detail'],
    detail: (id: string) => ['operations', 'detail', id],
  },
  restores: {
    lists: ['restores'],
    /** `machine` null: those of the whole tenant. */
    list: (machine: string | null, params: RestoreListParams) => ['restores', machine, params],
  },
  restoreOptions: {
    of: (point: string) => ['restore-options', point],
  },
  preflight: {
    of: (body: object) => ['preflight', body],
  },
  mounts: {
    all: ['mounts'],
    lists: ['mounts', 'list'],
    list: (params: MountListParams) => ['mounts', 'list', params],
    detail: (guid: string) => ['mounts', 'detail', guid],
  },
  /** Not below `mounts`: what is in a backup never changes, however its mount does. */
  mountFiles: {
    all: ['mount-files'],
    list: (mount: string, params: MountFileParams) => ['mount-files', mount, params],
  },
  mountOptions: {
    all: ['mount-options'],
    of: (point: string) => ['mount-options', point],
  },
  downloads: {
    ofMount: (mount: string) => ['downloads', mount],
  },
  provider: {
    all: ['provider'],
    machines: ['provider', 'machines'],
    machineList: (params: ProviderMachineListParams) => ['provider', 'machines', params],
    tenants: ['provider', 'tenants'],
    storware: ['provider', 'storware'],
  },
} as const;
