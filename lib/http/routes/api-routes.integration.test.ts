import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { Problem } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import { currentActor, sessionClaims } from '@/lib/auth/session';
import { db } from '@/lib/db/client';
import { switchTenant } from '@/lib/portal/me/me';
import { providerRoute, sessionRoute, tenantRoute } from './api-routes';
import type { RouteHandler } from './declaration';

let stop: () => Promise<void>;
let acme: Awaited<ReturnType<typeof createTenant>>;
let globex: Awaited<ReturnType<typeof createTenant>>;
let viewer: string;
let operator: string;
let provider: string;
beforeAll(async () => {
  stop = await startAccounts();
  acme = await createTenant();
  globex = await createTenant();
  const signedIn = async (given: Parameters<typeof createUser>[0]) =>
    (await openSession((await createUser(given)).id)).cookie;
  viewer = await signedIn({ memberships: [{ tenantId: acme.id, role: 'VIEWER' }] });
  operator = await signedIn({ memberships: [{ tenantId: acme.id, role: 'OPERATOR' }] });
  provider = await signedIn({ provider: { role: 'PROVIDER' } });
});
afterAll(() => stop());

const seen: unknown[] = [];
const write = tenantRoute({
  method: 'POST',
  path: '/api/v1/things/{guid}',
  summary: 'Test',
  permission: 'backup:run',
  idempotent: true,
  params: z.object({ guid: z.string().regex(/^[a-z]+$/) }),
  query: z.object({ page: z.coerce.number().int().default(1) }),
  body: z.strictObject({ name: z.string() }),
  answer: z.object({ tenant: z.string() }),
  status: 202,
  handler: async ({ scope, params, query, body, idempotencyKey }) => {
    seen.push({ params, query, body, idempotencyKey });
    if (params.guid === 'foreign')
      throw new AppError('not_found', {
        detail: { text: 'of another tenant', ref: { code: 'foreign' } },
        meta: { reason: 'foreign' },
      });
    if (params.guid === 'bug') throw new Error('PLANTED');
    return { tenant: scope.tenant.slug, secret: 'PLANTED' };
  },
});

const origin = { origin: 'http://portal.test', host: 'portal.test' };
type Sent = { cookie?: string; headers?: Record<string, string>; guid?: string; query?: string; body?: string };

