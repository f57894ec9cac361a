import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DownloadBody, MountDetail } from '@/lib/contracts/mount';
import { hashOfSecret } from '@/lib/core/one-time-link';
import { recheckAccess } from '@/lib/core/open-streams';
import { db } from '@/lib/db/client';
import { byteRange } from '@/lib/http/routes/download-route';
import { openTenantScope } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { runHousekeeping } from '@/lib/worker/housekeeping';
import { eventually } from '@/scripts/test-support/eventually';
import { cancelDownload, listDownloads, startDownload } from './downloads';
import { listFiles } from './files';
import { readDownloadFacts, streamDownload } from './stream-download';
import type { FileStream } from './stream-download';
import { mounted, openMountFixture } from './testing/mount-fixture';
import type { MountFixture } from './testing/mount-fixture';

let fixture: MountFixture;
let scope: TenantScope;
let foreign: TenantScope;
let mount: MountDetail;
beforeAll(async () => {
  fixture = await openMountFixture();
  const [first, second] = await fixture.freePoints(2);
  [scope, foreign] = [
    await fixture.tenant('OPERATOR', [first?.machine ?? '']),
    await fixture.tenant('OPERATOR', [second?.machine ?? '']),
  ];
  mount = await mounted(scope, { mode: 'AUTO', recoveryPoint: first?.point ?? '' });
});
afterAll(() => fixture.closeAll());
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
  await db().download.deleteMany();
});

const bigFile = '/srv/dumps/database.dump';
const here = (paths: string[]): DownloadBody => ({ fileSystem: mount.fileSystems[0]?.guid, paths });
const tokenOf = ({ url }: { url: string | null }): string => url?.split('/').at(-1) ?? '';
const rowOf = (id: string) => db().download.findUniqueOrThrow({ where: { id } });
const link = async (paths: string[]) => {
  const download = await startDownload(scope, mount.guid, here(paths));
  return { download, token: tokenOf(download) };
};
type Options = { signal?: AbortSignal; stillAllowed?: () => Promise<boolean>; range?: string; ifRange?: string };
function open(
  token: string,
  of: TenantScope = scope,
  { signal = new AbortController().signal, stillAllowed = () => Promise.resolve(true), range, ifRange }: Options = {},
): Promise<FileStream> {
  const headers = new Headers({
    ...(range === undefined ? {} : { range }),
    ...(ifRange === undefined ? {} : { 'if-range': ifRange }),
  });
  return streamDownload(of, token, { signal, stillAllowed, rangeOf: (file) => byteRange(headers, file) });
}
const bytesOf = async ({ stream }: FileStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(stream).arrayBuffer());
const ended = (id: string, state: string) =>
  eventually(`the download to be ${state}`, async () => {
    const row = await rowOf(id);
    return row.state === state ? row : null;
  });
async function smallFile(): Promise<{ path: string; name: string; sizeBytes: number }> {
  const { items } = await listFiles(scope, mount.guid, {
    page: 1,
    pageSize: 200,
    sort: { key: 'name', descending: false },
    search: '',
    path: '/etc',
    fileSystem: mount.fileSystems[0]?.guid,
  });
  const file = items.find(({ type, sizeBytes }) => type === 'FILE' && sizeBytes !== null && sizeBytes > 0);
  if (!file?.sizeBytes) throw new Error('no file in /etc');
  return { path: file.path, name: file.name, sizeBytes: file.sizeBytes };
}

