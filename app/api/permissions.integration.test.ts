import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { mayCancel, permissions, providerRoles, rolePermissions, roles } from '@/lib/contracts/me';
import type { Permission, ProviderRole, Role } from '@/lib/contracts/me';
import { operationKinds } from '@/lib/contracts/operation';
import { Problem } from '@/lib/contracts/problem';
import { db } from '@/lib/db/client';
import { declarationOf } from '@/lib/http/routes/declaration';
import type { RouteDeclaration, RouteHandler } from '@/lib/http/routes/declaration';

type Route = { readonly handler: RouteHandler; readonly declared: RouteDeclaration };

const root = resolve(import.meta.dirname, '../..');
const unknownId = randomUUID();

/** Permissions that no route asks for yet. */
const unasked: readonly Permission[] = ['usage:read', 'settings:write', 'notify:write'];

let stop: () => Promise<void>;
let routes: Route[];
let tenantId: string;
const cookies = new Map<Role | ProviderRole, string>();
beforeAll(async () => {
  stop = await startAccounts();
  tenantId = (await createTenant()).id;
  for (const role of roles)
    cookies.set(role, (await openSession((await createUser({ memberships: [{ tenantId, role }] })).id)).cookie);
  for (const role of providerRoles)
    cookies.set(role, (await openSession((await createUser({ provider: { role } })).id)).cookie);
  const files = readdirSync(resolve(root, 'app/api/v1'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('route.ts'),
  );
  const modules = await Promise.all(
    files.map(async (file) => (await import(resolve(root, 'app/api/v1', file))) as Record<string, RouteHandler>),
  );
  routes = modules
    .flatMap((module) => Object.values(module))
    .flatMap((handler) => {
      const declared = declarationOf(handler);
      return declared && declared.kind !== 'none' ? [{ handler, declared }] : [];
    });
}, 120_000);
afterAll(() => stop());

const nameOf = ({ declared: { method, path } }: Route): string => `${method} ${path}`;

/** What a role is told that asks with ids that nothing has, and with a body that fits nothing: whoever may ask learns that. */
async function ask(
  { handler, declared: { method, path } }: Route,
  role: Role | ProviderRole,
  id: string = unknownId,
): Promise<Response> {
  const params = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, id]));
  const leave = new AbortController();
  const response = await handler(
    new Request(`http://portal.test${path.replace(/\{\w+\}/g, id)}`, {
      method,
      headers: {
        cookie: cookies.get(role) ?? '',
        origin: 'http://portal.test',
        host: 'portal.test',
        'content-type': 'application/json',
      },
      signal: leave.signal,
      ...(method === 'GET' ? {} : { body: '{"nonsense":true}' }),
    }),
    { params: Promise.resolve(params) },
  );
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) leave.abort();
  return response;
}

describe.each(roles)('%s', (role) => {
  const held = new Set(rolePermissions[role]);

  test.each(permissions.filter((permission) => permission !== 'provider'))(
    'asks the routes of %s, or is refused by each of them',
    async (permission) => {
      const asked = routes.filter(({ declared }) => declared.kind === 'tenant' && declared.permission === permission);
      expect(asked.length > 0).toBe(!unasked.includes(permission));
      for (const route of asked) {
        const answer = await ask(route, role);
        if (held.has(permission)) expect([200, 404, 422], nameOf(route)).toContain(answer.status);
        else
          expect([nameOf(route), answer.status, Problem.parse(await answer.json()).code]).toEqual([
            nameOf(route),
            403,
            'forbidden',
          ]);
      }
    },
  );

  test('asks what is for everybody, and nothing of the provider', async () => {
    for (const route of routes.filter(({ declared }) => declared.kind === 'session'))
      expect([401, 403, 500], nameOf(route)).not.toContain((await ask(route, role)).status);
    const providers = routes.filter(({ declared }) => declared.kind === 'provider');
    expect(providers.length).toBeGreaterThan(5);
    for (const route of providers)
      expect([nameOf(route), (await ask(route, role)).status]).toEqual([nameOf(route), 403]);
  });

  test.each(operationKinds)('cancels work of the kind %s only if it is of its own', async (kind) => {
    const guid = randomUUID();
    await db().mirrorMachine.create({
      data: { guid, name: 'web', platform: 'OPENSTACK', present: true, contentHash: '' },
    });
    await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId, source: 'MANUAL' } });
    const { id } = await db().operation.create({
      data: {
        kind,
        machineGuid: guid,
        machineName: 'web',
        state: 'SUCCEEDED',
        origin: 'OTHER',
        submission: 'OBSERVED',
      },
    });
    const route = routes.find((one) => nameOf(one) === 'POST /api/v1/operations/{id}/cancel');
    if (!route) throw new Error('no route to cancel');
    // Of what has ended, whoever may cancel is told that.
    expect((await ask(route, role, id)).status).toBe(mayCancel(held, kind) ? 409 : 403);
  });
});

describe.each(providerRoles)('%s', (role) => {
  test('asks every route of the provider that it may, and no other', async () => {
    for (const route of routes.filter(({ declared }) => declared.kind === 'provider')) {
      const { status } = await ask(route, role);
      if (role === 'PROVIDER' || route.declared.method === 'GET' || route.declared.path.endsWith('/preview'))
        expect([200, 404, 422], nameOf(route)).toContain(status);
      else expect([nameOf(route), status]).toEqual([nameOf(route), 403]);
    }
  });

  test('asks nothing of a tenant', async () => {
    // Their own stream carries the age of the data and nothing of any tenant.
    for (const route of routes.filter(({ declared }) => declared.kind === 'tenant' && !declared.isStream))
      expect([nameOf(route), (await ask(route, role)).status]).toEqual([nameOf(route), 404]);
  });
});
