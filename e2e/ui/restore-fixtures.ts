import type { PrivateStack } from '@/e2e/api/private-stack';
import type { Machine } from '@/lib/contracts/machine';
import { expect } from './fixtures';
import { testOnPrivateStack } from './private-stack-fixtures';
import { isIdle, machinesOf } from './machine-claims';
import type { Wanted } from './machine-claims';

export { expect };

type TestFixtures = {
  /** A machine of acme that no other test restores, on a platform or (null) on any; idle and present unless requested otherwise. */
  takeOne: (platform: string | null, wanted?: Wanted) => Promise<Machine>;
};
type WorkerFixtures = {
  taken: Set<string>;
};

/** Restores create machines and delete some. */
export const test = testOnPrivateStack('ui-restore', allowNode).extend<TestFixtures, WorkerFixtures>({
  taken: [
    async ({}, use) => {
      await use(new Set());
    },
    { scope: 'worker' },
  ],

  takeOne: async ({ session, taken }, use) => {
    await use(async (platform, wanted = isIdle) => {
      const machines = await machinesOf(await session('operator@acme.test'));
      const machine = machines.find(
        (each) => (platform === null || each.platform === platform) && wanted(each) && !taken.has(each.guid),
      );
      if (!machine) throw new Error(`acme has no such machine on ${platform ?? 'any platform'} left`);
      taken.add(machine.guid);
      return machine;
    });
  },
});

/** Entitles acme to restore files to a node, which is off by default. */
async function allowNode({ db }: PrivateStack): Promise<void> {
  const { id } = await db.tenant.findUniqueOrThrow({ where: { slug: 'acme' }, select: { id: true } });
  const { guid } = await db.mirrorInfrastructure.findFirstOrThrow({
    where: { kind: 'NODE' },
    orderBy: { name: 'asc' },
    select: { guid: true },
  });
  await db.entitlement.create({ data: { tenantId: id, kind: 'NODE', guid } });
}