function send(
  handler: RouteHandler,
  { cookie, headers = {}, guid = 'own', query = '', body = '{"name":"a"}' }: Sent = {},
): Promise<Response> {
  const all = {
    ...origin,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    ...(cookie === undefined ? {} : { cookie }),
    ...headers,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return handler(new Request(`http://portal.test/x${query}`, { method: 'POST', headers: kept, body }), {
    params: Promise.resolve({ guid }),
  });
}

async function problem(response: Promise<Response>): Promise<Problem & { status: number }> {
  const answered = await response;
  expect(answered.headers.get('content-type')).toBe('application/problem+json');
  expect(answered.headers.get('cache-control')).toBe('private, no-store');
  const body = Problem.parse(await answered.json());
  expect(body.status).toBe(answered.status);
  expect(body.requestId).toBe(answered.headers.get('x-request-id'));
  return body;
}
const codeOf = async (response: Promise<Response>): Promise<string> => (await problem(response)).code;

describe('tenantRoute', () => {
  test('passes parsed input to the use case, and returns only fields of the contract', async () => {
    const key = randomUUID();
    const response = await send(write, {
      cookie: operator,
      query: '?page=3',
      headers: { 'idempotency-key': key, 'x-request-id': 'given-by-caller' },
    });
    expect(response.status).toBe(202);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('x-request-id')).toBe('given-by-caller');
    expect(await response.json()).toEqual({ tenant: acme.slug });
    expect(seen.at(-1)).toEqual({
      params: { guid: 'own' },
      query: { page: 3 },
      body: { name: 'a' },
      idempotencyKey: key,
    });
  });

  test('replaces an unsafe request id', async () => {
    const response = await send(write, { cookie: operator, headers: { 'x-request-id': 'a b{}"\t' } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('refuses a request without a session before anything else', async () => {
    expect(
      await codeOf(send(write, { body: 'x', headers: { origin: 'https://evil.example', 'x-tenant': 'no' } })),
    ).toBe('unauthenticated');
    expect(await codeOf(send(write, { cookie: 'next-auth.session-token=forged' }))).toBe('unauthenticated');
  });

  test.each(['', 'null', 'https://evil.example', 'http://portal.test.evil.example'])(
    'refuses a write from %s, even if it is valid',
    async (foreign) => {
      const before = seen.length;
      expect(await codeOf(send(write, { cookie: operator, headers: { origin: foreign } }))).toBe('forbidden');
      expect(seen).toHaveLength(before);
    },
  );

  test('gives identical responses for another, an unknown and a malformed tenant', async () => {
    const bodies = await Promise.all(
      [globex.slug, 'never-existed', 'Not A Slug', '%00', 'a'.repeat(500)].map(async (slug) => {
        const response = await send(write, {
          cookie: operator,
          headers: { 'x-tenant': slug, 'x-request-id': 'same-request-id' },
        });
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toMatch(/^404 /);
  });

  test("gives identical responses for another tenant's object and for an invalid id", async () => {
    const bodies = await Promise.all(
      ['foreign', 'NOT AN ID', '../x'].map(async (guid) => {
        const response = await send(write, { cookie: operator, guid, headers: { 'x-request-id': 'same-request-id' } });
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(bodies).size).toBe(1);
  });

  test('refuses a role without the permission before its input is checked', async () => {
    for (const sent of [
      {},
      { body: 'not json' },
      { body: '{"name":1}' },
      { guid: 'NOT AN ID' },
      { headers: { 'idempotency-key': '' } },
    ]) {
      expect(await codeOf(send(write, { cookie: viewer, ...sent }))).toBe('forbidden');
    }
  });

  test('reports all errors of header, query and body at once', async () => {
    const { code, errors } = await problem(
      send(write, {
        cookie: operator,
        headers: { 'idempotency-key': 'x' },
        query: '?page=x',
        body: '{"name":1,"extra":"PLANTED"}',
      }),
    );
    expect(code).toBe('validation_failed');
    expect(errors?.map(({ path }) => path).sort()).toEqual(['Idempotency-Key', 'extra', 'name', 'page']);
    expect(JSON.stringify(errors)).not.toContain('PLANTED');
  });

  test('refuses a body that is not JSON, or too large', async () => {
    expect(await codeOf(send(write, { cookie: operator, body: '{' }))).toBe('malformed_request');
    expect(await codeOf(send(write, { cookie: operator, body: JSON.stringify({ name: 'a'.repeat(300_000) }) }))).toBe(
      'payload_too_large',
    );
  });

  test('a bug is 500 and shows the request id only', async () => {
    const answer = await problem(send(write, { cookie: operator, guid: 'bug' }));
    expect(answer.code).toBe('internal');
    expect(JSON.stringify(answer)).not.toContain('PLANTED');
  });

  test('a response that breaks its contract is an internal error', async () => {
    const broken = tenantRoute({
      method: 'POST',
      path: '/x',
      summary: 'Test',
      permission: 'machine:read',
      answer: z.object({ count: z.number() }),
      handler: () => Promise.resolve({ count: 'many' as unknown as number }),
    });
    expect(await codeOf(send(broken, { cookie: viewer }))).toBe('internal');
  });

  test('the provider is in no tenant', async () => {
    expect(await codeOf(send(write, { cookie: provider }))).toBe('not_found');
    expect(await codeOf(send(write, { cookie: provider, headers: { 'x-tenant': acme.slug } }))).toBe('not_found');
  });

  test('a changed role applies to the next request', async () => {
    const user = await createUser({ memberships: [{ tenantId: acme.id, role: 'VIEWER' }] });
    const { cookie } = await openSession(user.id);
    expect(await codeOf(send(write, { cookie }))).toBe('forbidden');
    await db().membership.updateMany({ where: { userId: user.id }, data: { role: 'OPERATOR' } });
    expect((await send(write, { cookie })).status).toBe(202);
    await db().membership.deleteMany({ where: { userId: user.id } });
    expect(await codeOf(send(write, { cookie }))).toBe('not_found');
  });
});

describe('a suspended tenant', () => {
  const who = sessionRoute({
    method: 'GET',
    path: '/x',
    summary: 'Test',
    answer: z.object({ tenant: z.string().nullable() }),
    handler: ({ scope }) => Promise.resolve({ tenant: scope?.tenant.slug ?? null }),
  });
  const ask = async (cookie: string): Promise<unknown> =>
    (
      await who(new Request('http://portal.test/x', { headers: { ...origin, cookie } }), {
        params: Promise.resolve({}),
      })
    ).json();

  test('lets no member in and says why; for others it is as missing as before', async () => {
    const [suspended, open] = [await createTenant(), await createTenant()];
    const user = await createUser({
      memberships: [suspended, open].map(({ id }) => ({ tenantId: id, role: 'ADMIN' as const })),
    });
    const { sid, cookie } = await openSession(user.id);
    await db().tenant.update({ where: { id: suspended.id }, data: { suspendedAt: new Date() } });
    const named = { cookie, headers: { 'x-tenant': suspended.slug } };
    expect(await problem(send(write, named))).toMatchObject({
      code: 'forbidden',
      detail: `${suspended.name} is suspended by the provider: its members can’t use it for now.`,
      detailRef: { code: 'access.suspended', params: { tenant: suspended.name } },
    });
    expect(await codeOf(send(write, { cookie: operator, headers: { 'x-tenant': suspended.slug } }))).toBe('not_found');
    // The other tenant goes on, and is the one of a session that has chosen none.
    expect((await send(write, { cookie, headers: { 'x-tenant': open.slug } })).status).toBe(202);
    expect(await (await send(write, { cookie })).json()).toEqual({ tenant: open.slug });
    // A tenant that was chosen is never exchanged for another.
    await db().session.update({ where: { id: sid }, data: { activeTenantId: suspended.id } });
    expect(await codeOf(send(write, { cookie }))).toBe('forbidden');
    expect(await ask(cookie)).toEqual({ tenant: null });
    await db().tenant.update({ where: { id: suspended.id }, data: { suspendedAt: null } });
    expect(await (await send(write, { cookie })).json()).toEqual({ tenant: suspended.slug });
  });

  test('can not be made the active one, and is marked in the list', async () => {
    const [suspended, open] = [await createTenant(), await createTenant()];
    const user = await createUser({
      memberships: [suspended, open].map(({ id }) => ({ tenantId: id, role: 'VIEWER' as const })),
    });
    const { cookie } = await openSession(user.id);
    await db().tenant.update({ where: { id: suspended.id }, data: { suspendedAt: new Date() } });
    const actor = await currentActor(await sessionClaims(cookie, false), { isUse: false });
    if (!actor) throw new Error('not signed in');
    await expect(switchTenant(actor, suspended.slug, 'request')).rejects.toMatchObject({ code: 'forbidden' });
    const me = await switchTenant(actor, open.slug, 'request');
    expect(Object.fromEntries(me.tenants.map((tenant) => [tenant.slug, tenant.suspended]))).toEqual({
      [suspended.slug]: true,
      [open.slug]: false,
    });
  });
});

describe('providerRoute', () => {
  const route = providerRoute({
    method: 'POST',
    path: '/x',
    summary: 'Test',
    answer: z.object({ ok: z.boolean() }),
    handler: () => Promise.resolve({ ok: true }),
  });

  test('is for the provider only', async () => {
    expect((await send(route, { cookie: provider })).status).toBe(200);
    expect(await codeOf(send(route, { cookie: operator }))).toBe('forbidden');
    expect(await codeOf(send(route))).toBe('unauthenticated');
  });

  test('lets a reader ask and try, and change nothing', async () => {
    const reader = (await openSession((await createUser({ provider: { role: 'PROVIDER_READER' } })).id)).cookie;
    const options = {
      path: '/x',
      summary: 'Test',
      answer: z.object({ ok: z.boolean() }),
      handler: () => Promise.resolve({ ok: true }),
    };
    const read = providerRoute({ method: 'GET', ...options });
    const asked = new Request('http://portal.test/x', { headers: { ...origin, cookie: reader } });
    expect((await read(asked, { params: Promise.resolve({}) })).status).toBe(200);
    expect((await send(providerRoute({ method: 'POST', isDryRun: true, ...options }), { cookie: reader })).status).toBe(
      200,
    );
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      expect(await codeOf(send(providerRoute({ method, ...options }), { cookie: reader }))).toBe('forbidden');
  });
});

describe('sessionRoute', () => {
  const route = sessionRoute({
    method: 'POST',
    path: '/x',
    summary: 'Test',
    answer: z.object({ tenant: z.string().nullable() }),
    handler: ({ scope }) => Promise.resolve({ tenant: scope?.tenant.slug ?? null }),
  });

  test('passes the tenant if there is one, and works without', async () => {
    expect(await (await send(route, { cookie: viewer })).json()).toEqual({ tenant: acme.slug });
    expect(await (await send(route, { cookie: provider })).json()).toEqual({ tenant: null });
  });

  test("a named tenant must be the caller's", async () => {
    expect(await codeOf(send(route, { cookie: viewer, headers: { 'x-tenant': globex.slug } }))).toBe('not_found');
    expect(await codeOf(send(route, { cookie: provider, headers: { 'x-tenant': acme.slug } }))).toBe('not_found');
  });
});
