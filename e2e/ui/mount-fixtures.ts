import path from 'node:path';
import { newKey } from '@/e2e/api/portal-session';
import type { PortalSession } from '@/e2e/api/portal-session';
import type { Machine } from '@/lib/contracts/machine';
import type { MountDetail, MountOptions, StartMountBody } from '@/lib/contracts/mount';
import type { OperationAnswer } from '@/lib/contracts/operation';
import type { RecoveryPoint, RecoveryPointList } from '@/lib/contracts/recovery-point';
import { until } from '@/scripts/support/until';
import { expect, test as base } from './fixtures';
import { claim, machinesOf } from './machine-claims';
import type { Wanted } from './machine-claims';

export { expect };

export type Mountable = { machine: Machine; point: RecoveryPoint; options: MountOptions };
export type Mounted = Mountable & {
  mount: MountDetail;
  /** The file system that all the test folders are in. */ root: string;
};

type TestFixtures = {
  /** A machine that no other test uses, with a recovery point whose files are those of a Linux system. */
  claimMountable: (wanted?: Wanted) => Promise<Mountable>;
};
type WorkerFixtures = {
  /** A mount for reading and downloading; no test ends it. */
  mounted: Mounted;
};

const readyWithinMs = 90_000;

async function get<T>(session: PortalSession, address: string): Promise<T> {
  const answer = await session.call(address);
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status} ${answer.text}`);
  return answer.json as T;
}

/**
 * Present, idle, with a history; Hyper-V machines of the demo run Windows. A schedule may start meanwhile, which does
 * not affect mounts.
 */
function isLinux({ present, operation, lastSuccessAt, platform }: Machine): boolean {
  return present && operation === null && lastSuccessAt !== null && platform !== 'HYPERV';
}

/** The newest point of a machine that can be mounted, or null. */
export async function mountableOf(session: PortalSession, machine: Machine): Promise<Mountable | null> {
  const { items } = await get<RecoveryPointList>(
    session,
    `/api/v1/machines/${machine.guid}/recovery-points?status=SUCCESS&pageSize=5`,
  );
  for (const point of items) {
    const options = await get<MountOptions>(session, `/api/v1/recovery-points/${point.guid}/mount-options`);
    if (options.modes.find(({ name }) => name === 'AUTO')?.allowed) return { machine, point, options };
  }
  return null;
}

/** Mounts over HTTP and waits until the files can be read. */
export async function mountOf(session: PortalSession, body: StartMountBody): Promise<MountDetail> {
  const answer = await session.call('/api/v1/mounts', {
    method: 'POST',
    body,
    headers: { 'Idempotency-Key': newKey() },
  });
  if (answer.status !== 202) throw new Error(`mount: ${answer.status} ${answer.text}`);
  const { id } = (answer.json as OperationAnswer).operation;
  return until('the mount', readyWithinMs, async () => {
    const operation = await get<OperationAnswer['operation']>(session, `/api/v1/operations/${id}`);
    const guid = operation.result?.mount;
    const mount = guid ? await get<MountDetail>(session, `/api/v1/mounts/${guid}`) : null;
    return mount?.state === 'READY' ? mount : null;
  });
}

/** Checks before it claims: a machine that can't be mounted is left to other tests. */
async function claimFrom(session: PortalSession, folder: string, wanted: Wanted = () => true): Promise<Mountable> {
  for (const machine of (await machinesOf(session)).filter((each) => isLinux(each) && wanted(each))) {
    const mountable = await mountableOf(session, machine);
    if (mountable && claim(folder, machine.guid)) return mountable;
  }
  throw new Error('no machine that can be mounted is left for this test');
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  claimMountable: async ({ session }, use, { project }) => {
    await use(async (wanted) =>
      claimFrom(await session('operator@acme.test'), path.join(project.outputDir, 'claims'), wanted),
    );
  },

  mounted: [
    async ({ session }, use, { project }) => {
      const operator = await session('operator@acme.test');
      const mountable = await claimFrom(operator, path.join(project.outputDir, 'claims'));
      const mount = await mountOf(operator, {
        mode: 'AUTO',
        recoveryPoint: mountable.point.guid,
        durationMs: 24 * 3_600_000,
      });
      const root = mount.fileSystems.find(({ type }) => type === 'ext4')?.guid;
      if (root === undefined) throw new Error('the mount has no root file system');
      await use({ ...mountable, mount, root });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
