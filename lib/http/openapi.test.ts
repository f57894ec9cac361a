import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from './openapi';
import type { RouteDeclaration } from './routes/declaration';

const route: RouteDeclaration = {
  kind: 'tenant',
  method: 'POST',
  path: '/api/v1/things/{guid}/cancel',
  summary: 'Cancel a thing',
  permission: 'operation:cancel',
  isStream: false,
  isIdempotent: true,
  status: 202,
  params: z.object({ guid: z.string() }),
  query: z.object({ page: z.coerce.number().default(1), kind: z.enum(['A', 'B']) }),
  body: z.strictObject({ reason: z.string() }),
  answer: z.object({ at: z.iso.datetime() }),
};

describe('openApiDocument', () => {
  test('describes a route by what its handler validates', () => {
    const document = JSON.parse(JSON.stringify(openApiDocument([route]))) as {
      openapi: string;
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const operation = document.paths[route.path]?.post;
    expect(operation).toMatchObject({ operationId: 'postThingsByGuidCancel', requestBody: { required: true } });
    expect(
      (operation?.parameters as { name: string; in: string; required: boolean }[]).map(
        ({ name, in: place, required }) => `${place} ${name} ${required}`,
      ),
    ).toEqual([
      'path guid true',
      'query page false',
      'query kind true',
      'header X-Tenant false',
      'header Idempotency-Key true',
    ]);
    expect(Object.keys(operation?.responses as object)).toEqual([
      '202',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '422',
      '429',
      'default',
    ]);
    expect(JSON.stringify(operation?.requestBody)).toContain('"additionalProperties":false');
  });
});
