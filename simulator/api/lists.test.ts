import { beforeAll, describe, expect, test } from 'vitest';

import { STABLE_PROJECT_UUIDS } from '@/simulator/seed/names';

import { at, list, testApi } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});

const guids = async (path: string): Promise<unknown[]> =>
  list(await api.send('GET', path)).map((element) => at(element, 'guid'));

describe('lists', () => {
  test('are complete without page and size, and have a total only if both are sent', async () => {
    const whole = await api.send('GET', '/virtual-machines');
    expect([list(whole).length, whole.headers.get('X-Total-Count')]).toEqual([40, null]);
    const page = await api.send('GET', '/virtual-machines?page=1&size=15');
    expect([list(page).length, page.headers.get('X-Total-Count')]).toEqual([15, '40']);
    expect(list(page)).toEqual(list(whole).slice(15, 30));
    expect((await api.send('GET', '/virtual-machines?size=15')).headers.get('X-Total-Count')).toBeNull();
  });

  test('ignore one trailing slash, unknown parameters, and empty, "undefined" and "null" ones', async () => {
    const whole = await guids('/virtual-machines');
    expect(await guids('/virtual-machines/?filter=&orderBy=undefined&direction=null&showLoader=true&uuid=')).toEqual(
      whole,
    );
  });

  test("filter by any part of a machine's names and ids, ignoring case", async () => {
    expect((await guids('/virtual-machines?filter=WEB-0')).length).toBe(3);
    expect((await guids('/virtual-machines?filter=keystone')).length).toBe(
      (await guids('/virtual-machines?hypervisor-manager-type=OPENSTACK')).length,
    );
  });

  test('sort by a column in both directions', async () => {
    const names = async (direction: string): Promise<unknown[]> =>
      list(await api.send('GET', `/virtual-machines?orderBy=name&direction=${direction}`)).map((element) =>
        at(element, 'name'),
      );
    const sorted = [...(await names('asc'))].sort();
    expect(await names('asc')).toEqual(sorted);
    expect(await names('desc')).toEqual(sorted.reverse());
  });

  test('narrow to a tenant by every parameter name and by the third-party headers, but not where the server ignores it', async () => {
    const acme = STABLE_PROJECT_UUIDS['acme'] ?? '';
    for (const path of [
      '/virtual-machines',
      '/backups',
      '/tasks',
      '/schedules',
      '/policies/vm-backup',
      '/projects',
      '/backup-locations',
    ]) {
      const whole = await guids(path);
      const expected = await guids(`${path}?project-uuid=${acme}`);
      expect(expected.length).toBeLessThan(whole.length);
      for (const spelling of ['tenantid', 'tenantId', 'tenant-id', 'project-id', 'projectId', 'TENANTID'])
        expect(await guids(`${path}?${spelling}=${acme}`)).toEqual(expected);
      const byHeader = await api.send('GET', path, undefined, { '3rd-party': 'HORIZON', '3rd-party-project': acme });
      expect(list(byHeader).map((element) => at(element, 'guid'))).toEqual(expected);
      api.sim.behaviour = { ...api.sim.behaviour, tenantFilter: 'ignore' };
      expect(await guids(`${path}?project-uuid=${acme}`)).toEqual(whole);
      api.sim.behaviour = { ...api.sim.behaviour, tenantFilter: 'lenient' };
    }
  });

  test('return a list of one or none for a platform id', async () => {
    const machine = [...api.sim.world.machines.values()][3];
    expect(await guids(`/virtual-machines?uuid=${machine?.uuid ?? ''}`)).toEqual([machine?.guid]);
    expect(await guids('/virtual-machines?uuid=nobody')).toEqual([]);
  });

  test('of backups are newest first and accept every documented filter', async () => {
    const { world } = api.sim;
    const machine = [...world.machines.values()].find(
      ({ guid, present }) => present && world.backupsOf(guid).length > 10,
    );
    const own = `/backups?protected-entity=${machine?.guid ?? ''}`;
    const expected = [...world.backupsOf(machine?.guid ?? '')].reverse();
    expect(await guids(own)).toEqual(expected.map(({ guid }) => guid));
    const [newest] = expected;
    expect((await guids(`${own}&status=SUCCESS&status=FAILED`)).length).toBe(
      expected.filter(({ status }) => status === 'SUCCESS' || status === 'FAILED').length,
    );
    expect((await guids(`${own}&type=FULL`)).length).toBe(expected.filter(({ type }) => type === 'FULL').length);
    expect((await guids(`${own}&from=${String(newest?.snapshotTime)}`))[0]).toBe(newest?.guid);
    expect((await guids(`${own}&to=${String((newest?.snapshotTime ?? 0) - 1)}`)).length).toBe(expected.length - 1);
    expect(await guids(`${own}&backup-destination=nobody`)).toEqual([]);
    const child = expected.find(({ parentGuid }) => parentGuid !== null);
    expect(await guids(`${own}&parent-backup=${child?.parentGuid ?? ''}`)).toContain(child?.guid);
  });

  test('can omit the total, ignore paging, and send nulls and bare enums', async () => {
    const before = api.sim.behaviour;
    api.sim.behaviour = { ...before, totalCountHeader: false, nullStyle: 'null', enumStyle: 'string' };
    const page = await api.send('GET', '/virtual-machines?page=0&size=1');
    expect(page.headers.get('X-Total-Count')).toBeNull();
    expect([at(page.body, 0, 'type'), at(page.body, 0, 'hvType')]).toEqual(['VM', null]);
    api.sim.behaviour = { ...before, paging: false };
    expect((await guids('/virtual-machines?page=0&size=1')).length).toBe(40);
    api.sim.behaviour = before;
    expect(at((await api.send('GET', '/virtual-machines?page=0&size=1')).body, 0)).not.toHaveProperty('hvType');
  });
});
