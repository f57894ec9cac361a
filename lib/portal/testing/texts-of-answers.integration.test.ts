import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import { wordsOf } from '@/lib/client/testing/words';
import { MachineListQuery, protectionStates } from '@/lib/contracts/machine';
import { OperationListQuery } from '@/lib/contracts/operation';
import { PolicyListQuery } from '@/lib/contracts/policy';
import { RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import { RestoreListQuery } from '@/lib/contracts/restore';
import { ScheduleListQuery } from '@/lib/contracts/schedule';
import { ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import type { TextRef } from '@/lib/contracts/server-text';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import { getBackupOptions } from '@/lib/portal/backups/get-backup-options';
import { listExpectedRuns } from '@/lib/portal/expected-runs/list-expected-runs';
import { getMachine } from '@/lib/portal/machines/get-machine';
import { listMachines } from '@/lib/portal/machines/list-machines';
import { getMountOptions } from '@/lib/portal/mounts/start-mount';
import { listOperations } from '@/lib/portal/operations/operations';
import { getOverview } from '@/lib/portal/overview/get-overview';
import { getPolicyOptions, listPolicies } from '@/lib/portal/policies/read-policies';
import { getStorwareLink, listCapabilities } from '@/lib/portal/provider/storware-link';
import { getRecoveryPoint, listRecoveryPoints } from '@/lib/portal/recovery-points/recovery-points';
import { getRestoreOptions } from '@/lib/portal/restores/get-restore-options';
import { listRestores } from '@/lib/portal/restores/read-restores';
import { preflight } from '@/lib/portal/restores/start-restore';
import { listSchedules } from '@/lib/portal/schedules/read-schedules';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from './test-fixture';
import type { TestFixture } from './test-fixture';
import { createWorker } from '@/lib/worker/start-worker';
import { eventually } from '@/scripts/test-support/eventually';

let fixture: TestFixture;
let worker: ReturnType<typeof createWorker>;
let scope: TenantScope;
const provider = { tenants: 'ALL' } as ProviderScope;

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 140, workSpeed: 40 });
  worker = createWorker({ databaseUrl: env().databaseUrl, pollMs: 200 });
  await eventually('the first inventory', async () =>
    (await db().mirrorSync.count({ where: { asOf: { not: null } } })) >= 6 ? true : null,
  );
  const machines = await db().mirrorMachine.findMany({ where: { deletedAt: null }, select: { guid: true } });
  scope = await fixture.tenant(
    'ADMIN',
    machines.map(({ guid }) => guid),
  );
});
afterAll(async () => {
  await worker.stop();
  await fixture.close();
});

/** What a tenant and the provider are answered of everything that the simulator has. */
async function answers(): Promise<Record<string, unknown>> {
  const machines = await listMachines(scope, MachineListQuery.parse({ pageSize: 200 }));
  const ofEachKind = [
    ...protectionStates.flatMap((state) => machines.items.find(({ protection }) => protection.state === state) ?? []),
    ...new Map(machines.items.map((machine) => [machine.platform, machine])).values(),
  ];
  const result: Record<string, unknown> = {
    machines,
    overview: await getOverview(scope),
    policies: await listPolicies(scope, PolicyListQuery.parse({})),
    policyOptions: await getPolicyOptions(scope),
    schedules: await listSchedules(scope, ScheduleListQuery.parse({})),
    operations: await listOperations(scope, OperationListQuery.parse({ pageSize: 200 })),
    runs: await listExpectedRuns(scope, ExpectedRunListQuery.parse({ pageSize: 200 })),
    restores: await listRestores(scope, RestoreListQuery.parse({})),
    capabilities: await listCapabilities(provider),
    link: await getStorwareLink(provider),
  };
  for (const { guid } of ofEachKind) {
    const points = await listRecoveryPoints(scope, guid, RecoveryPointListQuery.parse({}));
    result[`machine ${guid}`] = [await getMachine(scope, guid), await getBackupOptions(scope, guid), points];
    const point = points.items.find(({ restorable }) => restorable);
    if (!point) continue;
    const options = await getRestoreOptions(scope, point.guid);
    result[`point ${point.guid}`] = [
      options,
      await getRecoveryPoint(scope, point.guid),
      await getMountOptions(scope, point.guid),
      options.defaults && (await preflight(scope, point.guid, options.defaults)),
    ];
  }
  return result;
}

const simulator = readdirSync('simulator', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join('simulator', file), 'utf8').toLowerCase())
  .join('');

/** Whether the simulator says this, as Storware says texts of its own. */
function isOfServer(text: string): boolean {
  return simulator.includes(text.replace(/\.$/, '').toLowerCase());
}

type Text = { where: string; text: string; ref: TextRef | null };

/** Each text that has a place for its reference. */
function textsIn(value: unknown, where: string): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Record<string, unknown>;
  return Object.entries(fields).flatMap(([key, member]) => {
    const text = key.endsWith('Ref') ? fields[key.slice(0, -3)] : null;
    return typeof text === 'string'
      ? [{ where: `${where}.${key.slice(0, -3)}`, text, ref: member as TextRef | null }]
      : textsIn(member, Array.isArray(value) ? where : `${where}.${key}`);
  });
}

test('what the portal says is said in German and Polish; only names and the words of others stay as they are', async () => {
  const texts = Object.entries(await answers()).flatMap(([where, answer]) => textsIn(answer, where.replace(/ .*/, '')));
  const said = texts.filter(({ ref }) => ref !== null);
  expect(said.length).toBeGreaterThan(500);
  for (const language of ['de', 'pl'] as const) {
    const words = makeServerWords(await wordsOf('server', language));
    // A single word may be the same in every language.
    const same = said.filter(({ text, ref }) => text.includes(' ') && words(text, ref) === text);
    expect([...new Set(same.map(({ text }) => text))]).toEqual([]);
  }
  const others = texts.filter(
    ({ where, text, ref }) => ref === null && !/\.(?:name|privilege)$/.test(where) && !isOfServer(text),
  );
  expect([...new Set(others.map(({ where, text }) => `${where}: ${text}`))]).toEqual([]);
});
