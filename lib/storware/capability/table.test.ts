import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { guideEndpoints } from '@/simulator/http/capabilities';
import { capabilityOf, guideRoutes } from './guide';
import { capabilities } from './table';

const folders = ['lib/storware/resources', 'lib/storware/authorized', 'lib/storware/transport'];
const declared = new Set<string>(
  [...guideRoutes, ...capabilities.flatMap(({ routes }) => routes)].map((route) => route.split(' ')[1] ?? ''),
);

/** Every text in the client's code that names a path of Storware. */
function pathsInCode(): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(path.resolve(folder))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => path.resolve(folder, file)),
  );
  // The base path of the API has the form of a route but is not one.
  return [
    ...new Set(
      files.flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/'(\/[a-z][a-z-]*(?:\/[a-z-]+|\/\{\w+\})*)'/g)].map(
          ([, found]) => found ?? '',
        ),
      ),
    ),
  ]
    .filter((found) => found !== '/api')
    .sort();
}

describe('the table of capabilities', () => {
  test('has exactly the paths that the client calls', () => {
    const inCode = pathsInCode();
    expect(inCode.length).toBeGreaterThan(40);
    expect(inCode.filter((found) => !declared.has(found))).toEqual([]);
    expect([...declared].filter((known) => !inCode.includes(known))).toEqual([]);
  });

  test('names each route once, and none of the guide', () => {
    const routes = capabilities.flatMap((capability) => [...capability.routes]);
    expect(new Set([...routes, ...guideRoutes]).size).toBe(routes.length + guideRoutes.length);
    expect(new Set(capabilities.map(({ id }) => id)).size).toBe(capabilities.length);
  });

  test('has the same endpoints of the guide as the simulator', () => {
    expect([...guideRoutes].sort()).toEqual([...guideEndpoints].sort());
  });

  test('rejects calls of any other route', () => {
    expect(() => capabilityOf({ method: 'GET', template: '/rules/vm-snapshot' })).toThrow(
      'neither in the integration guide nor declared',
    );
    expect(capabilityOf({ method: 'GET', template: '/tasks' })).toBeNull();
    expect(capabilityOf({ method: 'GET', template: '/nodes' })?.id).toBe('nodes');
  });
});
