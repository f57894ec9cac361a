import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import { MachineListQuery } from '@/lib/contracts/machine';
import { OperationListQuery } from '@/lib/contracts/operation';
import { PolicyListQuery } from '@/lib/contracts/policy';
import { RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import { RestoreListQuery } from '@/lib/contracts/restore';
import { ScheduleListQuery } from '@/lib/contracts/schedule';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import { continueCancellations } from '@/lib/journal/operations/cancel-operation';
import { liveTaskGuids } from '@/lib/journal/operations/observe-tasks';
import { takeOverSagas } from '@/lib/journal/policies/drive-saga';
import { resolveUnknown } from '@/lib/journal/operations/resolve-unknown';
import { claimByRestore } from '@/lib/mirror/machines/claims';
import { loadSummaryOfMachine, loadPolicySummaries } from '@/lib/mirror/policies/policy-summary';
import { reevaluateProtection } from '@/lib/mirror/machines/evaluate-protection';
import { isMountWorkRecent, nextMountPoll } from '@/lib/mirror/mounts/sync-mounts';
import { listExpectedRuns } from '@/lib/portal/expected-runs/list-expected-runs';
import { getMachine } from '@/lib/portal/machines/get-machine';
import { listMachines } from '@/lib/portal/machines/list-machines';
import { getOperation, listOperations } from '@/lib/portal/operations/operations';
import { getOverview } from '@/lib/portal/overview/get-overview';
import { getPolicy, listPolicies } from '@/lib/portal/policies/read-policies';
import { listRecoveryPoints } from '@/lib/portal/recovery-points/recovery-points';
import { listRestores, listRestoresOfMachine } from '@/lib/portal/restores/read-restores';
import { listSchedules } from '@/lib/portal/schedules/read-schedules';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { runHousekeeping } from '@/lib/worker/housekeeping';
import { openTestFixture } from './test-fixture';
import type { TestFixture } from './test-fixture';

/** Tables that grow with use: no page and no frequent round may read one of these completely. */
const growing: ReadonlySet<string> = new Set([
  'Operation',
  'OperationTask',
  'MirrorBackup',
  'MirrorRestoreJob',
  'ExpectedRun',
  'ChangeEvent',
  'AuditEntry',
  'IdempotencyRecord',
  'Saga',
  'Download',
  'ScheduleEvent',
]);

type Statement = { text: string; values: unknown[] };
type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };

let fixture: TestFixture;
let scope: TenantScope;
const machines = 4_000;
const own = Array.from({ length: 12 }, (_, index) => `m-${index}`);

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 12 });
  scope = await fixture.tenant('ADMIN', own);
  await fill(scope.tenant.id);
});
afterAll(() => fixture.close());