describe('a download', () => {
  test('of one file has its bytes, its name and its length', async () => {
    const file = await smallFile();
    const { download, token } = await link([file.path]);
    expect(download).toMatchObject({
      state: 'WAITING',
      fileName: file.name,
      sizeBytes: file.sizeBytes,
      sentBytes: 0,
      url: `/api/v1/downloads/${token}`,
    });
    const opened = await open(token);
    expect(opened).toMatchObject({ fileName: file.name, sizeBytes: file.sizeBytes });
    expect((await bytesOf(opened)).length).toBe(file.sizeBytes);
    expect(await listDownloads(scope, mount.guid)).toMatchObject({
      items: [{ id: download.id, state: 'FINISHED', url: null, sentBytes: file.sizeBytes }],
    });
  });

  test('keeps file names with special characters', async () => {
    const { items } = await listFiles(scope, mount.guid, {
      page: 1,
      pageSize: 200,
      sort: { key: 'name', descending: false },
      search: '',
      path: '/srv/names',
      fileSystem: mount.fileSystems[0]?.guid,
    });
    const files = items.filter(({ type }) => type === 'FILE');
    expect(files.length).toBeGreaterThan(2);
    for (const { path, name, sizeBytes } of files) {
      const opened = await open((await link([path])).token);
      expect(opened.fileName).toBe(name);
      expect((await bytesOf(opened)).length).toBe(sizeBytes);
    }
  });

  test('of several files or a folder is one archive of unknown length', async () => {
    const file = await smallFile();
    const { download, token } = await link([file.path, '/srv/names', file.path]);
    expect(download).toMatchObject({ sizeBytes: null, fileName: expect.stringMatching(/\.tar$/) as unknown });
    const opened = await open(token);
    expect(opened.sizeBytes).toBeNull();
    const bytes = await bytesOf(opened);
    expect(bytes.length % 512).toBe(0);
    expect(Buffer.from(bytes).includes(file.name)).toBe(true);
    expect(Number((await rowOf(download.id)).sentBytes)).toBe(bytes.length);
    expect((await open((await link(['/srv/names'])).token)).fileName).toBe('names.tar');
  });

  test('is refused for a missing file, a broken link and a path with “..”', async () => {
    await expect(link(['/etc/no-such-file'])).rejects.toMatchObject({ code: 'not_found' });
    await expect(link(['/srv/broken-link'])).rejects.toMatchObject({ code: 'conflict' });
    await expect(link(['/etc', '/etc/../srv'])).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'paths.1' }],
    });
    expect(await db().download.count()).toBe(0);
  });

  test('is recorded in the audit trail with the requested paths', async () => {
    const { path } = await smallFile();
    await link([path]);
    expect(
      await db().auditEntry.findFirst({
        where: { tenantId: scope.tenant.id, action: 'mount.download' },
        orderBy: [{ at: 'desc' }, { seq: 'desc' }],
      }),
    ).toMatchObject({ actorName: scope.actor.name, detail: { paths: [path], files: 1 } });
  });
});

