import { randomUUID } from 'node:crypto';
import type { MountDetail, StartMountBody } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { db } from '@/lib/db/client';
import { getMount } from '@/lib/portal/mounts/read-mounts';
import { startMount } from '@/lib/portal/mounts/start-mount';
import { getOperation } from '@/lib/portal/operations/operations';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { startWorker } from '@/lib/worker/start-worker';
import { eventually } from '@/scripts/test-support/eventually';

export type Point = { readonly machine: string; readonly point: string };
export type MountFixture = TestFixture & {
  /** Recovery points that can be mounted, each of a machine that no other test uses. */
  freePoints(count: number, fits?: (machine: { platform: string }) => boolean): Promise<Point[]>;
  closeAll(): Promise<void>;
};

/** A fixture with a running worker that has synced the recovery points. */
export async function openMountFixture(): Promise<MountFixture> {
  const fixture = await openTestFixture({ machines: 40, workSpeed: 40 });
  const worker = startWorker();
  await eventually('the backups', async () =>
    (await db().mirrorSync.findUnique({ where: { kind: 'backups' } }))?.asOf ? true : null,
  );
  const used = new Set<string>();
  return {
    ...fixture,
    freePoints: async (count, fits = () => true) => {
      const machines = (await fixture.simulator.control.machines()).filter(
        (machine) => machine.backups > 1 && !used.has(machine.guid) && machine.platform !== 'HYPERV' && fits(machine),
      );
      const found: Point[] = [];
      for (const { guid } of machines) {
        if (found.length === count) break;
        const backup = await db().mirrorBackup.findFirst({
          where: { machineGuid: guid, restorable: true },
          orderBy: { startedAt: 'desc' },
        });
        if (!backup) continue;
        used.add(guid);
        found.push({ machine: guid, point: backup.guid });
      }
      if (found.length < count) throw new Error('too few machines with a recovery point that can be mounted');
      return found;
    },
    closeAll: async () => {
      await worker.stop();
      await fixture.close();
    },
  };
}

/** Waits until the operation has ended and returns it. */
export function settled(scope: TenantScope, id: string): Promise<Operation> {
  return eventually(`operation ${id} to end`, async () => {
    const operation = await getOperation(scope, id);
    return isSettled(operation.state) ? operation : null;
  });
}

/** Mounts a recovery point and waits until the mount is ready. */
export async function mounted(scope: TenantScope, body: StartMountBody): Promise<MountDetail> {
  const { operation } = await startMount(scope, { body, idempotencyKey: randomUUID() });
  const guid = await eventually(
    'the mount to show',
    async () => (await db().operation.findUnique({ where: { id: operation.id } }))?.mountGuid ?? null,
  );
  return eventually('the mount to be ready', async () => {
    const mount = await getMount(scope, guid);
    return mount.state === 'READY' && mount.fileSystems.length + mount.targets.length > 0 ? mount : null;
  });
}
