import { randomUUID } from 'node:crypto';
import type { PolicyBody } from '@/lib/contracts/policy';
import { PolicyBody as Body } from '@/lib/contracts/policy';
import { isAppError } from '@/lib/core/app-error';
import type { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { takeOverSagas } from '@/lib/journal/policies/drive-saga';
import { syncInfrastructure } from '@/lib/mirror/infrastructure/sync-infrastructure';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import type { FaultOrder } from '@/scripts/test-support/simulator-control';
import type { TestSimulator, TestSimulatorOptions } from '@/scripts/test-support/simulator';

export type PolicyFixture = TestFixture & {
  readonly destinations: readonly { guid: string; name: string }[];
  /** An admin who owns so many machines without a policy (or with one), entitled to the first two destinations. */
  admin(count: number, given?: { withPolicy?: boolean }): Promise<{ scope: TenantScope; machines: string[] }>;
  /** Syncs everything of Storware that matters to policies. */
  sync(): Promise<void>;
  /** The sync worker's round over sagas, as if so much time had passed. */
  takeOver(laterMs?: number): Promise<void>;
  /** The number of objects in Storware, and the policy of each machine. */
  count(): Promise<{ policies: number; rules: number; schedules: number; assignments: string }>;
  /** Calls the simulator's own API, as an administrator does. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;
};

/** A fixture whose inventory has been mirrored, without a worker: tests call sync and takeover themselves. */
export async function openPolicyFixture(options: TestSimulatorOptions = {}): Promise<PolicyFixture> {
  const fixture = await openTestFixture({ machines: 120, workSpeed: 40, ...options });
  const { simulator } = fixture;
  const sync = async (): Promise<void> => {
    await syncSchedules();
    await syncPolicies();
    await syncMachines();
  };
  await syncInfrastructure();
  await sync();
  const destinations = await db().mirrorInfrastructure.findMany({
    where: { kind: 'DESTINATION' },
    orderBy: { name: 'asc' },
    select: { guid: true, name: true },
  });
  const used = new Set<string>();
  const ask = administrator(simulator);
  return {
    ...fixture,
    destinations,
    sync,
    ask,
    admin: async (count, { withPolicy = false } = {}) => {
      // A test may have assigned some to a tenant that it created.
      const owned = (await db().ownership.findMany({ where: { kind: 'MACHINE' }, select: { guid: true } })).map(
        ({ guid }) => guid,
      );
      const rows = await db().mirrorMachine.findMany({
        where: {
          present: true,
          deletedAt: null,
          ...(withPolicy ? { policyGuid: { not: null } } : {}),
          guid: { notIn: [...used, ...owned] },
        },
        orderBy: { guid: 'asc' },
        take: count,
      });
      if (rows.length < count) throw new Error(`only ${rows.length} machines are left`);
      const machines = rows.map(({ guid }) => guid);
      for (const guid of machines) used.add(guid);
      if (!withPolicy) {
        for (const { guid } of rows.filter(({ policyGuid }) => policyGuid !== null))
          await ask('PUT', `/virtual-machines/${guid}/settings`, { vmBackupPolicy: null });
        await syncMachines();
      }
      const scope = await fixture.tenant('ADMIN', machines);
      await db().entitlement.createMany({
        data: destinations.slice(0, 2).map(({ guid }, index) => ({
          tenantId: scope.tenant.id,
          kind: 'DESTINATION' as const,
          guid,
          isDefault: index === 0,
        })),
      });
      return { scope, machines };
    },
    takeOver: async (laterMs = 0) => {
      await takeOverSagas(undefined, () => new Date(Date.now() + laterMs));
    },
    count: async () => {
      const policies = await simulator.control.policies();
      const machines = await simulator.control.machines();
      const assignments = machines
        .flatMap(({ guid, policy }) => (policy ? [`${guid} ${policy.guid}`] : []))
        .sort()
        .join('\n');
      return {
        policies: policies.length,
        rules: policies.flatMap(({ ruleGuids }) => ruleGuids as string[]).length,
        schedules: (await simulator.control.schedules()).length,
        assignments,
      };
    },
  };
}

/** The simulator's own API as an administrator uses it, with one session. */
function administrator(simulator: TestSimulator): PolicyFixture['ask'] {
  let cookie = '';
  const headers = () => ({ 'content-type': 'application/json', cookie });
  return async (method, path, body) => {
    if (cookie === '') {
      const login = await fetch(`${simulator.httpUrl}/session/login`, {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify({ login: simulator.login, password: simulator.password }),
      });
      cookie = login.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
    }
    const answer = await fetch(`${simulator.httpUrl}${path}`, {
      method,
      headers: headers(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
}

/** The reason of a refusal. */
export async function refusal(work: () => Promise<unknown>): Promise<AppError> {
  try {
    await work();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** Requests that reach Storware during `work`. */
export async function sent({ simulator: { control } }: PolicyFixture, work: () => Promise<unknown>): Promise<string[]> {
  const { next } = await control.journal();
  await work();
  return (await control.journal(next)).entries.map(({ method, path }) => `${method} ${path}`);
}

/** Only the call number `call` (from 1) meets the fault; those before it pass. */
export async function failAt(
  { simulator: { control } }: PolicyFixture,
  call: number,
  fault: Omit<FaultOrder, 'match' | 'times'>,
): Promise<void> {
  if (call > 1) await control.fault({ kind: 'delay', delayMs: 0, times: call - 1 });
  await control.fault({ ...fault, times: 1 });
}

/** How many calls reach Storware during `work`. */
export async function callsOf(fixture: PolicyFixture, work: () => Promise<unknown>): Promise<number> {
  return (await sent(fixture, work)).length;
}

export const noError = 'nothing';

/** The error text of a failure; `noError` when there was none. */
export async function told(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return noError;
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.detail ?? ''}`;
    throw error;
  }
}

/** Runs the worker's round twice, also after late calls would have arrived; then no saga is open any more. */
export async function settleSagas(fixture: PolicyFixture): Promise<void> {
  await fixture.simulator.control.clearFaults();
  await fixture.takeOver(20_000);
  await fixture.takeOver(60_000);
  const open = await db().saga.count({ where: { state: { in: ['RUNNING', 'UNDOING', 'FINISHING'] } } });
  if (open > 0) throw new Error(`${open} sagas are still open`);
}

/** Everything that Storware holds of a policy with its rule and schedules. */
export async function stateOf({ ask }: PolicyFixture, guid: string): Promise<unknown> {
  const policy = (await ask('GET', `/policies/vm-backup/${guid}`)).body as {
    rules: { schedules: { guid: string }[] }[];
    vms: { guid: string }[];
  };
  const schedules = await Promise.all(
    policy.rules
      .flatMap((rule) => rule.schedules)
      .map(async (schedule) => JSON.stringify((await ask('GET', `/schedules/${schedule.guid}`)).body)),
  );
  return {
    ...policy,
    averageBackupSize: 0,
    vms: policy.vms.map((machine) => machine.guid).sort(),
    schedules: schedules.sort(),
    rules: policy.rules.map((rule) => ({ ...rule, schedules: rule.schedules.map((one) => one.guid).sort() })),
  };
}

/** A policy with two schedules: incremental every night at two in Warsaw, full on Sundays at four. */
export function policyBody(
  destination: string,
  machines: readonly string[],
  change: Partial<PolicyBody> = {},
): PolicyBody {
  const common = { timeZone: 'Europe/Warsaw', startWindowMinutes: 120 } as const;
  return {
    ...Body.parse({
      name: `Nightly ${randomUUID().slice(0, 8)}`,
      machines: [...machines],
      destination,
      schedules: [
        {
          ...common,
          name: 'Every night',
          backupType: 'INCREMENTAL',
          execution: { kind: 'TIME', at: '02:00' },
          daysOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'],
          occurrences: [],
          months: [],
        },
        {
          ...common,
          name: 'Sundays',
          backupType: 'FULL',
          execution: { kind: 'TIME', at: '00:30' },
          daysOfWeek: ['SUNDAY'],
          occurrences: [],
          months: [],
        },
      ],
    }),
    ...change,
  };
}
