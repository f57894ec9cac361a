import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createTenant, startAccounts } from '@/lib/auth/testing/accounts';
import { db } from '@/lib/db/client';
import { claimByProject, claimByRestore } from '@/lib/mirror/machines/claims';
import { createRestoredRounds } from './restored-machines';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The machines that the worker read by their guids, and whether the server knows them by now. */
const looked: string[] = [];
const known = new Set<string>();
vi.mock('@/lib/mirror/machines/sync-machines', () => ({
  syncNewMachine: async (guid: string) => {
    looked.push(guid);
    if (!known.has(guid)) return false;
    await mirrored(guid);
    return true;
  },
}));
vi.mock('@/lib/storware/unscoped', () => ({ startInventorySyncUnscoped: () => ({ kind: 'accepted' }) }));

let stop: () => Promise<void>;
let tenantId: string;
beforeAll(async () => {
  stop = await startAccounts();
  tenantId = (await createTenant()).id;
  const other = await createTenant();
  await db().tenant.update({ where: { id: other.id }, data: { externalId: 'project-uuid' } });
  await db().mirrorInfrastructure.create({
    data: { kind: 'PROJECT', guid: 'project', name: 'project', uuid: 'project-uuid', data: {}, contentHash: '' },
  });
});
afterEach(() => {
  vi.useRealTimers();
  looked.length = 0;
});
afterAll(() => stop());

const ago = (ms: number) => new Date(Date.now() - ms);

async function mirrored(guid: string): Promise<void> {
  await db().mirrorMachine.create({
    data: { guid, name: guid, platform: 'OPENSTACK', present: true, projectGuid: 'project', contentHash: '' },
  });
}
function restore(
  guid: string,
  data: { requestedAt: Date; finishedAt?: Date; state: 'RUNNING' | 'SUCCEEDED'; resultMachineGuid?: string },
) {
  return db().operation.create({
    data: {
      tenantId,
      kind: 'RESTORE',
      origin: 'USER',
      submission: 'ACCEPTED',
      machineGuid: 'source',
      machineName: 'source',
      targetName: guid,
      ...data,
    },
  });
}
async function ownerOf(guid: string): Promise<string | null> {
  return (await db().ownership.findUnique({ where: { kind_guid: { kind: 'MACHINE', guid } } }))?.tenantId ?? null;
}

test("a machine with a restore running for days waits for it, and is its tenant's once the restore names it", async () => {
  const { id } = await restore('slow', { requestedAt: ago(3 * dayMs), state: 'RUNNING' });
  await mirrored('slow');
  await claimByProject();
  expect(await ownerOf('slow')).toBeNull();
  await db().operation.update({ where: { id }, data: { resultMachineGuid: 'slow' } });
  await claimByRestore();
  expect(await ownerOf('slow')).toBe(tenantId);
});

test("a machine that a restore has named is its tenant's, even if its project belongs to another", async () => {
  await restore('named', {
    requestedAt: ago(hourMs),
    finishedAt: ago(0),
    state: 'SUCCEEDED',
    resultMachineGuid: 'named',
  });
  await mirrored('named');
  await claimByProject();
  expect(await ownerOf('named')).toBeNull();
  await claimByRestore();
  expect(await ownerOf('named')).toBe(tenantId);
});

test("a machine that the server lists days after its restore has ended is found, and is its tenant's", async () => {
  await restore('late', {
    requestedAt: ago(5 * dayMs),
    finishedAt: ago(3 * dayMs),
    state: 'SUCCEEDED',
    resultMachineGuid: 'late',
  });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const round = createRestoredRounds();
  const { signal } = new AbortController();
  expect(await round(signal)).toBeLessThanOrEqual(hourMs);
  await round(signal);
  expect(looked).toEqual(['late']);
  known.add('late');
  vi.advanceTimersByTime(hourMs);
  await round(signal);
  expect(looked).toEqual(['late', 'late']);
  expect(await ownerOf('late')).toBe(tenantId);
});
