import type { Db } from '@/lib/db/client';
import { createDb } from '@/lib/db/client';
import { PortalSession } from '@/e2e/api/portal-session';
import { seedDemoAccounts } from '@/prisma/seed/demo-accounts';
import { until } from '@/scripts/support/until';
import { createTestDatabase } from '@/scripts/test-support/database';
import { startPortal } from '@/scripts/test-support/portal';
import { startSimulator } from '@/scripts/test-support/simulator';
import type { TestSimulator } from '@/scripts/test-support/simulator';

/** A provider's installation of some size, idle: everything was read once, and nothing runs in the background. */
export type Installation = {
  readonly db: Db;
  readonly simulator: TestSimulator;
  /** Guids of the machines of acme. */
  readonly owned: readonly string[];
  signIn(email: string): Promise<PortalSession>;
  close(): Promise<void>;
};

/** Starts one with so many machines, of which acme owns `owned`. */
export async function openInstallation({
  machines,
  owned: count,
}: {
  machines: number;
  owned: number;
}): Promise<Installation> {
  const database = await createTestDatabase();
  const simulator = await startSimulator({ machines, name: `bench-simulator-${machines}` });
  const db = createDb(database.url, 4);
  await seedDemoAccounts(db);
  const { id } = await db.tenant.findUniqueOrThrow({ where: { slug: 'acme' } });
  const owned = (await simulator.control.machines()).slice(0, count).map(({ guid }) => guid);
  await db.ownership.createMany({
    data: owned.map((guid) => ({ kind: 'MACHINE' as const, guid, tenantId: id, source: 'MANUAL' as const })),
  });
  const options = { databaseUrl: database.url, simulator, name: `bench-portal-${machines}` };
  const reading = await startPortal(options);
  await until('the inventory to be read', 300_000, async () =>
    (await db.mirrorSync.findUnique({ where: { kind: 'machines' } }))?.asOf ? true : null,
  );
  await reading.stop();
  await db.$executeRaw`ANALYZE`;
  const portal = await startPortal({ ...options, env: { SYNC_WORKER: 'false', LOG_LEVEL: 'warn' } });
  return {
    db,
    simulator,
    owned,
    signIn: (email) => PortalSession.signIn(portal.url, email),
    close: async () => {
      await portal.stop();
      await db.$disconnect();
      await simulator.stop();
      await database.drop();
    },
  };
}
