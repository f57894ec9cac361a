import { randomUUID } from 'node:crypto';
import type { Role } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { openTenantScope } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { createTestDatabase } from '@/scripts/test-support/database';
import { portalEnvironment } from '@/scripts/test-support/portal';
import { startSimulator } from '@/scripts/test-support/simulator';
import type { TestSimulator, TestSimulatorOptions } from '@/scripts/test-support/simulator';

export type TestFixture = {
  readonly simulator: TestSimulator;
  /** A tenant of its own with one member and these machines. */
  tenant(role: Role, machineGuids: readonly string[]): Promise<TenantScope>;
  close(): Promise<void>;
};

/**
 * A database and a simulator for suites that call use cases directly, with this process's environment set to them. One
 * for each test file: the environment is read once in a process.
 */
export async function openTestFixture(options: TestSimulatorOptions = {}): Promise<TestFixture> {
  const database = await createTestDatabase();
  const simulator = await startSimulator(options);
  Object.assign(process.env, portalEnvironment({ databaseUrl: database.url, simulator, env: { LOG_LEVEL: 'warn' } }));
  const { closeDb, db } = await import('@/lib/db/client');
  return {
    simulator,
    tenant: async (role, machineGuids) => {
      const id = randomUUID().slice(0, 8);
      const tenant = await db().tenant.create({ data: { slug: `t-${id}`, name: `Tenant ${id}` } });
      const user = await db().user.create({
        data: { email: `${id}@tenant.test`, name: `Person ${id}`, passwordHash: 'none' },
      });
      await db().membership.create({ data: { userId: user.id, tenantId: tenant.id, role } });
      await db().ownership.createMany({
        data: machineGuids.map((guid) => ({
          kind: 'MACHINE' as const,
          guid,
          tenantId: tenant.id,
          source: 'MANUAL' as const,
        })),
      });
      const membership = {
        tenantId: tenant.id,
        slug: tenant.slug,
        name: tenant.name,
        role,
        timeZone: tenant.timeZone,
        suspended: false,
        language: null,
      };
      const actor: Actor = {
        userId: user.id,
        name: user.name,
        email: user.email,
        provider: null,
        timeZone: null,
        language: null,
        sessionId: randomUUID(),
        provedAt: new Date(),
        token: null,
        activeTenantId: tenant.id,
        memberships: [membership],
      };
      return openTenantScope(actor, randomUUID(), null);
    },
    close: async () => {
      const { storware } = await import('@/lib/storware/storware');
      await storware().close();
      await closeDb();
      await simulator.stop();
      await database.drop();
    },
  };
}
