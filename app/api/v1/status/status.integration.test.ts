import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET as metricsRoute } from '@/app/api/v1/metrics/tenant/route';
import { GET as overviewRoute } from '@/app/api/v1/overview/route';
import { GET as statusRoute } from '@/app/api/v1/status/route';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import type { ProtectionState } from '@/lib/contracts/machine';
import { Overview } from '@/lib/contracts/overview';
import { TenantStatus } from '@/lib/contracts/status';
import { db } from '@/lib/db/client';
import { callRoute } from '@/lib/http/testing/call-route';

let stop: () => Promise<void>;
let tenant: Awaited<ReturnType<typeof createTenant>>;
let viewer: string;
beforeAll(async () => {
  stop = await startAccounts();
  await heard(new Date());
});
afterAll(() => stop());
beforeEach(async () => {
  tenant = await createTenant();
  viewer = (await openSession((await createUser({ memberships: [{ tenantId: tenant.id, role: 'VIEWER' }] })).id))
    .cookie;
});

async function heard(at: Date): Promise<void> {
  for (const kind of ['tasks', 'machines']) {
    const row = { asOf: at, attemptedAt: at, durationMs: 1, count: 1, broken: 0 };
    await db().mirrorSync.upsert({ where: { kind }, create: { kind, ...row }, update: row });
  }
}

async function machine(protection: ProtectionState, lastSuccessAt: string | null = null, present = true) {
  const guid = randomUUID();
  await db().mirrorMachine.create({
    data: {
      guid,
      name: 'web',
      platform: 'OPENSTACK',
      present,
      contentHash: '',
      protection,
      lastSuccessAt: lastSuccessAt === null ? null : new Date(lastSuccessAt),
    },
  });
  await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId: tenant.id, source: 'MANUAL' } });
  return guid;
}

async function failure(machineGuid: string, hoursAgo: number): Promise<void> {
  const finishedAt = new Date(Date.now() - hoursAgo * 3_600_000);
  await db().operation.create({
    data: {
      kind: 'BACKUP',
      machineGuid,
      machineName: 'web',
      state: 'FAILED',
      origin: 'OTHER',
      submission: 'OBSERVED',
      finishedAt,
    },
  });
}

const statusNow = async (cookie = viewer) => TenantStatus.parse((await callRoute(statusRoute, { cookie })).json);

describe('the status of a tenant', () => {
  test('counts what the overview counts, without removed machines', async () => {
    await machine('PROTECTED', '2026-11-20T01:00:00.000Z');
    await machine('LATE', '2026-11-10T01:00:00.000Z');
    const failing = await machine('FAILING', '2026-11-15T01:00:00.000Z');
    await machine('NOT_RESTORABLE');
    await machine('UNPROTECTED', '2026-10-01T01:00:00.000Z');
    await machine('UNPROTECTED', '2026-09-01T01:00:00.000Z', false);
    await machine('PENDING');
    await failure(failing, 2);
    await failure(failing, 25);
    const status = await statusNow();
    expect(status).toMatchObject({
      state: 'CRITICAL',
      version: '1',
      machines: { total: 6, protected: 1, late: 1, failing: 2, unprotected: 1 },
      failures24h: 1,
      oldestGoodBackupAt: '2026-11-10T01:00:00.000Z',
    });
    const overview = Overview.parse((await callRoute(overviewRoute, { cookie: viewer })).json);
    expect(overview.machines.present).toBe(status.machines.total);
    expect(overview.failuresTotal).toBe(status.failures24h);
    expect(overview.attentionTotal).toBe(status.machines.late + status.machines.failing + status.machines.unprotected);
  });

  test('does not turn critical because of a machine that was removed', async () => {
    await machine('PROTECTED', '2026-11-20T01:00:00.000Z');
    await machine('UNPROTECTED', null, false);
    expect((await statusNow()).state).toBe('OK');
  });

  test('is unknown once the data is too old, and without a machine', async () => {
    expect(await statusNow()).toMatchObject({ state: 'UNKNOWN', machines: { total: 0 }, oldestGoodBackupAt: null });
    await machine('FAILING');
    expect((await statusNow()).state).toBe('CRITICAL');
  });

  test('is for every member of the tenant, and for nobody else', async () => {
    const billing = await createUser({ memberships: [{ tenantId: tenant.id, role: 'BILLING' }] });
    const { cookie } = await openSession(billing.id);
    for (const route of [statusRoute, metricsRoute]) {
      expect((await callRoute(route, { cookie })).status).toBe(200);
      expect((await callRoute(route)).status).toBe(401);
      expect((await callRoute(route, { cookie: viewer, headers: { 'x-tenant': 'another' } })).status).toBe(404);
    }
  });
});

describe('the metrics of a tenant', () => {
  test('say the same in the format of Prometheus, and name nothing but the tenant', async () => {
    await machine('PROTECTED', '2026-11-20T01:00:00.000Z');
    await machine('LATE', '2026-11-10T01:00:00.000Z');
    const { status, headers, text } = await callRoute(metricsRoute, { cookie: viewer });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(headers.get('cache-control')).toBe('private, no-store');
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const label = `tenant="${tenant.slug}"`;
    expect(series).toEqual(
      expect.arrayContaining([
        `portal_tenant_info{${label},version="1"} 1`,
        `portal_tenant_state{${label},state="OK"} 0`,
        `portal_tenant_state{${label},state="WARNING"} 1`,
        `portal_tenant_machines{${label}} 2`,
        `portal_tenant_machines_by_protection{${label},protection="late"} 1`,
        `portal_tenant_failures_24h{${label}} 0`,
        `portal_tenant_oldest_good_backup_timestamp_seconds{${label}} 1794272400`,
      ]),
    );
    for (const line of series) expect(line).toMatch(/^portal_tenant_\w+\{(?:\w+="[\w.-]+",?)+\} [\d.]+$/);
    expect(text).not.toContain('web');
  });

  test('leave out a time that is not known', async () => {
    expect((await callRoute(metricsRoute, { cookie: viewer })).text).not.toMatch(/^portal_tenant_oldest_good/m);
  });
});
