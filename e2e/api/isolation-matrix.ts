import { rolePermissions } from '@/lib/contracts/me';
import type { Permission } from '@/lib/contracts/me';
import { auditRows } from './isolation-audit';
import { peopleRows } from './isolation-people';
import { policyRows } from './isolation-policies';
import { restoreRows } from './isolation-restores';

/**
 * The ids of a row's request. A spec fills them with the caller's own, with another tenant's, and with unknown ones.
 */
export type Ids = {
  readonly machine: string;
  readonly recoveryPoint: string;
  readonly operation: string;
  readonly policy: string;
  /** A policy of the tenant, and a schedule of it. */
  readonly ownPolicy: string;
  readonly schedule: string;
  /** Another one with two schedules, and the second of them: both may be deleted. */
  readonly endingPolicy: string;
  readonly endingSchedule: string;
  /** An assignment of a machine to one of them. */
  readonly assignment: string;
  readonly destination: string;
  readonly tenant: string;
  /** A mount that is ready. */
  readonly mount: string;
  /** Another one, which may be unmounted. */
  readonly endingMount: string;
  /** Of `mount`. */
  readonly fileSystem: string;
  /** Of `recoveryPoint`. */
  readonly backupFileSystem: string;
  /** The destination of a copy of `recoveryPoint`. */
  readonly copy: string;
  /** The token of a link to files of `mount`, and the id of that download. */
  readonly download: string;
  readonly downloadId: string;
  /** The targets for `recoveryPoint`, which is one of OpenStack. */
  readonly manager: string;
  readonly hypervisor: string;
  readonly cluster: string;
  readonly storage: string;
  readonly project: string;
  readonly network: string;
  readonly flavor: string;
  readonly node: string;
  /** A disk and a network card of `recoveryPoint`. */
  readonly file: string;
  readonly card: string;
  /** An invitation that is open, and another one that may be withdrawn. */
  readonly member: string;
  readonly endingMember: string;
  /** Somebody whose password the tenant's administrator may reset. */
  readonly activeMember: string;
  /** Another session, and an API token, of the caller. */
  readonly ownSession: string;
  readonly ownToken: string;
  /** A tenant that owns nothing, which may be deleted; the provider's. */
  readonly endingTenant: string;
};
export type IdKind = keyof Ids;

/** Kinds of objects without an owner: several tenants may use the same one. */
export const sharedKinds: ReadonlySet<IdKind> = new Set([
  'destination',
  'copy',
  'manager',
  'hypervisor',
  'cluster',
  'storage',
  'project',
  'network',
  'flavor',
  'node',
]);

export type BuiltRequest = {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/**
 * One place of a request that takes an id. With another tenant's id there, the response is that of a missing one:
 * status and body, but for the request id.
 */
export type IdPlace = {
  readonly in: 'path' | 'query' | 'body' | 'header';
  readonly name: string;
  readonly kind: IdKind;
  /** The status of both responses. A filter finds nothing (200); everything else is not found. */
  readonly status: 200 | 404;
  /** Only Storware knows whether it belongs to the caller's own object: only reads are sent to it. */
  readonly reads?: true;
  /** A request of the same route that has this place, where that of the row does not. */
  readonly request?: (ids: Ids, newKey: () => string) => BuiltRequest;
};

export type IsolationRow = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As declared by the handler: `/api/v1/machines/{guid}`. */
  readonly path: string;
  readonly kind: 'tenant' | 'provider' | 'session' | 'public';
  readonly permission: Permission | null;
  readonly ids: readonly IdPlace[];
  /** A request that would succeed with permission and own ids. Starting work needs a new key each time. */
  readonly request: (ids: Ids, newKey: () => string) => BuiltRequest;
  /** The status of such a request; of a stream that of its head. */
  readonly success: 200 | 201 | 202 | 204;
  /** It may be 202 instead, when the work takes longer than a request waits. */
  readonly mayBeAccepted?: true;
  readonly isStream?: true;
  /** Its response is a file. */
  readonly isDownload?: true;
  /** Its response is text of another format, not JSON. */
  readonly isText?: true;
  /** It returns Storware's present data, and an error while Storware can't be reached. */
  readonly isLive?: true;
  /** It answers only who has a code or a link that still holds: everybody else gets not found. */
  readonly isOver?: true;
  /** Requests beyond reading that reach Storware when it succeeds. Default 0. */
  readonly writes?: number;
};

const inPath = (kind: IdKind, name = 'guid'): IdPlace => ({ in: 'path', name, kind, status: 404 });
const xTenant: IdPlace = { in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 };
const json = { 'Content-Type': 'application/json' };
const v1 = '/api/v1';

/**
 * Every route and method of the API, how to call it, and each place in it that takes an id. The census test checks that
 * it is complete.
 */
