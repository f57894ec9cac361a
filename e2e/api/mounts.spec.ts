import { request as httpRequest } from 'node:http';
import { expect, test } from '@playwright/test';
import { Download, DownloadList, MountOptions } from '@/lib/contracts/mount';
import type { MountDetail } from '@/lib/contracts/mount';
import { eventually } from '@/scripts/test-support/eventually';
import { visible } from './ask';
import { settled } from './backup-requests';
import { OpenStream } from './event-stream';
import { folderPage, linkTo, mountablePoints, openMounts, readyMount, requestMount, workOf } from './mount-requests';
import { newKey, PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';

test.describe.configure({ mode: 'default', timeout: 120_000 });

const bigFile = '/srv/dumps/database.dump';
const bigBytes = 2 * 1024 ** 3;

let stack: PrivateStack;
let operator: PortalSession;
let globex: PortalSession;
let mount: MountDetail;
let fileSystem: string;
let points: string[];
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'mounts' });
  [operator, globex] = [await stack.signIn('operator@acme.test'), await stack.signIn('operator@globex.test')];
  for (const { guid, platform } of stack.owned.acme) {
    points = platform === 'HYPERV' ? [] : await mountablePoints(operator, guid);
    if (points.length > 1) break;
  }
  mount = await readyMount(operator, points[0] ?? '');
  fileSystem = mount.fileSystems[0]?.guid ?? '';
});
test.afterAll(() => stack.close());

const stateOf = async (id: string) => {
  const { items } = DownloadList.parse((await operator.call(`/api/v1/mounts/${mount.guid}/downloads`)).json);
  return items.find((download) => download.id === id) ?? null;
};
const whenState = (id: string, state: Download['state']) =>
  eventually(`the download to be ${state}`, async () => {
    const download = await stateOf(id);
    return download?.state === state ? download : null;
  });
async function smallFile() {
  const { items } = await folderPage(operator, mount.guid, { fileSystem, path: '/etc' });
  const file = items.find(({ type, sizeBytes }) => type === 'FILE' && sizeBytes);
  if (!file) throw new Error('no file in /etc');
  return file;
}

test('a recovery point is mounted, extended and unmounted, with an event for each step', async () => {
  const stream = await OpenStream.open(operator);
  const another = points[1] ?? '';
  const options = MountOptions.parse((await operator.call(`/api/v1/recovery-points/${another}/mount-options`)).json);
  expect(options.modes.find(({ name }) => name === 'AUTO')).toMatchObject({ allowed: true, reason: null });
  const made = await readyMount(operator, another);
  await stream.waitFor(
    'its readiness',
    ({ event, data }) => event === 'mount' && data.guid === made.guid && data.state === 'READY',
  );

  const extended = workOf(
    await operator.call(`/api/v1/mounts/${made.guid}/extend`, {
      method: 'POST',
      headers: { 'Idempotency-Key': newKey() },
      body: {},
    }),
  );
  expect((await settled(operator, extended.id)).state).toBe('SUCCEEDED');
  const ending = workOf(await operator.call(`/api/v1/mounts/${made.guid}`, { method: 'DELETE' }));
  expect(ending).toMatchObject({ kind: 'UNMOUNT' });
  await stream.waitFor(
    'its unmounting',
    ({ event, data }) => event === 'mount' && data.guid === made.guid && data.state === 'UNMOUNTING',
  );
  await stream.waitFor(
    'its end',
    ({ event, data }) => event === 'mount' && data.guid === made.guid && data.state === 'ENDED',
  );
  expect((await openMounts(operator)).items.map(({ guid }) => guid)).toEqual([mount.guid]);
  await stream.close();
});

test('the same key twice is one mount, and a lost response is resolved', async () => {
  const { control } = stack.simulator;
  const machine = mount.machine.guid;
  const before = (await control.mounts()).filter(({ machineGuid }) => machineGuid === machine).length;
  await control.fault({ match: { method: 'POST', path: '^/tasks/restore-and-mount$' }, times: 1, kind: 'drop-after' });
  const key = newKey();
  const body = { mode: 'AUTO' as const, recoveryPoint: points[1] ?? '' };
  const { id } = workOf(await requestMount(operator, body, key));
  expect(workOf(await requestMount(operator, body, key)).id).toBe(id);
  expect((await settled(operator, id)).state).toBe('SUCCEEDED');
  expect((await control.mounts()).filter(({ machineGuid }) => machineGuid === machine)).toHaveLength(before + 1);
});

