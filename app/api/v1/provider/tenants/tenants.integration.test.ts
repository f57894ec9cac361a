import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as me } from '@/app/api/v1/me/route';
import { GET as machinesOf } from '@/app/api/v1/machines/route';
import { PUT as assign } from '@/app/api/v1/provider/ownership/route';
import { GET as list, POST as make } from '@/app/api/v1/provider/tenants/route';
import { DELETE as remove, GET as read, PATCH as change } from '@/app/api/v1/provider/tenants/[slug]/route';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import type { ProviderRole } from '@/lib/contracts/me';
import { MachineList } from '@/lib/contracts/machine';
import { Problem } from '@/lib/contracts/problem';
import { ProviderTenantDetail, ProviderTenantList } from '@/lib/contracts/tenant';
import { db } from '@/lib/db/client';
import { callRoute } from '@/lib/http/testing/call-route';
import type { RouteAnswer } from '@/lib/http/testing/call-route';

let stop: () => Promise<void>;
let provider: string;
let reader: string;
beforeAll(async () => {
  stop = await startAccounts();
  provider = await signedIn({ role: 'PROVIDER' });
  reader = await signedIn({ role: 'PROVIDER_READER' });
});
afterAll(() => stop());

async function signedIn(rights: { role: ProviderRole; tenants?: readonly string[] }): Promise<string> {
  return (await openSession((await createUser({ provider: rights })).id)).cookie;
}

async function memberOf(tenantId: string): Promise<{ cookie: string; sid: string }> {
  const { id } = await createUser({ memberships: [{ tenantId, role: 'ADMIN' }] });
  const session = await openSession(id);
  await db().session.update({ where: { id: session.sid }, data: { activeTenantId: tenantId } });
  return session;
}

async function machineOf(tenantId: string | null): Promise<string> {
  const guid = randomUUID();
  await db().mirrorMachine.create({ data: { guid, name: guid, platform: 'RHV', present: true, contentHash: '' } });
  if (tenantId !== null) await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId, source: 'MANUAL' } });
  return guid;
}

async function policyOf(tenantId: string, name: string): Promise<string> {
  const guid = randomUUID();
  await db().policy.create({ data: { guid, tenantId, name, nameKey: name.toLowerCase() } });
  await db().ownership.create({ data: { kind: 'POLICY', guid, tenantId, source: 'CREATED' } });
  return guid;
}

const codeOf = ({ status, json }: RouteAnswer): string => `${status} ${Problem.parse(json).code}`;
const detailOf = ({ json }: RouteAnswer): string | undefined => Problem.parse(json).detail;
const faultsOf = ({ json }: RouteAnswer) => Problem.parse(json).errors?.map(({ path }) => path);
const made = (body: object, cookie = provider) => callRoute(make, { cookie, body });
const changed = (slug: string, body: object, cookie = provider) =>
  callRoute(change, { cookie, params: { slug }, body });
const removed = (slug: string, body: object = {}, cookie = provider) =>
  callRoute(remove, { cookie, params: { slug }, body });
const shown = async (slug: string, cookie = provider) => callRoute(read, { cookie, params: { slug } });
const trailOf = (tenantId: string) =>
  db().auditEntry.findMany({ where: { tenantId, objectKind: 'tenant' }, orderBy: [{ at: 'asc' }, { seq: 'asc' }] });

