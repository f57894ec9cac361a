import type { BuiltRequest, IdPlace, Ids, IsolationRow } from './isolation-matrix';

const xTenant: IdPlace = { in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 };
const json = { 'Content-Type': 'application/json' };
const v1 = '/api/v1';

type Body = Readonly<Record<string, unknown>>;
type Build = (ids: Ids, body: Body, newKey: () => string) => BuiltRequest;

const preflight: Build = ({ recoveryPoint }, body) => ({
  path: `${v1}/recovery-points/${encodeURIComponent(recoveryPoint)}/preflight`,
  headers: json,
  body,
});
const start: Build = (_, body, newKey) => ({
  path: `${v1}/restores`,
  headers: { ...json, 'Idempotency-Key': newKey() },
  body,
});

/** A restore to OpenStack with a value in every field of that platform. */
function bodyOf({ recoveryPoint, copy, manager, project, cluster, storage, file, card, network, flavor }: Ids): Body {
  return {
    recoveryPoint,
    mode: 'IMPORT',
    copy,
    name: 'isolation-restored',
    hypervisorManager: manager,
    project,
    cluster,
    flavor,
    disks: [{ file, storage }],
    networks: [{ card, network }],
  };
}

/**
 * Every place of the body that takes an id; those not used by this platform have a body of their own, where they must
 * not exist either.
 */
function placesOf(build: Build): IdPlace[] {
  const inBody = (name: string, kind: IdPlace['kind']): IdPlace => ({ in: 'body', name, kind, status: 404 });
  const beside = (name: string, kind: IdPlace['kind'], more: (ids: Ids) => Body): IdPlace => ({
    ...inBody(name, kind),
    request: (ids, newKey) => build(ids, { ...bodyOf(ids), ...more(ids) }, newKey),
  });
  return [
    inBody('recoveryPoint', 'recoveryPoint'),
    inBody('copy', 'copy'),
    inBody('hypervisorManager', 'manager'),
    inBody('project', 'project'),
    inBody('cluster', 'cluster'),
    inBody('flavor', 'flavor'),
    inBody('disks.0.storage', 'storage'),
    { ...inBody('disks.0.file', 'file'), reads: true },
    inBody('networks.0.network', 'network'),
    { ...inBody('networks.0.card', 'card'), reads: true },
    beside('storage', 'storage', ({ storage }) => ({ storage, disks: [] })),
    beside('hypervisor', 'hypervisor', ({ hypervisor }) => ({ hypervisor })),
    beside('node', 'node', ({ node }) => ({ node })),
    beside('overwriteMachines', 'machine', ({ machine }) => ({ overwrite: true, overwriteMachines: [machine] })),
    {
      ...inBody('node of files', 'node'),
      request: (ids, newKey) =>
        build(ids, { recoveryPoint: ids.recoveryPoint, mode: 'FILE_SYSTEM', node: ids.node }, newKey),
    },
  ];
}

/** The rows of restores and of their options. */
export const restoreRows: readonly IsolationRow[] = [
  {
    method: 'GET',
    path: `${v1}/recovery-points/{guid}/restore-options`,
    kind: 'tenant',
    permission: 'restore:run',
    ids: [xTenant, { in: 'path', name: 'guid', kind: 'recoveryPoint', status: 404 }],
    success: 200,
    isLive: true,
    request: ({ recoveryPoint }) => ({
      path: `${v1}/recovery-points/${encodeURIComponent(recoveryPoint)}/restore-options`,
    }),
  },
  {
    method: 'POST',
    path: `${v1}/recovery-points/{guid}/preflight`,
    kind: 'tenant',
    permission: 'restore:run',
    ids: [xTenant, { in: 'path', name: 'guid', kind: 'recoveryPoint', status: 404 }, ...placesOf(preflight)],
    success: 200,
    request: (ids, newKey) => preflight(ids, bodyOf(ids), newKey),
  },
  {
    method: 'POST',
    path: `${v1}/restores`,
    kind: 'tenant',
    permission: 'restore:run',
    ids: [xTenant, ...placesOf(start)],
    success: 202,
    writes: 1,
    request: (ids, newKey) => start(ids, bodyOf(ids), newKey),
  },
  {
    method: 'GET',
    path: `${v1}/restores`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/restores` }),
  },
  {
    method: 'GET',
    path: `${v1}/machines/{guid}/restores`,
    kind: 'tenant',
    permission: 'machine:read',
    ids: [xTenant, { in: 'path', name: 'guid', kind: 'machine', status: 404 }],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/machines/${encodeURIComponent(machine)}/restores` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/tenants/{slug}/entitlements`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ tenant }) => ({ path: `${v1}/provider/tenants/${encodeURIComponent(tenant)}/entitlements` }),
  },
  {
    method: 'PUT',
    path: `${v1}/provider/tenants/{slug}/entitlements`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ tenant, destination }) => ({
      path: `${v1}/provider/tenants/${encodeURIComponent(tenant)}/entitlements`,
      headers: json,
      body: {
        ownPlaces: true,
        iscsi: false,
        defaultDestination: destination,
        listed: {
          destinations: [destination],
          managers: [],
          hypervisors: [],
          clusters: [],
          storages: [],
          projects: [],
          networks: [],
          flavors: [],
          nodes: [],
        },
      },
    }),
  },
];
