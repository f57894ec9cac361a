import { test } from '@playwright/test';
import { eventually } from '@/scripts/test-support/eventually';
import { createDatabaseWithAccounts } from '@/scripts/test-support/database';
import { startPortal } from '@/scripts/test-support/portal';
import type { TestPortal } from '@/scripts/test-support/portal';
import { startSimulator } from '@/scripts/test-support/simulator';
import type { TestSimulator } from '@/scripts/test-support/simulator';
import type { SimulatedMachine } from '@/scripts/test-support/simulator-control';
import { PortalSession } from './portal-session';
import { openTestDb } from './test-db';
import type { TestDb } from './test-db';

export type TenantSlug = 'acme' | 'globex';
export type PrivateStackOptions = {
  /** Names the logs. */
  name: string;
  /** Machines with a history. Default 40. */
  machines?: number;
  workSpeed?: number;
  /** Switches of the simulator, set before the portal first calls it. */
  options?: Record<string, unknown>;
  portalEnv?: Record<string, string>;
};

/** A portal with its own database and Storware, for a suite that breaks things or counts requests. */
export type PrivateStack = {
  readonly db: TestDb;
  readonly databaseUrl: string;
  readonly simulator: TestSimulator;
  /** The present portal; another object after `restart`, at the same address. */
  readonly portal: () => TestPortal;
  readonly url: string;
  /** Machines with a history, by who owns them. */
  readonly owned: Readonly<Record<TenantSlug, readonly SimulatedMachine[]>>;
  /** A machine of the tenant without policy, history or work: only the test acts on it. */
  readonly spare: (tenant: TenantSlug) => string;
  /** A destination that both tenants may use. */
  readonly destination: string;
  readonly signIn: (email: string) => Promise<PortalSession>;
  /** Stops the portal, by a crash or in order, and starts it again. */
  readonly restart: (how: 'kill' | 'stop', env?: Record<string, string>) => Promise<void>;
  readonly close: () => Promise<void>;
};

const sparesOfEach = 14;
/** On a busy machine. */
const openWithinMs = 180_000;
const syncKinds = ['tasks', 'machines', 'backups', 'policies', 'schedules', 'infrastructure', 'mounts'];
const tenants: readonly TenantSlug[] = ['acme', 'globex'];

/**
 * Starts one, in a hook of a suite, and waits until everything was read once. Each starts some three processes: one for
 * a file is plenty.
 */
export async function openPrivateStack(options: PrivateStackOptions): Promise<PrivateStack> {
  test.setTimeout(openWithinMs);
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const database = await createDatabaseWithAccounts();
    closing.push(() => database.drop());
    const simulator = await startSimulator({
      name: `${options.name}-simulator`,
      machines: options.machines ?? 40,
      workSpeed: options.workSpeed ?? 200,
    });
    closing.push(() => simulator.stop());
    const db = openTestDb(database.url);
    closing.push(() => db.$disconnect());
    if (options.options) await simulator.control.options(options.options);
    const { owned, spares } = await handOut(db, simulator);

    const start = (env: Record<string, string> | undefined, port?: number): Promise<TestPortal> =>
      startPortal({
        databaseUrl: database.url,
        simulator,
        name: `${options.name}-portal`,
        env: { ...options.portalEnv, ...env },
        ...(port === undefined ? {} : { port }),
      });
    let portal = await start({});
    closing.push(() => portal.stop());
    const { url } = portal;
    await eventually('everything to be read once', async () =>
      (await db.mirrorSync.count({ where: { kind: { in: syncKinds }, asOf: { not: null } } })) === syncKinds.length
        ? true
        : null,
    );
    const destination = await entitle(db);

    return {
      db,
      databaseUrl: database.url,
      simulator,
      portal: () => portal,
      url,
      owned,
      destination,
      spare: (tenant) => {
        const guid = spares[tenant].shift();
        if (guid === undefined) throw new Error(`${tenant} has no spare machine left: raise sparesOfEach`);
        return guid;
      },
      signIn: (email) => PortalSession.signIn(url, email),
      restart: async (how, env) => {
        await portal[how]();
        portal = await start(env, Number(new URL(url).port));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type HandedOut = { owned: Record<TenantSlug, SimulatedMachine[]>; spares: Record<TenantSlug, string[]> };

/**
 * Half of the machines with a history for each tenant, and spare ones; before the portal reads any of them. Each tenant
 * has a policy to itself.
 */
async function handOut(db: TestDb, { control }: TestSimulator): Promise<HandedOut> {
  const seeded = await control.machines();
  const withHistory = seeded.filter((machine) => machine.backups > 0);
  const [ofAcme, ofGlobex] = [...new Set(withHistory.flatMap(({ policy }) => policy?.guid ?? []))].sort();
  const isAcmes = ({ policy }: SimulatedMachine, index: number): boolean =>
    policy?.guid === ofAcme || (policy?.guid !== ofGlobex && index % 2 === 0);
  const owned = {
    acme: withHistory.filter(isAcmes),
    globex: withHistory.filter((machine, index) => !isAcmes(machine, index)),
  };
  const spares: HandedOut['spares'] = { acme: [], globex: [] };
  for (const slug of tenants) {
    for (let number = 1; number <= sparesOfEach; number += 1) {
      spares[slug].push(
        (
          await control.inventory({
            add: { name: `spare-${slug}-${String(number).padStart(2, '0')}`, platform: 'VCENTER' },
            now: true,
          })
        ).guid,
      );
    }
    const { id } = await db.tenant.findUniqueOrThrow({ where: { slug } });
    const guids = [...owned[slug].map(({ guid }) => guid), ...spares[slug]];
    await db.ownership.createMany({
      data: guids.map((guid) => ({ kind: 'MACHINE' as const, guid, tenantId: id, source: 'MANUAL' as const })),
    });
  }
  return { owned, spares };
}

async function entitle(db: TestDb): Promise<string> {
  const { guid } = await db.mirrorInfrastructure.findFirstOrThrow({
    where: { kind: 'DESTINATION', data: { path: ['isDefault'], equals: true } },
    orderBy: { guid: 'asc' },
  });
  const rows = await db.tenant.findMany({ where: { slug: { in: [...tenants] } }, select: { id: true } });
  await db.entitlement.createMany({
    data: rows.map(({ id }) => ({ tenantId: id, kind: 'DESTINATION' as const, guid, isDefault: true })),
  });
  return guid;
}