export const isolationMatrix: readonly IsolationRow[] = [
  {
    method: 'GET',
    path: `${v1}/me`,
    kind: 'session',
    permission: null,
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/me` }),
  },
  {
    method: 'PUT',
    path: `${v1}/me/language`,
    kind: 'session',
    permission: null,
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/me/language`, headers: json, body: { language: 'en' } }),
  },
  {
    method: 'PUT',
    path: `${v1}/me/tenant`,
    kind: 'session',
    permission: null,
    ids: [xTenant, { in: 'body', name: 'tenant', kind: 'tenant', status: 404 }],
    success: 200,
    request: ({ tenant }) => ({ path: `${v1}/me/tenant`, headers: json, body: { tenant } }),
  },
  {
    method: 'GET',
    path: `${v1}/overview`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/overview` }),
  },
  {
    method: 'GET',
    path: `${v1}/status`,
    kind: 'tenant',
    permission: 'status:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/status` }),
  },
  {
    method: 'GET',
    path: `${v1}/metrics/tenant`,
    kind: 'tenant',
    permission: 'status:read',
    ids: [xTenant],
    success: 200,
    isText: true,
    request: () => ({ path: `${v1}/metrics/tenant` }),
  },
  {
    method: 'GET',
    path: `${v1}/machines`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, { in: 'query', name: 'policy', kind: 'policy', status: 200 }],
    success: 200,
    request: ({ policy }) => ({ path: `${v1}/machines?policy=${encodeURIComponent(policy)}` }),
  },
  ...['facets', 'choices'].map((what): IsolationRow => ({
    method: 'GET',
    path: `${v1}/machines/${what}`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/machines/${what}` }),
  })),
  {
    method: 'GET',
    path: `${v1}/search`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/search?q=web` }),
  },
  {
    method: 'GET',
    path: `${v1}/machines/{guid}`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, inPath('machine')],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/machines/${encodeURIComponent(machine)}` }),
  },
  {
    method: 'GET',
    path: `${v1}/machines/{guid}/recovery-points`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, inPath('machine')],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/machines/${encodeURIComponent(machine)}/recovery-points` }),
  },
  {
    method: 'GET',
    path: `${v1}/machines/{guid}/backup-options`,
    kind: 'tenant',
    permission: 'backup:run',
    ids: [xTenant, inPath('machine')],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/machines/${encodeURIComponent(machine)}/backup-options` }),
  },
  {
    method: 'POST',
    path: `${v1}/backups`,
    kind: 'tenant',
    permission: 'backup:run',
    ids: [
      xTenant,
      { in: 'body', name: 'machines', kind: 'machine', status: 404 },
      { in: 'body', name: 'destination', kind: 'destination', status: 404 },
    ],
    success: 202,
    request: ({ machine, destination }, newKey) => ({
      path: `${v1}/backups`,
      headers: { ...json, 'Idempotency-Key': newKey() },
      body: { machines: [machine], type: 'FULL', destination },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/recovery-points/{guid}`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, inPath('recoveryPoint')],
    success: 200,
    request: ({ recoveryPoint }) => ({ path: `${v1}/recovery-points/${encodeURIComponent(recoveryPoint)}` }),
  },
  {
    method: 'GET',
    path: `${v1}/expected-runs`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [
      xTenant,
      { in: 'query', name: 'machine', kind: 'machine', status: 200 },
      {
        in: 'query',
        name: 'policy',
        kind: 'policy',
        status: 200,
        request: ({ policy }) => ({ path: `${v1}/expected-runs?policy=${encodeURIComponent(policy)}` }),
      },
    ],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/expected-runs?machine=${encodeURIComponent(machine)}` }),
  },
  {
    method: 'GET',
    path: `${v1}/operations`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, { in: 'query', name: 'machine', kind: 'machine', status: 200 }],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/operations?machine=${encodeURIComponent(machine)}` }),
  },
  {
    method: 'GET',
    path: `${v1}/operations/{id}`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, inPath('operation', 'id')],
    success: 200,
    request: ({ operation }) => ({ path: `${v1}/operations/${encodeURIComponent(operation)}` }),
  },
  {
    method: 'POST',
    path: `${v1}/operations/{id}/cancel`,
    kind: 'tenant',
    permission: 'operation:cancel',
    ids: [xTenant, inPath('operation', 'id')],
    success: 202,
    request: ({ operation }) => ({ path: `${v1}/operations/${encodeURIComponent(operation)}/cancel` }),
  },
  {
    method: 'GET',
    path: `${v1}/recovery-points/{guid}/mount-options`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('recoveryPoint')],
    success: 200,
    isLive: true,
    request: ({ recoveryPoint }) => ({
      path: `${v1}/recovery-points/${encodeURIComponent(recoveryPoint)}/mount-options`,
    }),
  },
  {
    method: 'GET',
    path: `${v1}/mounts`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, { in: 'query', name: 'machine', kind: 'machine', status: 200 }],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/mounts?machine=${encodeURIComponent(machine)}` }),
  },
  {
    method: 'POST',
    path: `${v1}/mounts`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [
      xTenant,
      { in: 'body', name: 'recoveryPoint', kind: 'recoveryPoint', status: 404 },
      { in: 'body', name: 'copy', kind: 'copy', status: 404 },
      { in: 'body', name: 'fileSystems', kind: 'backupFileSystem', status: 404, reads: true },
    ],
    success: 202,
    writes: 1,
    request: ({ recoveryPoint, copy, backupFileSystem }, newKey) => ({
      path: `${v1}/mounts`,
      headers: { ...json, 'Idempotency-Key': newKey() },
      body: { recoveryPoint, copy, mode: 'MANUAL', fileSystems: [backupFileSystem] },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/mounts/{guid}`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('mount')],
    success: 200,
    request: ({ mount }) => ({ path: `${v1}/mounts/${encodeURIComponent(mount)}` }),
  },
  {
    method: 'GET',
    path: `${v1}/mounts/{guid}/files`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('mount'), { in: 'query', name: 'fileSystem', kind: 'fileSystem', status: 404, reads: true }],
    success: 200,
    isLive: true,
    request: ({ mount, fileSystem }) => ({
      path: `${v1}/mounts/${encodeURIComponent(mount)}/files?path=/etc&fileSystem=${encodeURIComponent(fileSystem)}`,
    }),
  },
  {
    method: 'POST',
    path: `${v1}/mounts/{guid}/download`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('mount'), { in: 'body', name: 'fileSystem', kind: 'fileSystem', status: 404, reads: true }],
    success: 200,
    request: ({ mount, fileSystem }) => ({
      path: `${v1}/mounts/${encodeURIComponent(mount)}/download`,
      headers: json,
      body: { fileSystem, paths: ['/etc'] },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/mounts/{guid}/downloads`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('mount')],
    success: 200,
    request: ({ mount }) => ({ path: `${v1}/mounts/${encodeURIComponent(mount)}/downloads` }),
  },
  {
    method: 'DELETE',
    path: `${v1}/mounts/{guid}/downloads/{id}`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('mount'), inPath('downloadId', 'id')],
    success: 200,
    request: ({ mount, downloadId }) => ({
      path: `${v1}/mounts/${encodeURIComponent(mount)}/downloads/${encodeURIComponent(downloadId)}`,
    }),
  },
  {
    method: 'GET',
    path: `${v1}/downloads/{token}`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('download', 'token')],
    success: 200,
    isDownload: true,
    request: ({ download }) => ({ path: `${v1}/downloads/${encodeURIComponent(download)}` }),
  },
  {
    method: 'POST',
    path: `${v1}/mounts/{guid}/extend`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('mount')],
    success: 202,
    writes: 1,
    request: ({ mount }, newKey) => ({
      path: `${v1}/mounts/${encodeURIComponent(mount)}/extend`,
      headers: { ...json, 'Idempotency-Key': newKey() },
      body: {},
    }),
  },
  {
    method: 'DELETE',
    path: `${v1}/mounts/{guid}`,
    kind: 'tenant',
    permission: 'mount:run',
    ids: [xTenant, inPath('endingMount')],
    success: 202,
    writes: 1,
    request: ({ endingMount }) => ({ path: `${v1}/mounts/${encodeURIComponent(endingMount)}` }),
  },
  ...restoreRows,
  ...auditRows,
  ...peopleRows,
  ...policyRows,
  {
    method: 'GET',
    path: `${v1}/events`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant],
    success: 200,
    isStream: true,
    request: () => ({ path: `${v1}/events` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/machines`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ tenant }) => ({ path: `${v1}/provider/machines?owner=${encodeURIComponent(tenant)}` }),
  },
  {
    method: 'PUT',
    path: `${v1}/provider/ownership`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ machine, tenant }) => ({
      path: `${v1}/provider/ownership`,
      headers: json,
      body: { machines: [machine], tenant },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/tenants`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: () => ({ path: `${v1}/provider/tenants` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/capabilities`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: () => ({ path: `${v1}/provider/capabilities` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/checklist`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: () => ({ path: `${v1}/provider/checklist` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/storware`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: () => ({ path: `${v1}/provider/storware` }),
  },
  {
    method: 'POST',
    path: `${v1}/setup`,
    kind: 'public',
    permission: null,
    ids: [],
    success: 201,
    isOver: true,
    request: () => ({
      path: `${v1}/setup`,
      headers: json,
      body: {
        code: '0000-0000-0000-0000',
        email: 'second@portal.test',
        name: 'Second',
        password: 'a password of nobody',
      },
    }),
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    kind: 'public',
    permission: null,
    ids: [],
    success: 200,
    request: () => ({ path: '/api/openapi.json' }),
  },
];

/** Whether an operator may use the route; else an administrator is asked. */
export function operatorHolds({ permission, kind }: IsolationRow): boolean {
  return kind !== 'tenant' || rolePermissions.OPERATOR.some((held) => held === permission);
}
