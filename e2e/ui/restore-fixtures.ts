import { openPrivateStack } from '@/e2e/api/private-stack';
import type { PrivateStack } from '@/e2e/api/private-stack';
import type { Machine } from '@/lib/contracts/machine';
import { expect, test as base } from './fixtures';
import { isQuiet, machinesOf } from './machine-claims';
import type { Wanted } from './machine-claims';

export { expect };

type TestFixtures = {
  /** A machine of acme that no other test restores, on a platform or (null) on any; quiet and present unless asked for otherwise. */
  takeOne: (platform: string | null, wanted?: Wanted) => Promise<Machine>;
};
type WorkerFixtures = {
  /** Restores make machines and delete some, which no list of the shared portal should see. */
  house: PrivateStack;
  taken: Set<string>;
};

/** The fixtures of the browser tests over a portal and a backup system of their own. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  house: [
    async ({}, use) => {
      const house = await openPrivateStack({ name: 'ui-restore', machines: 120, workSpeed: 30 });
      await allowNode(house);
      await use(house);
      await house.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],

  stack: [
    async ({ house }, use) => {
      await use({ url: house.url, simulator: house.simulator.control, secrets: [house.simulator.password, new URL(house.simulator.url).host] });
    },
    { scope: 'worker' },
  ],

  taken: [
    async ({}, use) => {
      await use(new Set());
    },
    { scope: 'worker' },
  ],

  takeOne: async ({ session, taken }, use) => {
    await use(async (platform, wanted = isQuiet) => {
      const machines = await machinesOf(await session('operator@acme.test'));
      const machine = machines.find((each) => (platform === null || each.platform === platform) && wanted(each) && !taken.has(each.guid));
      if (!machine) throw new Error(`acme has no such machine on ${platform ?? 'any platform'} left`);
      taken.add(machine.guid);
      return machine;
    });
  },
});

/** Acme may restore files to a node, which nobody may by default. */
async function allowNode({ db }: PrivateStack): Promise<void> {
  const { id } = await db.tenant.findUniqueOrThrow({ where: { slug: 'acme' }, select: { id: true } });
  const { guid } = await db.mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'NODE' }, orderBy: { name: 'asc' }, select: { guid: true } });
  await db.entitlement.create({ data: { tenantId: id, kind: 'NODE', guid } });
}