/** Sample data like two years of 4,000 machines in small, with the same proportions. */
async function fill(tenantId: string): Promise<void> {
  const run = (sql: string) => db().$executeRawUnsafe(sql);
  const other = await db().tenant.create({ data: { slug: 'another', name: 'Another' } });
  await run(`INSERT INTO "MirrorMachine" (guid, name, platform, present, "policyGuid", "policyName", "contentHash", tags, "networkGuids", "backupsAt", "nextRunAt", "policySince")
    SELECT 'm-' || i, 'web-' || i, 'OPENSTACK', true, 'p-' || (i % 40), 'Policy ' || (i % 40), 'x', '{}', '{}', now(), now() + interval '1 h' * (1 + i % 24), now() FROM generate_series(0, ${machines - 1}) i`);
  await run(
    `INSERT INTO "Ownership" (kind, guid, "tenantId", source) SELECT 'MACHINE', 'm-' || i, '${other.id}', 'MANUAL' FROM generate_series(${own.length}, ${machines - 1}) i`,
  );
  await run(
    `INSERT INTO "MirrorPolicy" (guid, name, active, priority, rules, "contentHash") SELECT 'p-' || i, 'Policy ' || i, true, 50, '[]', 'x' FROM generate_series(0, 39) i`,
  );
  await run(`INSERT INTO "MirrorBackup" (guid, "machineGuid", status, type, "startedAt", "snapshotAt", warnings, locations, restorable, "contentHash")
    SELECT 'b-' || i, 'm-' || (i % ${machines}), 'SUCCESS', 'FULL', now() - interval '1 min' * i, now() - interval '1 min' * i, '{}', '[]', true, 'x' FROM generate_series(0, 39999) i`);
  await run(`INSERT INTO "MirrorRestoreJob" (guid, "machineGuid", "backupGuid", type, status, warnings, "restoredAt", "contentHash", "firstSeenAt")
    SELECT 'j-' || i, 'm-' || (i % ${machines}), 'b-' || i, 'RESTORE', 'SUCCESS', '{}', now() - interval '1 h' * i, 'x', now() - interval '1 h' * i FROM generate_series(0, 7999) i`);
  await run(`INSERT INTO "Operation" (id, "tenantId", kind, origin, state, submission, "machineGuid", "machineName", "requestedAt", "finishedAt", "backupGuid", "mountGuid", "resultMachineGuid")
    SELECT 'o-' || i, CASE WHEN i % ${machines} < ${own.length} THEN '${tenantId}' ELSE '${other.id}' END, (ARRAY['BACKUP','BACKUP','BACKUP','RESTORE','MOUNT'])[1 + i % 5]::"OperationKind", 'SCHEDULE',
      (CASE WHEN i < 20 THEN 'RUNNING' ELSE 'SUCCEEDED' END)::"OperationState", 'OBSERVED', 'm-' || (i % ${machines}), 'web', now() - interval '5 min' * i, CASE WHEN i < 20 THEN NULL ELSE now() - interval '5 min' * i END,
      'b-' || i, CASE WHEN i % 5 = 4 THEN 'mount-' || i END, CASE WHEN i % 5 = 3 THEN 'made-' || i END FROM generate_series(0, 39999) i`);
  await run(
    `INSERT INTO "OperationTask" (guid, "operationId", type, state, progress, "firstSeenAt") SELECT 't-' || i, 'o-' || i, 'EXPORT', CASE WHEN i < 20 THEN 'RUNNING' ELSE 'FINISHED' END, 100, now() FROM generate_series(0, 39999) i`,
  );
  await run(`INSERT INTO "ExpectedRun" ("scheduleGuid", "machineGuid", "dueAt", "windowEndsAt", "policyGuid", state, "judgedAt")
    SELECT 's-' || (i % 40), 'm-' || (i % ${machines}), now() - interval '1 h' * (i / ${machines} * 24 + 1), now() - interval '1 h' * (i / ${machines} * 24), 'p-' || (i % 40), 'KEPT', now() FROM generate_series(0, 79999) i`);
  await run(
    `INSERT INTO "ChangeEvent" ("tenantId", kind, "objectId", at) SELECT '${tenantId}', 'machine', 'm-1', now() - interval '1 s' * (i / 10) FROM generate_series(0, 29999) i`,
  );
  await run(
    `INSERT INTO "AuditEntry" (id, chain, seq, "prevHash", hash, "tenantId", "actorName", "actorKind", action, outcome, at) SELECT 'a-' || i, '${other.id}', 20000 - i, '', '', '${other.id}', 'x', 'USER', 'x', 'SUCCEEDED', now() - interval '1 min' * i FROM generate_series(0, 19999) i`,
  );
  await run(`INSERT INTO "AuditChain" (id, "headSeq", "headHash", "cutHash") VALUES ('${other.id}', 20000, '', '')`);
  await run(
    `INSERT INTO "IdempotencyRecord" ("tenantId", key, route, "bodyHash", "userId", "createdAt") SELECT '${other.id}', i::text, 'x', 'x', 'x', now() - interval '20 s' * i FROM generate_series(0, 19999) i`,
  );
  await run(
    `INSERT INTO "Saga" (id, "tenantId", kind, state, plan, "leaseUntil", "endedAt") SELECT 'g-' || i, '${other.id}', 'CHANGE', 'DONE', '{}', now(), now() - interval '10 min' * i FROM generate_series(0, 9999) i`,
  );
  await run(`INSERT INTO "Download" (id, "tokenHash", "tenantId", "userId", "sessionId", "mountGuid", "fileSystemGuid", paths, "fileName", state, "createdAt", "expiresAt", "movedAt")
    SELECT 'd-' || i, 'h-' || i, '${other.id}', 'u', 's', 'm', 'f', '{}', 'x', 'DONE', now() - interval '10 s' * i, now(), now() FROM generate_series(0, 7999) i`);
  await run('ANALYZE');
}

