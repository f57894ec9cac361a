import { afterAll, beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { lockMachineRows, mirrorAssignments } from '@/lib/journal/policies/mirror-at-once';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { announcingMachines } from './mirror-write';
import { nameOwnPolicies } from './policies/policy-summary';
import { noteWholeRead } from './backups/sync-backups';

let fixture: TestFixture;
const count = 1_500;
const guids = Array.from({ length: count }, (_, index) => `m-${String(index).padStart(5, '0')}`);
beforeAll(async () => {
  fixture = await openTestFixture({ machines: 12 });
  const { tenant } = await fixture.tenant('ADMIN', guids);
  for (const guid of ['gold', 'silver'])
    await db().policy.create({ data: { guid, tenantId: tenant.id, name: guid, nameKey: guid } });
  // Stored in another order than that of their guids: a statement without an order of its own would lock them so.
  await db().$executeRaw`
    INSERT INTO "MirrorMachine" (guid, name, platform, present, "policyGuid", "policyName", "contentHash", tags, "networkGuids", "backupsAt")
    SELECT guid, guid, 'OPENSTACK', true, 'gold', 'gold', '', '{}', '{}', '2020-01-01' FROM unnest(${guids}::text[]) AS guid ORDER BY md5(guid)`;
});
afterAll(() => fixture.close());

test('writers of many machines never deadlock, and write only what differs', async () => {
  const rounds = 6;
  const all = async (work: (round: number) => Promise<unknown>): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) await work(round);
  };
  await Promise.all([
    all((round) => noteWholeRead(new Date(Date.UTC(2021, 0, 1 + round)), [])),
    all((round) =>
      db().$transaction(
        async (tx) => {
          await lockMachineRows(tx, [], ['gold', 'silver']);
          await tx.policy.updateMany({ where: { guid: 'gold' }, data: { name: `gold ${round}` } });
          await nameOwnPolicies(tx, null);
        },
        { timeout: 60_000 },
      ),
    ),
    all((round) =>
      db().$transaction(
        (tx) =>
          mirrorAssignments(
            tx,
            guids.toReversed(),
            { guid: round % 2 === 0 ? 'silver' : 'gold', name: 'another' },
            new Date(),
          ),
        { timeout: 60_000 },
      ),
    ),
    all(() =>
      db().$transaction((tx) => announcingMachines(tx, guids, () => nameOwnPolicies(tx, guids)), { timeout: 60_000 }),
    ),
  ]);
  await nameOwnPolicies(db(), null);
  const versions = async () =>
    (
      await db().$queryRaw<{ guid: string; xmin: string }[]>`SELECT guid, xmin::text FROM "MirrorMachine" ORDER BY guid`
    ).map(({ xmin }) => xmin);
  const before = await versions();
  await nameOwnPolicies(db(), null);
  await noteWholeRead(new Date(Date.UTC(2021, 0, 1)), []);
  expect(await versions()).toEqual(before);
});
