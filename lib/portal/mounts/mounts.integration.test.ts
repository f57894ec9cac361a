import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultMountMs, minMountMs } from '@/lib/contracts/mount';
import type { MountListQuery } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import { cancelOperation, getOperation } from '@/lib/portal/operations/operations';
import { eventually } from '@/scripts/test-support/eventually';
import { endMount, extendMount } from './change-mount';
import { getMount, listMounts } from './read-mounts';
import { getMountOptions, startMount } from './start-mount';
import { mounted, openMountFixture, settled } from './testing/mount-fixture';
import type { MountFixture } from './testing/mount-fixture';

let fixture: MountFixture;
beforeAll(async () => {
  fixture = await openMountFixture();
});
afterAll(() => fixture.closeAll());
beforeEach(() => fixture.simulator.control.clearFaults());

const everything: MountListQuery = { page: 1, pageSize: 50, sort: { key: 'since', descending: true }, search: '' };
const initiator = 'iqn.1994-05.com.example:client';
const notFound = { code: 'not_found' };

describe('mounting', () => {
  test('a whole recovery point: it gets ready, with file systems and an end, and is linked to its operation', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const mount = await mounted(scope, { mode: 'AUTO', recoveryPoint: point, durationMs: minMountMs });
    expect(mount).toMatchObject({
      mode: 'AUTO',
      machine: { guid: machine },
      recoveryPoint: { guid: point },
      requestedBy: { name: scope.actor.name },
    });
    expect(mount.fileSystems.length).toBeGreaterThan(0);
    expect(JSON.stringify(mount)).not.toContain('/mnt/');
    const list = await listMounts(scope, everything);
    expect(list).toMatchObject({ total: 1, items: [{ guid: mount.guid }] });
    expect(list.asOf).not.toBeNull();
    const operation = await eventually('its operation to end', async () => {
      const [row] = await db().operation.findMany({ where: { mountGuid: mount.guid } });
      return row?.finishedAt ? row : null;
    });
    expect((await getOperation(scope, operation.id)).result).toMatchObject({ mount: mount.guid });
    const { readyAt, endsAt } = await eventually('its end to be known', async () => {
      const now = await getMount(scope, mount.guid);
      return now.endsAt === null || now.operation !== null ? null : now;
    });
    expect(Math.abs(Date.parse(endsAt ?? '') - Date.parse(readyAt ?? '') - minMountMs)).toBeLessThan(30_000);
  });

  test('chosen file systems mounts only these', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const options = await getMountOptions(scope, point);
    expect(options.modes.find(({ name }) => name === 'MANUAL')).toEqual({
      name: 'MANUAL',
      allowed: true,
      reason: null,
      reasonRef: null,
    });
    const [chosen] = options.fileSystems;
    const mount = await mounted(scope, { mode: 'MANUAL', recoveryPoint: point, fileSystems: [chosen?.guid ?? ''] });
    expect(mount.fileSystems.map(({ name }) => name)).toEqual([chosen?.name]);
  });

  test('over iSCSI needs the permission of the provider and disks that support it', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(
      1,
      ({ platform }) => platform === 'OPENSTACK',
    );
    const [other] = await fixture.freePoints(1, ({ platform }) => platform === 'RHV' || platform === 'KVM');
    const scope = await fixture.tenant('OPERATOR', [machine, other?.machine ?? '']);
    const before = await getMountOptions(scope, point);
    expect(before.modes.find(({ name }) => name === 'ISCSI')).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('provider') as unknown,
    });
    expect(before.disks).toEqual([]);
    await db().tenant.update({ where: { id: scope.tenant.id }, data: { allowsIscsi: true } });
    const { disks, modes } = await getMountOptions(scope, point);
    expect(modes.find(({ name }) => name === 'ISCSI')).toMatchObject({ allowed: true, reason: null });
    const compressed = await getMountOptions(scope, other?.point ?? '');
    expect(compressed.disks).toEqual([]);
    expect(compressed.modes.find(({ name }) => name === 'ISCSI')).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('format') as unknown,
    });
    const body = {
      mode: 'ISCSI' as const,
      recoveryPoint: point,
      disks: disks.map(({ guid }) => guid),
      allowedClients: [initiator],
    };
    await db().tenant.update({ where: { id: scope.tenant.id }, data: { allowsIscsi: false } });
    await expect(startMount(scope, { body, idempotencyKey: randomUUID() })).rejects.toMatchObject({ code: 'conflict' });
    await db().tenant.update({ where: { id: scope.tenant.id }, data: { allowsIscsi: true } });
    const mount = await mounted(scope, body);
    expect(mount).toMatchObject({ mode: 'ISCSI', fileSystems: [] });
    expect(mount.targets).toHaveLength(disks.length);
    expect(JSON.stringify(mount.targets)).not.toContain('/');
  });

  test('twice with the same key is one mount, and a conflict with another body', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const idempotencyKey = randomUUID();
    const body = { mode: 'AUTO' as const, recoveryPoint: point };
    const answers = await Promise.all([1, 2, 3].map(() => startMount(scope, { body, idempotencyKey })));
    expect(new Set(answers.map(({ operation }) => operation.id)).size).toBe(1);
    await expect(
      startMount(scope, { body: { ...body, durationMs: minMountMs }, idempotencyKey }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await settled(scope, answers[0]?.operation.id ?? '');
    expect(
      (await fixture.simulator.control.mounts()).filter(({ machineGuid }) => machineGuid === machine),
    ).toHaveLength(1);
  });

  test('is refused with a reason above the longest duration and for a point without data', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const failed = await db().mirrorBackup.create({
      data: {
        guid: randomUUID(),
        machineGuid: machine,
        status: 'FAILED',
        type: 'FULL',
        startedAt: new Date(),
        locations: [],
        restorable: false,
        restorableReason: 'This backup failed.',
        contentHash: '',
      },
    });
    const { modes, fileSystemsReason } = await getMountOptions(scope, failed.guid);
    expect(modes.map(({ allowed, reason }) => [allowed, reason])).toEqual(
      [1, 2, 3].map(() => [false, 'This backup failed.']),
    );
    expect(fileSystemsReason).toBe('This backup failed.');
    await expect(
      startMount(scope, { body: { mode: 'AUTO', recoveryPoint: failed.guid }, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ code: 'conflict', detail: 'This backup failed.' });
    const { duration } = await getMountOptions(scope, point);
    const late = startMount(scope, {
      body: { mode: 'AUTO', recoveryPoint: point, durationMs: duration.maxMs + 1 },
      idempotencyKey: randomUUID(),
    });
    await expect(late).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: 'durationMs' }] });
    expect(await db().operation.count({ where: { tenantId: scope.tenant.id } })).toBe(0);
  });

  test('starts nothing while Storware is down, and the same key works afterwards', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    await getMountOptions(scope, point);
    const idempotencyKey = randomUUID();
    const body = { mode: 'AUTO' as const, recoveryPoint: point };
    await fixture.simulator.control.outage(true);
    await expect(startMount(scope, { body, idempotencyKey })).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await fixture.simulator.control.outage(false);
    const { operation } = await eventually('Storware to be there again', () =>
      startMount(scope, { body, idempotencyKey }).catch(() => null),
    );
    expect((await settled(scope, operation.id)).state).toBe('SUCCEEDED');
  });

  test('that never gets ready stays in preparation with a reason, and ends when it is cancelled', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    await fixture.simulator.control.nextRestore(machine, { neverReady: true });
    const { operation } = await startMount(scope, {
      body: { mode: 'AUTO', recoveryPoint: point },
      idempotencyKey: randomUUID(),
    });
    const guid = await eventually(
      'the mount to show',
      async () => (await db().operation.findUnique({ where: { id: operation.id } }))?.mountGuid ?? null,
    );
    await eventually('the mounting itself', async () =>
      (await fixture.simulator.control.tasks(machine)).some(
        ({ type, state }) => type === 'MOUNT' && state === 'RUNNING',
      )
        ? true
        : null,
    );
    const mount = await getMount(scope, guid);
    expect(mount).toMatchObject({ state: 'PREPARING', fileSystems: [], endsAt: null, operation: operation.id });
    expect(mount.reason).not.toBeNull();
    await expect(endMount(scope, guid)).rejects.toMatchObject({ code: 'conflict' });
    await expect(extendMount(scope, guid, randomUUID())).rejects.toMatchObject({ code: 'conflict' });
    await db().mirrorMount.update({ where: { guid }, data: { firstSeenAt: new Date(Date.now() - 3_600_000) } });
    expect((await getMount(scope, guid)).reason).toContain('unusually long');
    await cancelOperation(scope, operation.id);
    await eventually('its end', async () => ((await getMount(scope, guid)).state === 'FAILED' ? true : null));
    expect((await listMounts(scope, everything)).total).toBe(0);
    expect((await listMounts(scope, { ...everything, state: ['FAILED'] })).items.map((one) => one.guid)).toEqual([
      guid,
    ]);
  });
});

