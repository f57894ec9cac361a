import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { Problem } from '@/lib/contracts/problem';
import { requestedMethodHeader, pageHeader } from '@/lib/http/request/request-hook';
import { declarationOf } from '@/lib/http/routes/declaration';
import type { RouteDeclaration, RouteHandler } from '@/lib/http/routes/declaration';

type Module = Readonly<Record<string, RouteHandler>>;
type Route = {
  readonly module: Module;
  readonly declared: readonly RouteDeclaration[];
  readonly url: string;
  readonly params: Record<string, string | string[]>;
};

const root = resolve(import.meta.dirname, '../..');
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

let stop: () => Promise<void>;
let cookie: string;
let routes: Route[];
let unknown: Module;
beforeAll(async () => {
  stop = await startAccounts();
  const user = await createUser({
    provider: { role: 'PROVIDER' },
    memberships: [{ tenantId: (await createTenant()).id, role: 'ADMIN' }],
  });
  ({ cookie } = await openSession(user.id));
  const files = readdirSync(resolve(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('route.ts'),
  );
  routes = (await Promise.all(files.map((file) => routeOf(`app/${file}`)))).filter(
    ({ declared }) => declared.length > 0,
  );
  unknown = await import('./[[...unknown]]/route');
}, 120_000);
afterAll(() => stop());

async function routeOf(file: string): Promise<Route> {
  const module = (await import(resolve(root, file))) as Module;
  const declared = Object.values(module)
    .map(declarationOf)
    .filter((one): one is RouteDeclaration => one !== null && one.kind !== 'none');
  const path = declared[0]?.path ?? '';
  const params = Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, name === 'nextauth' ? ['csrf'] : 'x']),
  );
  return {
    module,
    declared,
    params,
    url: `http://portal.test${path.replace('{nextauth}', 'csrf').replace(/\{\w+\}/g, 'x')}`,
  };
}

const call = (
  { module, url, params }: Omit<Route, 'declared'>,
  exported: string,
  headers: Record<string, string> = { cookie },
): Promise<Response> => {
  const handler = module[exported];
  if (!handler) throw new Error(`no handler of ${exported}`);
  return handler(new Request(url, { method: exported, headers }), { params: Promise.resolve(params) });
};
const allowOf = ({ declared }: Route): string =>
  [
    ...declared.map(({ method }) => method),
    ...(declared.some(({ method }) => method === 'GET') ? ['HEAD'] : []),
    'OPTIONS',
  ]
    .sort()
    .join(', ');
async function expectNotAllowed(answer: Response, allow: string): Promise<void> {
  expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([
    405,
    allow,
    'application/problem+json',
  ]);
  expect(Problem.parse(await answer.json()).code).toBe('method_not_allowed');
}

describe('an existing address', () => {
  test('answers unsupported methods with 405 and the allowed ones', async () => {
    expect(routes.length).toBeGreaterThan(40);
    for (const route of routes) {
      for (const method of methods.filter((one) => route.declared.every((declared) => declared.method !== one)))
        await expectNotAllowed(await call(route, method), allowOf(route));
    }
  });

  test('answers an unknown method with 405, with and without a session', async () => {
    for (const route of routes)
      for (const headers of [{ cookie }, {}])
        await expectNotAllowed(
          await call(route, 'OPTIONS', { ...headers, [requestedMethodHeader]: 'TRACE' }),
          allowOf(route),
        );
  });

  test('lists its methods for OPTIONS', async () => {
    for (const route of routes) {
      const answer = await call(route, 'OPTIONS');
      expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([204, allowOf(route), null]);
    }
  });

  test('answers 401 without a session, where GET would', async () => {
    for (const route of routes) {
      const isPrivate = route.declared.every(({ kind }) => kind !== 'public' && kind !== 'auth');
      const other = methods.find((one) => route.declared.every((declared) => declared.method !== one)) ?? 'PATCH';
      expect((await call(route, other, {})).status).toBe(isPrivate ? 401 : 405);
    }
  });
});

describe('an unknown address', () => {
  test.each([...methods, 'OPTIONS'])('is not found with %s', async (method) => {
    const nowhere = { module: unknown, params: {} };
    for (const url of [
      'http://portal.test/api/v1/nothing',
      'http://portal.test/api/v1/machines/x/y/z',
      'http://portal.test/api/v1',
    ]) {
      expect((await call({ ...nowhere, url }, method)).status).toBe(404);
      expect((await call({ ...nowhere, url }, 'OPTIONS', { [requestedMethodHeader]: 'TRACE' })).status).toBe(404);
    }
  });
});

describe('a page', () => {
  test('is read-only', async () => {
    const page = { module: unknown, params: {}, url: 'http://portal.test/api/method-not-allowed' };
    await expectNotAllowed(
      await call(page, 'OPTIONS', { [pageHeader]: '1', [requestedMethodHeader]: 'POST' }),
      'GET, HEAD, OPTIONS',
    );
    expect((await call(page, 'OPTIONS', { [pageHeader]: '1' })).status).toBe(204);
  });
});
