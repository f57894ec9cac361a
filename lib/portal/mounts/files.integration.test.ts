import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FileListQuery, MountDetail } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { endMount } from './change-mount';
import { listFiles } from './files';
import { mounted, openMountFixture, settled } from './testing/mount-fixture';
import type { MountFixture } from './testing/mount-fixture';

let fixture: MountFixture;
let acme: TenantScope;
let globex: TenantScope;
let mine: MountDetail;
let theirs: MountDetail;
beforeAll(async () => {
  fixture = await openMountFixture();
  const [first, second] = await fixture.freePoints(2);
  [acme, globex] = [
    await fixture.tenant('OPERATOR', [first?.machine ?? '']),
    await fixture.tenant('OPERATOR', [second?.machine ?? '']),
  ];
  mine = await mounted(acme, { mode: 'AUTO', recoveryPoint: first?.point ?? '' });
  theirs = await mounted(globex, { mode: 'AUTO', recoveryPoint: second?.point ?? '' });
});
afterAll(() => fixture.closeAll());
beforeEach(() => fixture.simulator.control.clearFaults());

const root = (mount: MountDetail): string => mount.fileSystems[0]?.guid ?? '';
const query = (more: Partial<FileListQuery>): FileListQuery => ({
  page: 1,
  pageSize: 200,
  sort: { key: 'name', descending: false },
  search: '',
  path: '/',
  ...more,
});
const inMine = (more: Partial<FileListQuery>) => listFiles(acme, mine.guid, query({ fileSystem: root(mine), ...more }));

async function listings(work: () => Promise<unknown>): Promise<number> {
  const { next } = await fixture.simulator.control.journal();
  await work();
  return (await fixture.simulator.control.journal(next)).entries.filter(({ path }) => path.endsWith('/listing')).length;
}

