import type * as z from 'zod';
import type { ReadOptions } from '@/lib/client/http/api';
import type { AuditAction, AuditList, AuditOutcome } from '@/lib/contracts/audit';
import type { BackupOptions } from '@/lib/contracts/backup';
import type { ExpectedRunList, ExpectedRunState } from '@/lib/contracts/expected-run';
import type { Freshness } from '@/lib/contracts/events';
import type {
  MachineChoices,
  MachineDetail,
  MachineFacets,
  MachineList,
  ProtectionState,
} from '@/lib/contracts/machine';
import type { Me } from '@/lib/contracts/me';
import type { MemberList } from '@/lib/contracts/member';
import type { DownloadList, FileList, MountDetail, MountList, MountOptions, MountState } from '@/lib/contracts/mount';
import type {
  Operation,
  OperationKind,
  OperationList,
  OperationOrigin,
  OperationState,
} from '@/lib/contracts/operation';
import type { Overview, SearchAnswer } from '@/lib/contracts/overview';
import type { Policy, PolicyList, PolicyOptions } from '@/lib/contracts/policy';
import type { CapabilityList, Checklist, ProviderMachineList, StorwareLink } from '@/lib/contracts/provider';
import type {
  RecoveryPoint,
  RecoveryPointDetail,
  RecoveryPointList,
  RecoveryPointStatus,
} from '@/lib/contracts/recovery-point';
import type { Preflight, RestoreList, RestoreOptions, RestoreState } from '@/lib/contracts/restore';
import type { Preview, ScheduleDetail } from '@/lib/contracts/schedule';
import type { ProviderTenantDetail, ProviderTenantList } from '@/lib/contracts/tenant';

export interface ListParams {
  page?: number | undefined;
  pageSize?: number | undefined;
  sort?: string | undefined;
  search?: string | undefined;
}

export interface MachineListParams extends ListParams {
  platform?: readonly string[] | undefined;
  presence?: 'present' | 'removed' | undefined;
  restorable?: 'yes' | 'no' | undefined;
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
  /** Includes backups known only from Storware's own history. */
  recorded?: 'true' | undefined;
}

export interface RestoreListParams extends ListParams {
  state?: readonly RestoreState[] | undefined;
}

export interface MountListParams extends ListParams {
  state?: readonly MountState[] | undefined;
  machine?: string | undefined;
}

export interface MountFileParams extends ListParams {
  /** Absent when the mount has only one. */
  fileSystem?: string | undefined;
  path: string;
}

export interface ExpectedRunListParams extends ListParams {
  state?: readonly ExpectedRunState[] | undefined;
  machine?: string | undefined;
  policy?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface AuditListParams extends ListParams {
  actor?: string | undefined;
  action?: readonly AuditAction[] | undefined;
  object?: string | undefined;
  outcome?: readonly AuditOutcome[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface ProviderMachineListParams extends ListParams {
  owner?: string | undefined;
  platform?: string | undefined;
}

export interface RecentPoints {
  /** Newest first. */
  points: readonly RecoveryPoint[];
  /** True when there were more than are read at once. */
  isCut: boolean;
}

type OfMachine = { machine: string };
type One = { guid: string };
type Nothing = Record<string, never>;

/**
 * The content of the cache: the name of each query with its parameters and its data. Its rule for each event is in
 * `event-effects.ts`, which has an entry for every name here.
 */
interface Queries {
  me: { params: Nothing; data: Me };
  freshness: { params: Nothing; data: Freshness };
  overview: { params: Nothing; data: Overview };
  machines: { params: MachineListParams; data: MachineList };
  machine: { params: One; data: MachineDetail };
  'every-machine': { params: Nothing; data: MachineChoices };
  'machine-facets': { params: Nothing; data: MachineFacets };
  search: { params: { text: string }; data: SearchAnswer };
  policies: { params: ListParams; data: PolicyList };
  policy: { params: One; data: Policy };
  'policy-options': { params: Nothing; data: PolicyOptions };
  schedule: { params: One; data: ScheduleDetail };
  'schedule-preview': { params: { body: object | null }; data: Preview };
  'expected-runs': { params: ExpectedRunListParams; data: ExpectedRunList };
  'recovery-points': { params: OfMachine & RecoveryPointListParams; data: RecoveryPointList };
  'newest-restorable': { params: OfMachine; data: RecoveryPoint | null };
  'recent-points': { params: OfMachine & { from: string }; data: RecentPoints };
  'recovery-point': { params: One; data: RecoveryPointDetail };
  'backup-options': { params: OfMachine; data: BackupOptions };
  operations: { params: OperationListParams; data: OperationList };
  operation: { params: { id: string }; data: Operation };
  /** `machine` null: those of the whole tenant. */
  restores: { params: { machine: string | null } & RestoreListParams; data: RestoreList };
  'restore-options': { params: { point: string }; data: RestoreOptions };
  preflight: { params: { body: object }; data: Preflight };
  members: { params: ListParams; data: MemberList };
  mounts: { params: MountListParams; data: MountList };
  mount: { params: One; data: MountDetail };
  'mount-files': { params: { mount: string } & MountFileParams; data: FileList };
  'mount-options': { params: { point: string }; data: MountOptions };
  downloads: { params: { mount: string }; data: DownloadList };
  'provider-machines': { params: ProviderMachineListParams; data: ProviderMachineList };
  'provider-platforms': { params: Nothing; data: readonly string[] };
  'provider-tenants': { params: Nothing; data: ProviderTenantList };
  'provider-tenant': { params: { slug: string }; data: ProviderTenantDetail };
  audit: { params: AuditListParams; data: AuditList };
  'provider-audit': { params: AuditListParams; data: AuditList };
  storware: { params: Nothing; data: StorwareLink };
  capabilities: { params: Nothing; data: CapabilityList };
  checklist: { params: Nothing; data: Checklist };
}
export type QueryName = keyof Queries;
export type Params<N extends QueryName> = Queries[N]['params'];
export type Data<N extends QueryName> = Queries[N]['data'];
export type Key<N extends QueryName> = readonly [N, Params<N>];

/** The key of one query of the cache. */
export function keyOf<N extends QueryName>(
  name: N,
  ...[params]: Nothing extends Params<N> ? [params?: Params<N>] : [params: Params<N>]
): Key<N> {
  return [name, params ?? {}];
}

/**
 * Reads one path of the portal's API, as part of a query: the browser over the network, the server within its own
 * process.
 */
export type ReadApi = <S extends z.ZodType>(schema: S, path: string, ask?: ReadOptions) => Promise<z.output<S>>;

/**
 * What a query reads, for browser and server alike. It may read several paths; its data is as old as its oldest part.
 */
export interface Read<N extends QueryName> {
  key: Key<N>;
  read: (ask: ReadApi) => Promise<Data<N>>;
}

/** Defines what a query of the cache reads. */
export function readOf<N extends QueryName>(key: Key<N>, read: (ask: ReadApi) => Promise<Data<N>>): Read<N> {
  return { key, read };
}