describe('making a tenant', () => {
  test('takes the short name from the name, and another one for the next of that name', async () => {
    const first = ProviderTenantDetail.parse((await made({ name: ' Müller & Söhne Łódź ' })).json);
    expect(first).toMatchObject({
      slug: 'muller-sohne-lodz',
      name: 'Müller & Söhne Łódź',
      externalId: null,
      timeZone: 'UTC',
      language: null,
      status: 'ACTIVE',
      internal: false,
      machines: 0,
      members: 0,
      owns: { machines: 0, policies: 0, schedules: 0, mounts: 0, running: 0 },
    });
    expect((await made({ name: 'Müller & Söhne Łódź' })).json).toMatchObject({ slug: 'muller-sohne-lodz-2' });
    const { id } = await db().tenant.findUniqueOrThrow({ where: { slug: first.slug } });
    expect(await trailOf(id)).toMatchObject([{ action: 'tenant.create', after: { slug: first.slug } }]);
    const { items } = ProviderTenantList.parse((await callRoute(list, { cookie: provider })).json);
    expect(items.map(({ slug }) => slug)).toEqual(expect.arrayContaining([first.slug, `${first.slug}-2`]));
  });

  test('names each fault of the input', async () => {
    const bad = { name: ' ', slug: '-Not a slug-', timeZone: 'Mars/Base', language: 'fr', unknown: 1 };
    expect(faultsOf(await made(bad))?.sort()).toEqual(['language', 'name', 'slug', 'unknown']);
    expect(faultsOf(await made({ name: 'x', timeZone: 'Mars/Base' }))).toEqual(['timeZone']);
    for (const slug of ['none', 'all', 'new']) expect(faultsOf(await made({ name: 'x', slug }))).toEqual(['slug']);
  });

  test('twice with one short name at the same time makes one', async () => {
    const body = { name: 'At once', slug: `once-${randomUUID().slice(0, 8)}` };
    const answers = await Promise.all([made(body), made(body), made(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused && [codeOf(refused), faultsOf(refused)]).toEqual(['409 conflict', ['slug']]);
    const named = await Promise.all([made({ name: 'Same name' }), made({ name: 'Same name' })]);
    expect(named.map(({ json }) => ProviderTenantDetail.parse(json).slug).sort()).toEqual(['same-name', 'same-name-2']);
  });

  test('gives a platform project to one tenant', async () => {
    const externalId = randomUUID();
    expect((await made({ name: 'Owner of the project', externalId })).status).toBe(201);
    const again = await made({ name: 'Another', externalId });
    expect([codeOf(again), faultsOf(again)]).toEqual(['409 conflict', ['externalId']]);
    expect((await made({ name: 'None', externalId: ' ' })).json).toMatchObject({ externalId: null });
  });

  test('is for a provider of all tenants', async () => {
    const mine = await createTenant();
    const limited = await signedIn({ role: 'PROVIDER', tenants: [mine.id] });
    const member = (await memberOf(mine.id)).cookie;
    for (const cookie of [limited, reader, member])
      expect(codeOf(await made({ name: 'x' }, cookie))).toBe('403 forbidden');
  });
});

describe('changing a tenant', () => {
  test('changes what is given, with what was before in its trail', async () => {
    const tenant = await createTenant();
    const body = {
      name: 'New name',
      externalId: randomUUID(),
      timeZone: 'Europe/Warsaw',
      language: 'pl',
      internal: true,
    };
    expect((await changed(tenant.slug, body)).json).toMatchObject({ ...body, slug: tenant.slug });
    expect((await changed(tenant.slug, { name: 'New name' })).json).toMatchObject(body);
    expect(await trailOf(tenant.id)).toMatchObject([
      {
        action: 'tenant.change',
        before: { name: tenant.name, externalId: null, timeZone: 'UTC', language: null, internal: false },
        after: body,
      },
    ]);
    expect(faultsOf(await changed(tenant.slug, { timeZone: 'Mars/Base' }))).toEqual(['timeZone']);
    expect((await changed(tenant.slug, { externalId: null })).json).toMatchObject({ externalId: null });
  });

  test('suspends with a reason only; a member is told so and comes in again afterwards', async () => {
    const tenant = await createTenant();
    const { cookie } = await memberOf(tenant.id);
    const asked = () => callRoute(machinesOf, { cookie });
    expect(faultsOf(await changed(tenant.slug, { status: 'SUSPENDED' }))).toEqual(['reason']);
    expect(faultsOf(await changed(tenant.slug, { status: 'SUSPENDED', reason: ' ' }))).toEqual(['reason']);
    expect((await asked()).status).toBe(200);
    const suspended = await changed(tenant.slug, { status: 'SUSPENDED', reason: 'Unpaid' });
    expect(ProviderTenantDetail.parse(suspended.json)).toMatchObject({ status: 'SUSPENDED' });
    const refused = await asked();
    expect([codeOf(refused), detailOf(refused)]).toEqual([
      '403 forbidden',
      `${tenant.name} is suspended by the provider: its members can’t use it for now.`,
    ]);
    expect((await changed(tenant.slug, { status: 'ACTIVE', reason: 'Paid' })).json).toMatchObject({ status: 'ACTIVE' });
    expect((await asked()).status).toBe(200);
    expect(await trailOf(tenant.id)).toMatchObject([
      { action: 'tenant.suspend', detail: { reason: 'Unpaid' }, before: { status: 'ACTIVE' } },
      { action: 'tenant.resume', detail: { reason: 'Paid' }, before: { status: 'SUSPENDED' } },
    ]);
  });

  test('of those that a limited provider has: all but what concerns others, and none else', async () => {
    const [mine, other] = [await createTenant(), await createTenant()];
    const limited = await signedIn({ role: 'PROVIDER', tenants: [mine.id] });
    expect((await changed(mine.slug, { name: 'Renamed', timeZone: 'Europe/Berlin' }, limited)).status).toBe(200);
    for (const body of [{ externalId: randomUUID() }, { internal: true }])
      expect(codeOf(await changed(mine.slug, body, limited))).toBe('403 forbidden');
    expect(codeOf(await removed(mine.slug, {}, limited))).toBe('403 forbidden');
    for (const slug of [other.slug, 'never-existed']) {
      expect(codeOf(await changed(slug, { name: 'x' }, limited))).toBe('404 not_found');
      expect(codeOf(await shown(slug, limited))).toBe('404 not_found');
    }
    const { items, unassigned } = ProviderTenantList.parse((await callRoute(list, { cookie: limited })).json);
    expect([items.map(({ slug }) => slug), unassigned]).toEqual([[mine.slug], null]);
  });

  test('is nothing for a reader, who sees everything', async () => {
    const tenant = await createTenant();
    expect((await shown(tenant.slug, reader)).status).toBe(200);
    expect(codeOf(await changed(tenant.slug, { name: 'x' }, reader))).toBe('403 forbidden');
    expect(codeOf(await removed(tenant.slug, {}, reader))).toBe('403 forbidden');
  });
});

describe('deleting a tenant', () => {
  test('that owns nothing takes its members with it; their sessions leave it', async () => {
    const [tenant, other] = [await createTenant(), await createTenant()];
    const { cookie, sid } = await memberOf(tenant.id);
    await db().membership.create({
      data: {
        tenantId: other.id,
        role: 'VIEWER',
        userId: (await db().session.findUniqueOrThrow({ where: { id: sid } })).userId,
      },
    });
    expect((await removed(tenant.slug)).status).toBe(204);
    expect((await callRoute(me, { cookie })).json).toMatchObject({
      tenant: { slug: other.slug },
      tenants: [{ slug: other.slug }],
    });
    expect(codeOf(await callRoute(machinesOf, { cookie, headers: { 'X-Tenant': tenant.slug } }))).toBe('404 not_found');
    expect(codeOf(await shown(tenant.slug))).toBe('404 not_found');
    expect(codeOf(await removed(tenant.slug))).toBe('404 not_found');
    expect(await db().auditEntry.findFirst({ where: { action: 'tenant.delete', objectId: tenant.id } })).toMatchObject({
      tenantId: null,
      detail: { handedOverTo: null },
      before: { slug: tenant.slug },
    });
    // Its short name is free again, and what comes under it is another tenant.
    expect((await made({ name: 'Successor', slug: tenant.slug })).json).toMatchObject({ members: 0, machines: 0 });
  });

  test('is refused with the names of what it owns', async () => {
    const tenant = await createTenant();
    await machineOf(tenant.id);
    await machineOf(tenant.id);
    await policyOf(tenant.id, 'Nightly');
    const refused = await removed(tenant.slug);
    expect([codeOf(refused), detailOf(refused)]).toEqual([
      '409 conflict',
      `${tenant.name} still owns 2 machines, 1 policy. Hand that over to another organisation first.`,
    ]);
    expect((await shown(tenant.slug)).json).toMatchObject({ owns: { machines: 2, policies: 1 } });
  });

  test('hands over machines and policies first, when told to whom', async () => {
    const [from, to] = [await createTenant(), await createTenant()];
    const machine = await machineOf(from.id);
    const [policy, same] = [await policyOf(from.id, 'Weekly'), await policyOf(from.id, 'Nightly')];
    await policyOf(to.id, 'nightly');
    const heir = await memberOf(to.id);
    expect((await removed(from.slug, { handOverTo: to.slug })).status).toBe(204);
    const { items } = MachineList.parse((await callRoute(machinesOf, { cookie: heir.cookie })).json);
    expect(items.map(({ guid }) => guid)).toEqual([machine]);
    expect(
      await db().policy.findMany({ where: { guid: { in: [policy, same] } }, orderBy: { name: 'desc' } }),
    ).toMatchObject([
      { name: 'Weekly', tenantId: to.id },
      { name: `Nightly (${from.slug})`, tenantId: to.id },
    ]);
    expect(await db().ownership.count({ where: { tenantId: to.id } })).toBe(4);
    expect(
      await db().auditEntry.count({ where: { tenantId: to.id, action: 'ownership.assign', objectKind: 'machine' } }),
    ).toBe(1);
  });

  test('hands over to another tenant that exists, or does nothing', async () => {
    const tenant = await createTenant();
    await machineOf(tenant.id);
    expect(codeOf(await removed(tenant.slug, { handOverTo: 'never-existed' }))).toBe('404 not_found');
    expect(codeOf(await removed(tenant.slug, { handOverTo: tenant.slug }))).toBe('409 conflict');
    expect((await shown(tenant.slug)).json).toMatchObject({ machines: 1 });
  });

  test('waits for what is running, even with a hand-over', async () => {
    const [from, to] = [await createTenant(), await createTenant()];
    const guid = await machineOf(from.id);
    const { id } = await db().operation.create({
      data: {
        kind: 'BACKUP',
        machineGuid: guid,
        machineName: 'web',
        state: 'RUNNING',
        origin: 'OTHER',
        submission: 'OBSERVED',
      },
    });
    const refused = await removed(from.slug, { handOverTo: to.slug });
    expect([codeOf(refused), detailOf(refused)]).toEqual([
      '409 conflict',
      `1 operation is still running for ${from.name}. Wait until it has ended, or cancel it first.`,
    ]);
    await db().operation.update({ where: { id }, data: { state: 'SUCCEEDED' } });
    expect((await removed(from.slug, { handOverTo: to.slug })).status).toBe(204);
  });

  test('while a machine is assigned to it happens altogether or not at all', async () => {
    for (let round = 0; round < 5; round += 1) {
      const tenant = await createTenant();
      const machine = await machineOf(null);
      const [deletion, assignment] = await Promise.all([
        removed(tenant.slug),
        callRoute(assign, { cookie: provider, body: { machines: [machine], tenant: tenant.slug } }),
      ]);
      expect(['204 404', '409 200']).toContain(`${deletion.status} ${assignment.status}`);
      const owner = await db().ownership.findFirst({ where: { guid: machine } });
      expect(owner?.tenantId ?? null).toBe(deletion.status === 204 ? null : tenant.id);
    }
  });
});
