import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { GET as machine } from '@/app/api/v1/machines/[guid]/route';
import { GET as machines } from '@/app/api/v1/machines/route';
import { GET as mounts } from '@/app/api/v1/mounts/route';
import { GET as tenants } from '@/app/api/v1/provider/tenants/route';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { currentActor } from '@/lib/auth/session';
import { machineListRead, machineRead, mountListRead, providerTenantsRead } from '@/lib/client/queries/reads';
import type { MachineList } from '@/lib/contracts/machine';
import type { Role } from '@/lib/contracts/me';
import { recordTenantChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { newestShownEvent, watchEvents } from '@/lib/portal/events/watch-events';
import { getListedRecoveryPoint } from '@/lib/portal/recovery-points/recovery-points';
import { openTenantScope } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { eventually } from '@/scripts/test-support/eventually';
import { readFirst, readKnown } from './first-content';

const asked = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock('next/headers', () => ({ headers: () => Promise.resolve(asked.headers) }));

const routes = [machines, machine, mounts, tenants];
const all = machineListRead({});

async function member(guid: string, role: Role = 'OPERATOR') {
  const tenant = await createTenant();
  const user = await createUser({ memberships: [{ tenantId: tenant.id, role }] });
  const { sid, cookie } = await openSession(user.id);
  const actor = await currentActor({ sub: user.id, sid }, { isUse: false });
  if (!actor) throw new Error('no session');
  await db().mirrorMachine.create({ data: { guid, name: guid, platform: 'KVM', present: true, contentHash: '' } });
  await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId: tenant.id, source: 'MANUAL' } });
  return { scope: openTenantScope(actor, 'request', null), tenant, cookie };
}

let stop: () => Promise<void>;
let own: Awaited<ReturnType<typeof member>>;
let other: Awaited<ReturnType<typeof member>>;
beforeAll(async () => {
  stop = await startAccounts();
  [own, other] = [await member('own'), await member('foreign')];
});
afterAll(() => stop());

describe('readFirst', () => {
  test("returns for each query the API's response to its path", async () => {
    const response = await machines(
      new Request('http://portal.test/api/v1/machines?search=own', { headers: { cookie: own.cookie } }),
      { params: Promise.resolve({}) },
    );
    const read = machineListRead({ search: 'own' });
    const [first] = await readFirst(own.scope, [read], routes);
    expect(first).toMatchObject({ key: read.key, data: (await response.json()) as unknown });
    expect((first?.data as MachineList).items.map(({ guid }) => guid)).toEqual(['own']);
  });

  test('omits what fails, is forbidden or takes too long, and keeps the rest', async () => {
    const viewer = await member('of-a-viewer', 'VIEWER');
    const never = { key: machineRead('slow').key, read: () => new Promise<never>(() => undefined) };
    const broken = { key: machineRead('broken').key, read: () => Promise.reject(new Error('PLANTED')) };
    const reads = [machineRead('foreign'), mountListRead({}), providerTenantsRead(), never, broken, all];
    const first = await readFirst<unknown>(viewer.scope, reads, routes, 2_000);
    expect(first.map(({ key }) => key)).toEqual([all.key]);
    const [found] = await readFirst<unknown>(other.scope, [machineRead('foreign')], routes);
    expect(found?.data).toMatchObject({ guid: 'foreign' });
  });

  test('reads nothing for navigation in an open tab, which has a cache', async () => {
    asked.headers = new Headers({ 'sec-fetch-dest': 'empty' });
    expect(await readFirst(own.scope, [all], routes)).toEqual([]);
    asked.headers = new Headers();
    expect(await readFirst(own.scope, [all], routes)).toHaveLength(1);
  });

  test.each(['before', 'after'])(
    'a change that comes %s the read is sent by a stream that continues from there',
    async (when) => {
      const end = new AbortController();
      void watchEvents(own.scope, { signal: end.signal, lastEventId: null }).next();
      await eventually('the feed', () => (newestShownEvent() === null ? null : true));
      const change = () =>
        db().$transaction(async (tx) => {
          await tx.mirrorMachine.update({ where: { guid: 'own' }, data: { name: `changed ${when}` } });
          await recordTenantChanges(tx, [{ tenantId: own.tenant.id, kind: 'machine', objectId: 'own' }]);
        });
      const [first] = await readFirst(
        own.scope,
        [
          {
            key: all.key,
            read: async (ask) => {
              if (when === 'before') await change();
              const data = await all.read(ask);
              if (when === 'after') await change();
              return data;
            },
          },
        ],
        routes,
        10_000,
      );
      const shown = (first?.data as MachineList).items[0]?.name === `changed ${when}`;
      expect(shown).toBe(when === 'before');
      const told: unknown[] = [];
      const lastEventId = String(first?.shows);
      for await (const event of watchEvents(own.scope, { signal: end.signal, lastEventId })) {
        if (event.event === 'freshness') continue;
        told.push(event.event === 'machine' ? event.data.name : event.event);
        break;
      }
      expect(told).toEqual([`changed ${when}`]);
      end.abort();
    },
  );
});

describe('readKnown', () => {
  const point = (scope: TenantScope) => readKnown(scope, 'machine:read', () => getListedRecoveryPoint(scope, 'point'));
  beforeAll(async () => {
    await db().mirrorBackup.create({
      data: {
        guid: 'point',
        machineGuid: 'own',
        status: 'SUCCESS',
        type: 'FULL',
        startedAt: new Date(),
        locations: [],
        restorable: true,
        contentHash: '',
      },
    });
  });

  test('returns what the database knows of an object, for its tenant only', async () => {
    expect(await point(own.scope)).toMatchObject({ guid: 'point', type: 'FULL', machine: { guid: 'own' } });
    expect(await point(other.scope)).toBeNull();
  });

  test('returns null without the permission', async () => {
    const viewer = await member('of-another-viewer', 'VIEWER');
    const read = vi.fn(() => Promise.resolve('known'));
    expect(await readKnown(viewer.scope, 'mount:run', read)).toBeNull();
    expect(read).not.toHaveBeenCalled();
    expect(await readKnown(viewer.scope, 'machine:read', read)).toBe('known');
  });

  test.each([
    ['fails', () => Promise.reject(new Error('PLANTED'))],
    ['takes too long', () => new Promise<never>(() => undefined)],
  ])('does not delay the page when a read %s', async (_what, read) => {
    expect(await readKnown(own.scope, 'machine:read', read, 50)).toBeNull();
  });
});