describe('a mount', () => {
  test('that is extended lasts its original duration again', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const { guid } = await mounted(scope, { mode: 'AUTO', recoveryPoint: point });
    const before = await eventually('its end to be known', async () => {
      const mount = await getMount(scope, guid);
      return mount.operation === null ? mount.endsAt : null;
    });
    const key = randomUUID();
    const askedAt = Date.now();
    const { operation } = await extendMount(scope, guid, key);
    const asked = await getMount(scope, guid);
    expect(asked.extendsByMs).toBe(defaultMountMs);
    if (asked.operation !== null) expect(asked.extendingSince).toBe(operation.requestedAt);
    expect((await extendMount(scope, guid, key)).operation.id).toBe(operation.id);
    expect((await settled(scope, operation.id)).state).toBe('SUCCEEDED');
    const after = await eventually('the later end', async () => {
      const { endsAt } = await getMount(scope, guid);
      return endsAt !== null && endsAt > before ? endsAt : null;
    });
    expect((await getMount(scope, guid)).extendingSince).toBeNull();
    // The new end counts from the confirmation, which came between the request and now; ends are rounded to the second.
    expect(Date.parse(after)).toBeGreaterThan(askedAt + defaultMountMs - 1_000);
    expect(Date.parse(after)).toBeLessThan(Date.now() + defaultMountMs + 1_000);
    expect((await fixture.simulator.control.mounts()).find((mount) => mount.guid === guid)?.state).toBe('RUNNING');
  });

  test('is unmounted once for several requests and leaves the list', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const { guid } = await mounted(scope, { mode: 'AUTO', recoveryPoint: point });
    const colleague = await db().user.create({
      data: { email: `${guid}@tenant.test`, name: 'Colleague', passwordHash: 'none' },
    });
    const download = {
      tokenHash: guid,
      tenantId: scope.tenant.id,
      userId: colleague.id,
      sessionId: 's',
      mountGuid: guid,
      fileSystemGuid: 'f',
      paths: ['/a'],
      fileName: 'books.ods',
      state: 'RUNNING',
      expiresAt: new Date(Date.now() + 60_000),
      movedAt: new Date(),
    };
    const { id } = await db().download.create({ data: download });
    await expect(endMount(scope, guid)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('Colleague (books.ods)') as unknown,
    });
    await db().download.update({ where: { id }, data: { state: 'DONE' } });
    const answers = await Promise.all([
      endMount(scope, guid),
      endMount(scope, guid),
      endMount(scope, guid, { interrupt: true }),
    ]);
    const ids = new Set(answers.map(({ operation }) => operation.id));
    expect(ids.size).toBe(1);
    expect((await settled(scope, [...ids][0] ?? '')).state).toBe('SUCCEEDED');
    await eventually('its end', async () => ((await getMount(scope, guid)).state === 'ENDED' ? true : null));
    expect((await listMounts(scope, everything)).total).toBe(0);
    await expect(endMount(scope, guid)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of another tenant is not found, nor any part of it', async () => {
    const [mine, theirs] = await fixture.freePoints(2);
    const [acme, globex] = [
      await fixture.tenant('ADMIN', [mine?.machine ?? '']),
      await fixture.tenant('ADMIN', [theirs?.machine ?? '']),
    ];
    const { guid } = await mounted(globex, { mode: 'AUTO', recoveryPoint: theirs?.point ?? '' });
    const options = await getMountOptions(globex, theirs?.point ?? '');
    const { next } = await fixture.simulator.control.journal();
    for (const attempt of [
      () => getMountOptions(acme, theirs?.point ?? ''),
      () => getMount(acme, guid),
      () => endMount(acme, guid),
      () => extendMount(acme, guid, randomUUID()),
      () =>
        startMount(acme, { body: { mode: 'AUTO', recoveryPoint: theirs?.point ?? '' }, idempotencyKey: randomUUID() }),
      () =>
        startMount(acme, {
          body: { mode: 'AUTO', recoveryPoint: mine?.point ?? '', copy: randomUUID() },
          idempotencyKey: randomUUID(),
        }),
      () =>
        startMount(acme, {
          body: { mode: 'MANUAL', recoveryPoint: mine?.point ?? '', fileSystems: [options.fileSystems[0]?.guid ?? ''] },
          idempotencyKey: randomUUID(),
        }),
      () =>
        startMount(acme, {
          body: { mode: 'ISCSI', recoveryPoint: mine?.point ?? '', disks: [randomUUID()], allowedClients: [initiator] },
          idempotencyKey: randomUUID(),
        }),
    ]) {
      await expect(attempt()).rejects.toMatchObject(notFound);
    }
    expect((await listMounts(acme, everything)).total).toBe(0);
    expect((await listMounts(acme, { ...everything, machine: theirs?.machine ?? '' })).total).toBe(0);
    expect((await fixture.simulator.control.journal(next)).entries.filter(({ method }) => method !== 'GET')).toEqual(
      [],
    );
    expect(await db().operation.count({ where: { tenantId: acme.tenant.id } })).toBe(0);
  });

  test('that Storware ends by itself is shown as ended', async () => {
    const [{ machine, point } = { machine: '', point: '' }] = await fixture.freePoints(1);
    const scope = await fixture.tenant('OPERATOR', [machine]);
    const { guid } = await mounted(scope, { mode: 'AUTO', recoveryPoint: point, durationMs: minMountMs });
    await fixture.simulator.control.clock({ advanceMs: minMountMs + 60_000 });
    await eventually('its end', async () => ((await getMount(scope, guid)).state === 'ENDED' ? true : null));
  });
});

describe('a server without a list of mounts', () => {
  test('shows no mounts, and syncing does not fail', async () => {
    await fixture.simulator.control.fault({
      match: { path: '^/mounted-backups$' },
      times: null,
      kind: 'status',
      status: 404,
    });
    const { syncMounts } = await import('@/lib/mirror/mounts/sync-mounts');
    const open = await db().mirrorMount.count({ where: { endedAt: null } });
    expect(await syncMounts()).toMatchObject({ count: 0 });
    expect(await db().mirrorMount.count({ where: { endedAt: null } })).toBe(open);
  });
});
