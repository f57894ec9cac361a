import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { auditedRoutes } from '@/e2e/api/audited-routes';
import { declarationOf } from '@/lib/http/routes/declaration';
import type { RouteDeclaration } from '@/lib/http/routes/declaration';

const root = resolve(import.meta.dirname, '../..');
const files = readdirSync(resolve(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /(?:^|\/)route\.ts$/.test(file),
);

async function declarations(): Promise<RouteDeclaration[]> {
  const modules = await Promise.all(
    files.map(async (file) => (await import(resolve(root, 'app', file))) as Record<string, unknown>),
  );
  return modules
    .flatMap((module) => Object.values(module).map(declarationOf))
    .filter((found): found is RouteDeclaration => found !== null && found.kind !== 'none');
}

test('every write of the API says what it leaves in the audit trail, or why it leaves nothing', async () => {
  const all = await declarations();
  const nameOf = ({ method, path }: RouteDeclaration): string => `${method} ${path}`;
  const writes = all.filter(({ method }) => method !== 'GET').map(nameOf);
  expect(writes.length).toBeGreaterThan(20);
  const declared = Object.keys(auditedRoutes);
  expect(writes.filter((write) => !declared.includes(write))).toEqual([]);
  const known = new Set(all.map(nameOf));
  expect(declared.filter((route) => !known.has(route))).toEqual([]);
});