describe('a link', () => {
  test('works any number of times until it is cancelled', async () => {
    const { path, sizeBytes } = await smallFile();
    const { token, download } = await link([path]);
    for (let count = 0; count < 3; count += 1) expect((await bytesOf(await open(token))).length).toBe(sizeBytes);
    expect((await ended(download.id, 'FINISHED')).uses).toBe(0);
    await db().download.update({ where: { id: download.id }, data: { state: 'WAITING' } });
    await cancelDownload(scope, mount.guid, download.id);
    await expect(open(token)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('describes its file without calling Storware and stays usable', async () => {
    const file = await smallFile();
    const { token, download } = await link([file.path]);
    await fixture.simulator.control.clearJournal();
    for (let count = 0; count < 10; count += 1)
      expect(await readDownloadFacts(scope, token)).toEqual({
        fileName: file.name,
        sizeBytes: file.sizeBytes,
        entityTag: expect.stringMatching(/^"[\w-]+"$/) as unknown,
      });
    expect((await rowOf(download.id)).state).toBe('WAITING');
    expect(
      (await fixture.simulator.control.journal()).entries.filter(({ path }) => path.endsWith('/download')),
    ).toEqual([]);
    await expect(readDownloadFacts(foreign, token)).rejects.toMatchObject({ code: 'not_found' });
    expect((await bytesOf(await open(token))).length).toBe(file.sizeBytes);
  });

  test('works only for the session and tenant that created it; attempts of others do not use it up', async () => {
    const { path } = await smallFile();
    const { token, download } = await link([path]);
    const { actor } = scope;
    const elsewhere = openTenantScope({ ...actor, sessionId: randomUUID() }, 'r', null);
    const colleague = openTenantScope({ ...actor, userId: randomUUID() }, 'r', null);
    const otherTenant = openTenantScope(
      {
        ...actor,
        activeTenantId: foreign.tenant.id,
        memberships: [...actor.memberships, ...foreign.actor.memberships],
      },
      'r',
      null,
    );
    for (const stranger of [elsewhere, colleague, otherTenant, foreign])
      await expect(open(token, stranger)).rejects.toMatchObject({ code: 'not_found' });
    await expect(open('x'.repeat(43))).rejects.toMatchObject({ code: 'not_found' });
    expect((await rowOf(download.id)).tokenHash).toBe(hashOfSecret(token));
    expect(
      JSON.stringify(await rowOf(download.id), (_, value: unknown) =>
        typeof value === 'bigint' ? Number(value) : value,
      ),
    ).not.toContain(token);
    await bytesOf(await open(token));
  });

  test('stops working when it expires and when the machine changes its tenant', async () => {
    const { path } = await smallFile();
    const { token, download } = await link([path]);
    await db().ownership.updateMany({ where: { guid: mount.machine.guid }, data: { tenantId: foreign.tenant.id } });
    await expect(open(token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(open(token, foreign)).rejects.toMatchObject({ code: 'not_found' });
    await db().ownership.updateMany({ where: { guid: mount.machine.guid }, data: { tenantId: scope.tenant.id } });
    await db().download.update({ where: { id: download.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    await expect(open(token)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listDownloads(scope, mount.guid)).items).toMatchObject([{ state: 'EXPIRED' }]);
  });

  test('is refused for files of another tenant, whose downloads can be neither listed nor cancelled', async () => {
    const { path } = await smallFile();
    const { download } = await link([path]);
    for (const attempt of [
      () => startDownload(foreign, mount.guid, here([path])),
      () => listDownloads(foreign, mount.guid),
      () => cancelDownload(foreign, mount.guid, download.id),
      () => startDownload(scope, mount.guid, { fileSystem: randomUUID(), paths: [path] }),
      () => cancelDownload(scope, mount.guid, randomUUID()),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await rowOf(download.id)).state).toBe('WAITING');
  });

  test('is refused with four downloads under way and above the limit of valid links', async () => {
    const { path } = await smallFile();
    const made = await Promise.all([1, 2, 3, 4].map(() => link([path])));
    await db().download.updateMany({ data: { state: 'RUNNING', movedAt: new Date() } });
    await expect(link([path])).rejects.toMatchObject({
      code: 'rate_limited',
      detail: expect.stringContaining('4 running downloads') as unknown,
    });
    await db().download.updateMany({ data: { state: 'FINISHED' } });
    const row = await rowOf(made[0]?.download.id ?? '');
    const { id: _id, ...copy } = row;
    await db().download.createMany({ data: Array.from({ length: 196 }, () => ({ ...copy, tokenHash: randomUUID() })) });
    await expect(link([path])).rejects.toMatchObject({
      code: 'rate_limited',
      detail: expect.stringContaining('200 downloads') as unknown,
    });
  });
});

describe('a part of a file', () => {
  test('has exactly the requested bytes, and all parts together are the file', async () => {
    const { path, sizeBytes } = await smallFile();
    const { token, download } = await link([path]);
    const whole = await open(token);
    const all = await bytesOf(whole);
    const middle = Math.floor(sizeBytes / 2);
    const first = await open(token, scope, { range: `bytes=0-${middle - 1}` });
    expect(first).toMatchObject({ sizeBytes, entityTag: whole.entityTag, range: { from: 0, to: middle - 1 } });
    const begun = await bytesOf(first);
    expect((await ended(download.id, 'WAITING')).uses).toBe(0);
    const rest = await bytesOf(await open(token, scope, { range: `bytes=${middle}-`, ifRange: whole.entityTag ?? '' }));
    expect(Buffer.concat([begun, rest]).equals(all)).toBe(true);
    expect(Number((await ended(download.id, 'FINISHED')).sentBytes)).toBe(sizeBytes);
    await expect(open(token, scope, { range: `bytes=${sizeBytes}-` })).rejects.toMatchObject({
      code: 'range_not_satisfiable',
    });
    await expect(open(token, foreign, { range: 'bytes=0-1' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('counts as one download together with others requested at the same time', async () => {
    const { path, sizeBytes } = await smallFile();
    const { token, download } = await link([path]);
    const parts = await Promise.all([
      open(token, scope, { range: 'bytes=0-9' }),
      open(token, scope, { range: `bytes=10-${sizeBytes - 1}` }),
    ]);
    expect((await rowOf(download.id)).uses).toBe(2);
    const [first, second] = await Promise.all(parts.map(bytesOf));
    expect((first?.length ?? 0) + (second?.length ?? 0)).toBe(sizeBytes);
    expect(
      (
        await eventually('its end', async () =>
          (await rowOf(download.id)).state === 'RUNNING' ? null : rowOf(download.id),
        )
      ).uses,
    ).toBe(0);
  });

  test('is replaced by the whole file when the file has changed', async () => {
    const { path, sizeBytes } = await smallFile();
    const { token, download } = await link([path]);
    await db().download.update({ where: { id: download.id }, data: { entityTag: '"what it was"' } });
    const opened = await open(token, scope, { range: 'bytes=5-', ifRange: '"what it was"' });
    expect(opened).toMatchObject({ range: null, entityTag: null });
    expect((await bytesOf(opened)).length).toBe(sizeBytes);
  });

  test('is not offered of an archive, whose length is unknown', async () => {
    const { token } = await link(['/srv/names']);
    const opened = await open(token, scope, { range: 'bytes=5-' });
    expect(opened).toMatchObject({ range: null, entityTag: null, sizeBytes: null });
    expect((await bytesOf(opened)).length % 512).toBe(0);
  });

  test('resumes an interrupted download with the same link', async () => {
    const { token, download } = await link([bigFile]);
    const browser = new AbortController();
    const { stream } = await open(token, scope, { signal: browser.signal });
    await stream.getReader().read();
    browser.abort();
    await ended(download.id, 'CANCELLED');
    const part = await open(token, scope, { range: 'bytes=1000000-1000099' });
    expect((await bytesOf(part)).length).toBe(100);
  });
});

describe('a download under way', () => {
  test('reads only as fast as its reader, reports progress and ends when it is cancelled', async () => {
    const { download, token } = await link([bigFile]);
    const { stream } = await open(token);
    const reader = stream.getReader();
    const first = await reader.read();
    expect(first.value?.length).toBeGreaterThan(0);
    await eventually('its progress', async () => (Number((await rowOf(download.id)).sentBytes) > 0 ? true : null));
    expect((await listDownloads(scope, mount.guid)).items[0]).toMatchObject({ state: 'RUNNING' });
    const cancelled = await cancelDownload(scope, mount.guid, download.id);
    expect(cancelled.state).toBe('CANCELLED');
    await expect(
      (async () => {
        for (let done = false; !done;) done = (await reader.read()).done;
      })(),
    ).rejects.toThrow();
    expect(Number((await rowOf(download.id)).sentBytes)).toBeLessThan(100 * 1024 * 1024);
  });

  test('ends when the browser disconnects, before or after the first byte', async () => {
    for (const isReading of [false, true]) {
      const { download, token } = await link([bigFile]);
      const browser = new AbortController();
      const { stream } = await open(token, scope, { signal: browser.signal });
      if (isReading) await stream.getReader().read();
      browser.abort();
      await ended(download.id, 'CANCELLED');
    }
    const { download, token } = await link([bigFile]);
    await (await open(token)).stream.cancel();
    await ended(download.id, 'CANCELLED');
  });

  test('ends when nothing is read any more, even without a disconnect', async () => {
    const { download, token } = await link([bigFile]);
    await open(token);
    expect(
      (
        await eventually('its end', async () =>
          (await rowOf(download.id)).state === 'RUNNING' ? null : rowOf(download.id),
        )
      ).state,
    ).toBe('CANCELLED');
  });

  test('ends when the session, the membership or the machine is lost', async () => {
    const { download, token } = await link([bigFile]);
    await open(token, scope, { stillAllowed: () => Promise.resolve(false) });
    await ended(download.id, 'CANCELLED');
    const another = await link([bigFile]);
    await open(another.token);
    await db().ownership.updateMany({ where: { guid: mount.machine.guid }, data: { tenantId: foreign.tenant.id } });
    await ended(another.download.id, 'CANCELLED');
    await db().ownership.updateMany({ where: { guid: mount.machine.guid }, data: { tenantId: scope.tenant.id } });
  });

  test('ends at once when the rights of its reader change, and of nobody else', async () => {
    const { download, token } = await link([bigFile]);
    let isAllowed = true;
    const stillAllowed = vi.fn(() => Promise.resolve(isAllowed));
    const { stream } = await open(token, scope, { stillAllowed });
    const reader = stream.getReader();
    await reader.read();
    recheckAccess('somebody-else');
    expect(stillAllowed).not.toHaveBeenCalled();
    isAllowed = false;
    recheckAccess(scope.actor.userId);
    await expect(
      (async () => {
        for (let done = false; !done;) done = (await reader.read()).done;
      })(),
    ).rejects.toThrow();
    expect(stillAllowed).toHaveBeenCalledTimes(1);
    await ended(download.id, 'CANCELLED');
    recheckAccess();
    expect(stillAllowed, 'what has ended is not checked any more').toHaveBeenCalledTimes(1);
  });

  test('fails for its reader when Storware breaks it off, and never looks complete', async () => {
    await fixture.simulator.control.fault({ match: { path: '/download$' }, times: 1, kind: 'drop-midbody' });
    const { download, token } = await link([bigFile]);
    await expect(open(token).then(bytesOf)).rejects.toThrow();
    expect(['FAILED']).toContain((await ended(download.id, 'FAILED')).state);
  });

  test('fails at once when Storware refuses it, and the link still works', async () => {
    await fixture.simulator.control.fault({ match: { path: '/download$' }, times: 1, kind: 'status', status: 500 });
    const { path } = await smallFile();
    const { download, token } = await link([path]);
    await expect(open(token)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await ended(download.id, 'FAILED');
    await bytesOf(await open(token));
    await ended(download.id, 'FINISHED');
  });
});

describe('housekeeping', () => {
  test('deletes downloads after a day, except running ones', async () => {
    const { path } = await smallFile();
    const [old, running, fresh] = [await link([path]), await link([path]), await link([path])];
    const past = new Date(Date.now() - 25 * 3_600_000);
    await db().download.update({ where: { id: old.download.id }, data: { createdAt: past } });
    await db().download.update({
      where: { id: running.download.id },
      data: { createdAt: past, state: 'RUNNING', movedAt: new Date() },
    });
    await runHousekeeping();
    expect((await db().download.findMany()).map(({ id }) => id).sort()).toEqual(
      [running.download.id, fresh.download.id].sort(),
    );
  });
});
