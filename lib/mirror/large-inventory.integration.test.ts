import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { syncInfrastructure } from './infrastructure/sync-infrastructure';
import { syncMachines } from './machines/sync-machines';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';

let fixture: TestFixture;
const size = 20_000;

beforeAll(async () => {
  fixture = await openTestFixture({ machines: size });
}, 180_000);
afterAll(() => fixture.close());

describe('a large inventory', () => {
  test('is read page by page, and read again without a single write', async () => {
    await syncInfrastructure();
    await syncSchedules();
    await syncPolicies();
    const begunAt = Date.now();
    expect(await syncMachines()).toMatchObject({ count: size, written: size, broken: 0, deleted: 0 });
    const firstMs = Date.now() - begunAt;
    expect(await db().mirrorMachine.count()).toBe(size);
    const againAt = Date.now();
    expect(await syncMachines()).toMatchObject({ count: size, written: 0, deleted: 0 });
    // For information only: the speed depends on the machine.
    console.info(
      `${size} machines: first reading ${firstMs} ms, again ${Date.now() - againAt} ms, heap ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MB`,
    );
  }, 180_000);
});
