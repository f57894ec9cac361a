import type { Machine, MachineDetail } from '@/lib/contracts/machine';
import type { MountDetail } from '@/lib/contracts/mount';
import type { Operation } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';
import type { Policy } from '@/lib/contracts/policy';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import type { Data, Params, QueryName } from '@/lib/client/live/keys';

const at = '2026-11-24T12:00:00.000Z';
const own = { guid: 'm1', name: 'web-01' };
const ownPolicy = { guid: 'p1', name: 'Gold' };

export function operation(version: number, changes: Partial<Operation> = {}): Operation {
  return {
    id: 'o1',
    version,
    kind: 'BACKUP',
    machine: own,
    state: 'RUNNING',
    progress: 10,
    phases: [],
    etaAt: null,
    requestedBy: null,
    origin: 'USER',
    requestedAt: at,
    finishedAt: null,
    failure: null,
    backupType: null,
    result: null,
    note: null,
    source: null,
    ...changes,
  } as unknown as Operation;
}

/** A machine with default values for everything that a test does not need. */
export function machine(
  changes: Partial<Omit<Machine, 'protection'>> & { protection?: Pick<Machine['protection'], 'state' | 'reason'> } = {},
): Machine {
  return {
    ...own,
    platform: 'OpenStack',
    present: true,
    protection: { state: 'LATE', reason: '' },
    policy: ownPolicy,
    lastBackup: null,
    lastSuccessAt: null,
    nextRunAt: null,
    operation: null,
    ...changes,
  } as unknown as Machine;
}

/** A list that fits on one page. */
export function page<T>(items: T[]) {
  return {
    items,
    page: 1,
    pageSize: 50,
    total: items.length,
    asOf: null,
    history: { followedSince: null, oldestAt: null, keptDays: 400 },
  };
}

const score = { expected: 0, kept: 0, percent: null };
const scores = { days7: score, days30: score };

export function overview(running: Operation[], attention: Machine[] = []): Overview {
  const protection = new Proxy({}, { get: () => 0 }) as Overview['protection'];
  return {
    machines: { total: 1, present: 1, removed: 0 },
    protection,
    scores,
    days: [],
    worstPolicies: [],
    restorable: 1,
    failures: [],
    failuresTotal: 0,
    running,
    attention,
    attentionTotal: attention.length,
    nextRuns: [],
    asOf: null,
  };
}

const detail = {
  ...machine(),
  platformId: null,
  disks: [],
  tags: [],
  schedules: [],
  lastFull: null,
  lastIncremental: null,
  recoveryPointCount: 1,
  recentRuns: [],
  scores,
  asOf: null,
} as unknown as MachineDetail;
const point = {
  guid: 'r1',
  machine: own,
  type: 'FULL',
  status: 'SUCCESS',
  startedAt: at,
  copies: [],
  restorable: true,
} as unknown as RecoveryPointDetail;
const mount: MountDetail = {
  guid: 't1',
  machine: own,
  recoveryPoint: { guid: 'r1', startedAt: at },
  mode: 'AUTO',
  state: 'READY',
  stateText: null,
  modeText: null,
  reason: null,
  requestedBy: null,
  since: at,
  readyAt: at,
  endsAt: null,
  extendsByMs: null,
  extendingSince: null,
  operation: null,
  fileSystems: [],
  targets: [],
};
const policy = { ...ownPolicy, machines: [own], schedules: [] } as unknown as Policy;
const run = {
  at,
  windowEndsAt: at,
  machine: own,
  policy: ownPolicy,
  schedule: { guid: 's1', name: 'Nightly' },
  state: 'KEPT',
};

/** One of each query of the product, about the machine m1, its policy p1, work o1, point r1 and mount t1. */
const samples: { [N in QueryName]: { params: Params<N>; data: unknown } } = {
  me: { params: {}, data: {} },
  freshness: { params: {}, data: {} },
  overview: { params: {}, data: overview([operation(2)], [machine()]) },
  machines: { params: {}, data: page([machine()]) },
  machine: { params: { guid: 'm1' }, data: detail },
  'every-machine': { params: {}, data: { items: [machine()], total: 1 } },
  'machine-facets': { params: {}, data: { platforms: [], policies: [ownPolicy] } },
  search: { params: { text: 'web' }, data: { machines: [machine()], policies: [ownPolicy] } },
  policies: { params: {}, data: page([policy]) },
  policy: { params: { guid: 'p1' }, data: policy },
  'policy-options': { params: {}, data: {} },
  schedule: { params: { guid: 's1' }, data: {} },
  'schedule-preview': { params: { body: {} }, data: {} },
  'expected-runs': { params: { machine: 'm1' }, data: page([run]) },
  'recovery-points': { params: { machine: 'm1' }, data: page([point]) },
  'newest-restorable': { params: { machine: 'm1' }, data: point },
  'recent-points': { params: { machine: 'm1', from: at }, data: { points: [point], isCut: false } },
  'recovery-point': { params: { guid: 'r1' }, data: point },
  'backup-options': { params: { machine: 'm1' }, data: {} },
  operations: { params: {}, data: page([operation(2)]) },
  operation: { params: { id: 'o1' }, data: operation(2) },
  restores: { params: { machine: null }, data: page([{ id: 'x', machine: own, result: null }]) },
  'restore-options': { params: { point: 'r1' }, data: { machine: own } },
  preflight: { params: { body: {} }, data: {} },
  mounts: { params: {}, data: page([mount]) },
  mount: { params: { guid: 't1' }, data: mount },
  'mount-files': { params: { mount: 't1', path: '/' }, data: {} },
  'mount-options': { params: { point: 'r1' }, data: { machine: own } },
  downloads: { params: { mount: 't1' }, data: { items: [] } },
  'provider-machines': { params: {}, data: page([]) },
  'provider-platforms': { params: {}, data: [] },
  'provider-tenants': { params: {}, data: {} },
  'provider-tenant': { params: { slug: 'acme' }, data: {} },
  audit: { params: {}, data: page([]) },
  'provider-audit': { params: {}, data: page([]) },
  storware: { params: {}, data: {} },
  capabilities: { params: {}, data: { items: [] } },
  members: { params: {}, data: page([]) },
  checklist: { params: {}, data: { done: true, items: [] } },
};

export function sample<N extends QueryName>(name: N): { params: Params<N>; data: Data<N> } {
  return samples[name] as { params: Params<N>; data: Data<N> };
}
