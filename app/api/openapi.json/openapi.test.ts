import { describe, expect, test } from 'vitest';
import { apiGroups } from '@/lib/contracts/api-document';
import type { ApiOperation } from '@/lib/contracts/api-document';
import type { RouteDeclaration } from '@/lib/http/routes/declaration';
import { apiDocument, declaredRoutes } from './declared-routes';

const document = apiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
);
const routes = declaredRoutes();
const nameOf = ({ method, path }: RouteDeclaration) => `${method} ${path}`;

/** Every object of the document with the key, wherever it is. */
function allWith(key: string, part: unknown): Record<string, unknown>[] {
  if (typeof part !== 'object' || part === null) return [];
  const inside = Object.values(part).flatMap((value) => allWith(key, value));
  return key in part ? [part as Record<string, unknown>, ...inside] : inside;
}

function resolved(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
}

const exampleOfBody = ({ requestBody }: ApiOperation) => requestBody?.content['application/json']?.example;
const exampleOfAnswer = ({ responses }: ApiOperation, status: number) => {
  const response = responses[String(status)];
  return response && 'content' in response ? response.content?.['application/json']?.example : undefined;
};

describe('the OpenAPI document', () => {
  test('has an operation of each route, each with an id of its own', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(routes.map(nameOf).sort());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  test('refers only to what it holds', () => {
    const refs = allWith('$ref', document).map(({ $ref }) => String($ref));
    expect(refs.length).toBeGreaterThan(100);
    expect([...new Set(refs)].filter((ref) => resolved(ref) === undefined)).toEqual([]);
  });

  test.each(operations)('describes $name: summary, one known tag, security, permission', ({ operation }) => {
    expect(operation.summary).toMatch(/^\S.{5,}\S$/);
    expect(operation.tags).toHaveLength(1);
    expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0]);
    for (const scheme of operation.security.flatMap((one) => Object.keys(one)))
      expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
    expect(operation.security.length === 0).toBe(operation['x-permission'] === null && isPublic(operation));
  });

  const isPublic = ({ operationId }: ApiOperation): boolean =>
    ['postSetup', 'postInvitationsAccept', 'postPasswordResets'].includes(operationId);

  test.each(operations)('names each parameter in the path of $name, and no other', ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
    const keys = operation.parameters.map(({ in: place, name }) => `${place} ${name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(operations)('answers of $name: one success at least, and problems that exist', ({ operation }) => {
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    expect(statuses).toContain('default');
    expect(statuses).toContain('429');
  });

  test('groups what it knows, in the order of the groups', () => {
    const named = document.tags.map(({ name }) => name);
    expect(named).toEqual(apiGroups.filter((group) => named.includes(group)));
  });

  const withBody = routes.filter(({ body }) => body !== undefined);
  test.each(withBody.map((route) => [nameOf(route), route] as const))(
    'example of the body of %s is valid',
    (name, route) => {
      const operation = operations.find((one) => one.name === name)?.operation;
      const example = operation && exampleOfBody(operation);
      expect(example).toBeDefined();
      const parsed = route.body?.safeParse(example);
      expect(parsed?.error?.issues ?? [], JSON.stringify(example)).toEqual([]);
    },
  );

  const withAnswer = routes.filter(({ answer, status }) => answer !== undefined && status !== 204);
  test.each(withAnswer.map((route) => [nameOf(route), route] as const))(
    'example of the answer of %s is valid',
    (name, route) => {
      const operation = operations.find((one) => one.name === name)?.operation;
      const example = operation && exampleOfAnswer(operation, route.status);
      expect(example).toBeDefined();
      expect(route.answer?.safeParse(example).error?.issues ?? []).toEqual([]);
    },
  );

  test.each(routes.map((route) => [nameOf(route), route] as const))(
    'examples of the parameters of %s are valid',
    (name, route) => {
      const operation = operations.find((one) => one.name === name)?.operation;
      const given = (place: string) =>
        Object.fromEntries(
          (operation?.parameters ?? [])
            .filter((one) => one.in === place && one.required)
            .map((one) => [one.name, one.example]),
        );
      if (route.params) expect(route.params.safeParse(given('path')).error?.issues ?? []).toEqual([]);
      if (route.query) expect(route.query.safeParse(given('query')).error?.issues ?? []).toEqual([]);
    },
  );
});