/** Everything that is sent to the database during `work`. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const { prototype } = pg.Client;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own client below
  const original = prototype.query;
  prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [config, values] = given as [string | { text: string; values?: unknown[] }, unknown[] | undefined];
    sent.push(
      typeof config === 'string'
        ? { text: config, values: values ?? [] }
        : { text: config.text, values: config.values ?? [] },
    );
    return Reflect.apply(original, this, given) as never;
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return sent.filter(
    ({ text }) =>
      /^\s*(?:SELECT|WITH|UPDATE|DELETE|INSERT)\b/i.test(text) && !/pg_(?:try_)?advisory|pg_notify/.test(text),
  );
}

function scansIn(plan: Plan): string[] {
  const here =
    plan['Node Type'] === 'Seq Scan' && growing.has(plan['Relation Name'] ?? '') ? [plan['Relation Name'] ?? ''] : [];
  return [...here, ...(plan.Plans ?? []).flatMap(scansIn)];
}

test('no page and no frequent round scans a whole growing table', async () => {
  const [machine = ''] = own;
  const now = new Date();
  const work: Record<string, () => Promise<unknown>> = {
    machines: () => listMachines(scope, MachineListQuery.parse({})),
    'machines, searched and sorted': () =>
      listMachines(scope, MachineListQuery.parse({ search: 'web-1', sort: '-lastSuccessAt' })),
    machine: () => getMachine(scope, machine),
    'recovery points': () => listRecoveryPoints(scope, machine, RecoveryPointListQuery.parse({})),
    'restores of a machine': () => listRestoresOfMachine(scope, machine, RestoreListQuery.parse({})),
    restores: () => listRestores(scope, RestoreListQuery.parse({})),
    overview: () => getOverview(scope),
    operations: () => listOperations(scope, OperationListQuery.parse({})),
    'operations of a machine': () => listOperations(scope, OperationListQuery.parse({ machine })),
    operation: () => getOperation(scope, 'o-0'),
    policies: () => listPolicies(scope, PolicyListQuery.parse({})),
    policy: () => getPolicy(scope, 'p-0'),
    schedules: () => listSchedules(scope, ScheduleListQuery.parse({})),
    'expected runs of a policy': () => listExpectedRuns(scope, ExpectedRunListQuery.parse({ policy: 'p-0' })),
    'live tasks': liveTaskGuids,
    'unknown submissions': resolveUnknown,
    cancellations: continueCancellations,
    'machines that restores made': claimByRestore,
    'when mounts are looked at': () => nextMountPoll({ busyMs: 1, idleMs: 2 }),
    'recent work on mounts': isMountWorkRecent,
    sagas: () => takeOverSagas(undefined, () => now),
    'machines whose run has come': () => reevaluateProtection(),
    housekeeping: () => runHousekeeping(now),
  };
  const client = new pg.Client(env().databaseUrl);
  await client.connect();
  try {
    const found: string[] = [];
    let explained = 0;
    for (const [name, one] of Object.entries(work)) {
      for (const { text, values } of await statementsOf(one)) {
        const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>({
          text: `EXPLAIN (FORMAT JSON) ${text}`,
          values,
        });
        explained += 1;
        const scans = scansIn(rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': '' });
        if (scans.length > 0)
          found.push(`${name} reads all of ${scans.join(', ')}: ${text.replaceAll(/\s+/g, ' ').slice(0, 400)}`);
      }
    }
    expect(explained).toBeGreaterThan(40);
    expect(found).toEqual([]);
  } finally {
    await client.end();
  }
});

test('reading one machine reads only its own policy', async () => {
  const now = new Date();
  const [all, one] = [await loadPolicySummaries(db(), now), await loadSummaryOfMachine(db(), 'm-3', now)];
  expect([all.size, [...one]]).toEqual([40, [['p-3', all.get('p-3')]]]);
});