describe('a folder', () => {
  test('lists folders first, with paths and without details of the node', async () => {
    const { items, total, path, fileSystem } = await inMine({ path: '/' });
    expect(total).toBe(items.length);
    expect([path, fileSystem.guid]).toEqual(['/', root(mine)]);
    const kinds = items.map(({ type }) => type === 'DIRECTORY');
    expect(kinds).toEqual(kinds.toSorted((a, b) => Number(b) - Number(a)));
    expect(items.find(({ name }) => name === 'etc')).toMatchObject({
      path: '/etc',
      type: 'DIRECTORY',
      sizeBytes: null,
      permissions: expect.stringMatching(/^[rwx-]{9}$/) as unknown,
    });
    const { items: links } = await inMine({ path: '/srv/' });
    expect(links.find(({ name }) => name === 'broken-link')?.type).toBe('BROKEN_LINK');
    expect(links.find(({ name }) => name === 'current')?.type).toBe('LINK');
    expect((await inMine({ path: '/srv/empty' })).total).toBe(0);
  });

  test('of 50,000 entries is in natural order, and paging through it costs one call', async () => {
    const first = await inMine({ path: '/srv/wide' });
    expect([first.total, first.items.length]).toEqual([50_000, 200]);
    const again = await listings(async () => {
      for (const page of [2, 3, 100, 250]) expect((await inMine({ path: '/srv/wide', page })).items).toHaveLength(200);
      expect((await inMine({ path: '/srv/wide/', page: 251 })).items).toEqual([]);
      const descending = await inMine({ path: '/srv/wide', sort: { key: 'sizeBytes', descending: true } });
      const sizes = descending.items.filter(({ type }) => type === 'FILE').map(({ sizeBytes }) => sizeBytes ?? 0);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    });
    expect(again).toBe(0);
    const names = first.items.filter(({ type }) => type === 'FILE').map(({ name }) => name);
    expect(names).toEqual(names.toSorted(new Intl.Collator('en', { numeric: true }).compare));
  });

  test('is searched by name, without subfolders and ignoring case', async () => {
    const [some] = (await inMine({ path: '/srv/wide', page: 77 })).items;
    const found = await inMine({ path: '/srv/wide', search: some?.name.toUpperCase() ?? '' });
    expect(found.items.map(({ name }) => name)).toContain(some?.name);
    expect(found.total).toBeLessThan(100);
    expect((await inMine({ path: '/', search: some?.name ?? '' })).total).toBe(0);
  });

  test('can be opened by the path of each entry, also with special characters', async () => {
    const { items } = await inMine({ path: '/srv/names' });
    expect(items.length).toBeGreaterThan(3);
    for (const { path, type } of items) if (type === 'DIRECTORY') expect((await inMine({ path })).path).toBe(path);
    const deep = await inMine({ path: '/srv/deep' });
    let at = deep.path;
    for (let depth = 0; depth < 45; depth += 1) {
      const next = (await inMine({ path: at })).items.find(({ type }) => type === 'DIRECTORY');
      if (!next) break;
      at = next.path;
    }
    expect(at.split('/').length).toBeGreaterThan(40);
  });

  test('is not found when it is missing or a file; a path with “..” is invalid', async () => {
    await expect(inMine({ path: '/no/such/folder' })).rejects.toMatchObject({ code: 'not_found' });
    const file = (await inMine({ path: '/etc' })).items.find(({ type }) => type === 'FILE');
    await expect(inMine({ path: file?.path ?? '' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(inMine({ path: '/srv/../etc' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'path' }],
    });
    if (mine.fileSystems.length > 1)
      await expect(listFiles(acme, mine.guid, query({}))).rejects.toMatchObject({
        code: 'validation_failed',
        errors: [{ path: 'fileSystem' }],
      });
  });

  test('is read again after a failure, which is not cached', async () => {
    await fixture.simulator.control.fault({ match: { path: '/listing$' }, times: 1, kind: 'status', status: 500 });
    await expect(inMine({ path: '/var' })).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect((await inMine({ path: '/var' })).path).toBe('/var');
  });
});

describe('files of another tenant', () => {
  test('are not found by mount, by file system or through a folder that is cached for their owner', async () => {
    await listFiles(globex, theirs.guid, query({ fileSystem: root(theirs), path: '/etc' }));
    const asked = await listings(async () => {
      await expect(
        listFiles(acme, theirs.guid, query({ fileSystem: root(theirs), path: '/etc' })),
      ).rejects.toMatchObject({ code: 'not_found' });
      await expect(listFiles(acme, mine.guid, query({ fileSystem: root(theirs), path: '/etc' }))).rejects.toMatchObject(
        { code: 'not_found' },
      );
      await expect(listFiles(acme, mine.guid, query({ fileSystem: randomUUID(), path: '/etc' }))).rejects.toMatchObject(
        { code: 'not_found' },
      );
    });
    expect(asked).toBe(0);
  });

  test('include those of a machine that has just changed its tenant, even when they are cached', async () => {
    await inMine({ path: '/etc' });
    await db().ownership.updateMany({
      where: { kind: 'MACHINE', guid: mine.machine.guid },
      data: { tenantId: globex.tenant.id },
    });
    await expect(inMine({ path: '/etc' })).rejects.toMatchObject({ code: 'not_found' });
    await db().ownership.updateMany({
      where: { kind: 'MACHINE', guid: mine.machine.guid },
      data: { tenantId: acme.tenant.id },
    });
  });

  test('are not readable after a mount has ended, even when they are cached', async () => {
    await inMine({ path: '/etc' });
    const { operation } = await endMount(acme, mine.guid);
    await settled(acme, operation.id);
    await expect
      .poll(async () => (await db().mirrorMount.findUnique({ where: { guid: mine.guid } }))?.endedAt ?? null, {
        timeout: 30_000,
      })
      .not.toBeNull();
    await expect(inMine({ path: '/etc' })).rejects.toMatchObject({ code: 'conflict' });
  });
});
