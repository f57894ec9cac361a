import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { declaredRoutes } from '@/app/api/openapi.json/declared-routes';
import { isolationMatrix } from '@/e2e/api/isolation-matrix';
import { declarationOf } from '@/lib/http/routes/declaration';
import type { RouteDeclaration } from '@/lib/http/routes/declaration';

const root = resolve(import.meta.dirname, '../..');
const files = readdirSync(resolve(root, 'app'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?:^|\/)route\.[cm]?[jt]sx?$/.test(file))
  .map((file) => `app/${file}`)
  .sort();
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `app/(portal)/api/v1/machines/[guid]/route.ts` answers `/api/v1/machines/{guid}`. */
function pathOf(file: string): string {
  const parts = file
    .split('/')
    .slice(1, -1)
    .filter((part) => !/^\(.+\)$/.test(part));
  return `/${parts.map((part) => part.replace(/^\[{1,2}(?:\.{3})?(.+?)\]{1,2}$/, '{$1}')).join('/')}`;
}

async function handlersOf(file: string): Promise<[method: string, handler: unknown][]> {
  const module = (await import(resolve(root, file))) as Record<string, unknown>;
  return Object.entries(module).filter(([name]) => methods.includes(name));
}

async function declarationsOf(file: string): Promise<RouteDeclaration[]> {
  return (await handlersOf(file))
    .map(([, handler]) => declarationOf(handler))
    .filter((found): found is RouteDeclaration => found !== null && found.kind !== 'none');
}

const everything = (await Promise.all(files.map(declarationsOf))).flat();
const key = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('route census', () => {
  test('finds routes', () => {
    expect(files).toContain('app/api/v1/machines/[guid]/route.ts');
  });

  test.each(files)('%s has only handlers made by a factory, for their declared method and path', async (file) => {
    const handlers = await handlersOf(file);
    expect(handlers.length).toBeGreaterThan(0);
    for (const [method, handler] of handlers) {
      const declaration = declarationOf(handler);
      expect(declaration, `${method} was made by no factory`).not.toBeNull();
      if (declaration?.kind === 'none') continue;
      expect(declaration?.method).toBe(method);
      expect(declaration?.path).toBe(pathOf(file));
    }
  });

  test.each(files)('%s answers every method, and HEAD like GET', async (file) => {
    const given = (await handlersOf(file)).map(([method]) => method);
    expect(given.sort()).toEqual(['DELETE', 'GET', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
  });

  test('only next-auth has handlers without a factory', () => {
    expect(everything.filter(({ kind }) => kind === 'auth').map(key)).toEqual([
      'GET /api/auth/{nextauth}',
      'POST /api/auth/{nextauth}',
    ]);
  });

  test('the isolation matrix lists exactly the routes of the API with their kind and permission', () => {
    const outside = ['/healthz', '/readyz', '/metrics'];
    const inApi = everything.filter(({ kind, path }) => kind !== 'auth' && !outside.includes(path));
    const facts = (row: { method: string; path: string; kind: string; permission: string | null }) =>
      `${key(row)} ${row.kind} ${row.permission}`;
    expect(isolationMatrix.map(facts).sort()).toEqual(inApi.map(facts).sort());
  });

  test('only routes without a session are public', () => {
    expect(
      everything
        .filter(({ kind }) => kind === 'public')
        .map(key)
        .sort(),
    ).toEqual([
      'GET /api/openapi.json',
      'GET /healthz',
      'GET /metrics',
      'GET /readyz',
      'POST /api/v1/invitations/accept',
      'POST /api/v1/password-resets',
      'POST /api/v1/setup',
    ]);
  });

  test('the matrix has every parameter of a path, and every id in a body or query', () => {
    for (const row of isolationMatrix.filter(({ kind }) => kind === 'tenant' || kind === 'session')) {
      const inPath = [...row.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(row.ids.filter((place) => place.in === 'path').map(({ name }) => name)).toEqual(inPath);
      expect(row.ids).toContainEqual({ in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 });
    }
  });

  test('the OpenAPI document describes every route of version 1', () => {
    const versioned = everything.filter(({ path }) => path.startsWith('/api/v1/'));
    expect(declaredRoutes().map(key).sort()).toEqual(versioned.map(key).sort());
  });

  test('every route that starts work requires an Idempotency-Key', () => {
    expect(everything.filter(({ isIdempotent }) => isIdempotent).map(key)).toEqual([
      'POST /api/v1/backups',
      'POST /api/v1/mounts/{guid}/extend',
      'POST /api/v1/mounts',
      'POST /api/v1/restores',
    ]);
    for (const { status, isIdempotent, path, method } of everything)
      if (status === 202) expect(isIdempotent || path.endsWith('/cancel') || method === 'DELETE').toBe(true);
  });
});
