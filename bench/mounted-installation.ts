import { PortalSession } from '@/e2e/api/portal-session';
import { createDb } from '@/lib/db/client';
import { seedDemoAccounts } from '@/prisma/seed/demo-accounts';
import { until } from '@/scripts/support/until';
import { createTestDatabase } from '@/scripts/test-support/database';
import { startPortal } from '@/scripts/test-support/portal';
import { startSimulator } from '@/scripts/test-support/simulator';

/** A small installation with a running portal, with machines of acme that have recovery points to mount. */
export type MountedInstallation = {
  readonly session: PortalSession;
  readonly machines: readonly string[];
  readonly portalPid: number;
  close(): Promise<void>;
};

const owned = 3;

export async function openMountedInstallation(): Promise<MountedInstallation> {
  const database = await createTestDatabase();
  const simulator = await startSimulator({ machines: 20, workSpeed: 200, name: 'bench-simulator-files' });
  const db = createDb(database.url, 4);
  await seedDemoAccounts(db);
  const { id } = await db.tenant.findUniqueOrThrow({ where: { slug: 'acme' } });
  const machines = (await simulator.control.machines())
    .filter(({ backups, platform }) => backups > 2 && platform !== 'HYPERV')
    .slice(0, owned)
    .map(({ guid }) => guid);
  await db.ownership.createMany({
    data: machines.map((guid) => ({ kind: 'MACHINE' as const, guid, tenantId: id, source: 'MANUAL' as const })),
  });
  const portal = await startPortal({
    databaseUrl: database.url,
    simulator,
    name: 'bench-portal-files',
    env: { LOG_LEVEL: 'warn' },
  });
  await until('the backups to be read', 120_000, async () =>
    (await db.mirrorSync.findUnique({ where: { kind: 'backups' } }))?.asOf ? true : null,
  );
  return {
    session: await PortalSession.signIn(portal.url, 'operator@acme.test'),
    machines,
    portalPid: portal.pid,
    close: async () => {
      await portal.stop();
      await db.$disconnect();
      await simulator.stop();
      await database.drop();
    },
  };
}