test('one file is downloaded with exact length and a name for every browser, and nothing that a browser would run or cache', async () => {
  const file = await smallFile();
  const link = await linkTo(operator, mount.guid, fileSystem, [file.path]);
  const response = await operator.send(link.url, {});
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(file.sizeBytes),
    'content-disposition': `attachment; filename="${file.name}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringContaining('no-store'),
  });
  expect(response.headers.get('content-encoding')).toBeNull();
  expect((await response.arrayBuffer()).byteLength).toBe(file.sizeBytes);
  expect(await whenState(link.id, 'FINISHED')).toMatchObject({ sentBytes: file.sizeBytes, url: null });
});

test('several files and a folder are downloaded as one archive', async () => {
  const file = await smallFile();
  const link = await linkTo(operator, mount.guid, fileSystem, [file.path, '/srv/names']);
  const response = await operator.send(link.url, { headers: { 'Accept-Encoding': 'gzip, br' } });
  expect(response.headers.get('content-disposition')).toMatch(/\.tar"/);
  expect(response.headers.get('content-encoding')).toBeNull();
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.length % 512).toBe(0);
  expect(bytes.includes(file.name)).toBe(true);
});

test('a link works for an hour, also in parts, and only for the session that requested it', async () => {
  const { path } = await smallFile();
  const link = await linkTo(operator, mount.guid, fileSystem, [path]);
  const sameUser = await stack.signIn('operator@acme.test');
  const missing = await operator.call(`/api/v1/downloads/${'x'.repeat(43)}`);
  for (const other of [sameUser, globex]) {
    const refused = await other.call(link.url);
    expect(visible(refused)).toEqual(visible(missing));
    expect(refused.status).toBe(404);
  }
  expect((await PortalSession.anonymous(stack.url).call(link.url)).status).toBe(401);
  // A download manager requests it as the browser does, without naming a tenant.
  for (let count = 0; count < 10; count += 1) {
    const head = await operator.call(link.url, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('accept-ranges')]).toEqual([200, '', 'bytes']);
  }
  expect((await stateOf(link.id))?.state).toBe('WAITING');
  const whole = await operator.call(link.url);
  expect(whole.status).toBe(200);
  const tag = whole.headers.get('etag') ?? '';
  const part = await operator.call(link.url, { headers: { Range: 'bytes=2-5', 'If-Range': tag } });
  expect([part.status, part.headers.get('content-length'), part.headers.get('etag')]).toEqual([206, '4', tag]);
  expect(part.headers.get('content-range')).toMatch(/^bytes 2-5\/\d+$/);
  expect(part.text).toBe(whole.text.slice(2, 6));
  expect((await operator.call(link.url, { headers: { Range: 'bytes=2-5', 'If-Range': '"another"' } })).status).toBe(
    200,
  );
  const beyond = await operator.call(link.url, { headers: { Range: 'bytes=999999999-' } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
    416,
    `bytes */${whole.headers.get('content-length')}`,
  ]);
  const late = await linkTo(operator, mount.guid, fileSystem, [path]);
  await stack.db.download.update({ where: { id: late.id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
  expect(visible(await operator.call(late.url))).toEqual(visible(missing));
  expect((await stateOf(late.id))?.state).toBe('EXPIRED');
});

test('a link created in another tenant than the active one works there', async () => {
  const consultant = await stack.signIn('consultant@portal.test');
  const inAcme = { 'X-Tenant': 'acme' };
  await consultant.call('/api/v1/me/tenant', { method: 'PUT', body: { tenant: 'globex' } });
  const { path } = await smallFile();
  const answer = await consultant.call(`/api/v1/mounts/${mount.guid}/download`, {
    method: 'POST',
    headers: inAcme,
    body: { fileSystem, paths: [path] },
  });
  const { url } = Download.parse(answer.json);
  expect((await consultant.call(url ?? '')).status).toBe(200);
});

/** How a plain HTTP client sees a download: whether it counts as complete. */
function fetchRaw(url: string): Promise<{ bytes: number; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${stack.url}${url}`, { headers: { Cookie: operator.cookieHeader() } }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      response.on('error', () => undefined);
      response.once('close', () => resolve({ bytes, complete: response.complete }));
    });
    sent.once('error', reject).end();
  });
}

for (const [what, paths] of [
  ['a file of known length', [bigFile]],
  ['an archive of unknown length', ['/srv/dumps', '/etc']],
] as const) {
  test(`${what} that breaks off in the middle never looks complete`, async () => {
    const link = await linkTo(operator, mount.guid, fileSystem, paths);
    const raw = fetchRaw(link.url);
    await eventually('bytes to flow', async () => (((await stateOf(link.id))?.sentBytes ?? 0) > 0 ? true : null));
    await stack.simulator.control.outage(true);
    const { bytes, complete } = await raw.finally(() => stack.simulator.control.outage(false));
    expect(complete).toBe(false);
    expect(bytes).toBeLessThan(bigBytes);
    expect(bytes).toBeGreaterThan(0);
    await whenState(link.id, 'FAILED');
  });
}

test('a download reports its progress and ends when it is cancelled, or the browser disconnects', async () => {
  const first = await linkTo(operator, mount.guid, fileSystem, [bigFile]);
  const raw = fetchRaw(first.url);
  const running = await eventually('progress', async () => {
    const now = await stateOf(first.id);
    return now && now.state === 'RUNNING' && now.sentBytes > 0 ? now : null;
  });
  expect(running).toMatchObject({ sizeBytes: bigBytes });
  const cancelled = Download.parse(
    (await operator.call(`/api/v1/mounts/${mount.guid}/downloads/${first.id}`, { method: 'DELETE' })).json,
  );
  expect(cancelled.state).toBe('CANCELLED');
  expect((await raw).complete).toBe(false);

  const second = await linkTo(operator, mount.guid, fileSystem, [bigFile]);
  const leave = new AbortController();
  const response = await operator.send(second.url, { signal: leave.signal });
  expect(response.status).toBe(200);
  leave.abort();
  await whenState(second.id, 'CANCELLED');
});

test('a slow reader costs Storware and the portal no more than it reads', async () => {
  const link = await linkTo(operator, mount.guid, fileSystem, [bigFile]);
  const leave = new AbortController();
  const response = await operator.send(link.url, { signal: leave.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  const after = await eventually('the flow to stand still', async () => {
    const before = (await stateOf(link.id))?.sentBytes ?? 0;
    await eventually(
      'two more notes',
      (
        (from) => () =>
          Promise.resolve(Date.now() - from > 2_500 ? true : null)
      )(Date.now()),
    );
    const now = (await stateOf(link.id))?.sentBytes ?? 0;
    return now === before && now > 0 ? now : null;
  });
  expect(after).toBeLessThan(64 * 1024 * 1024);
  leave.abort();
  await whenState(link.id, 'CANCELLED');
});
