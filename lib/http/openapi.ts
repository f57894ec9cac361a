import 'server-only';
import * as z from 'zod';
import { streamEvents } from '@/lib/contracts/events';
import { Problem } from '@/lib/contracts/problem';
import { apiVersion } from '@/lib/contracts/status';
import { TextRef } from '@/lib/contracts/server-text';
import type { RouteDeclaration } from './routes/declaration';

/** A part of the document, in the form of OpenAPI; the test checks the rules that tools rely on. */
export type Part = { readonly [name: string]: unknown };
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Part };

/** The OpenAPI 3.1 document of these routes, generated from the schemas that their handlers validate with. */
export function openApiDocument(routes: readonly RouteDeclaration[]): Part {
  const paths: Record<string, Record<string, Part>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Storware portal',
      version: apiVersion,
      description:
        'Every answer is scoped to one tenant: the active one of the session, or the one that X-Tenant names.',
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output'), TextRef: textRefSchema() },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'next-auth.session-token',
          description: 'Over https its name begins with __Secure-.',
        },
      },
    },
    security: [{ session: [] }],
  };
}

function operation(route: RouteDeclaration): Part {
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.permission ? { description: `Needs the permission ${route.permission}.` } : {}),
    ...(route.kind === 'public' ? { security: [] } : {}),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body
      ? {
          requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
        }
      : {}),
    responses: {
      [String(route.status)]: answer(route),
      ...(route.mayBeAccepted ? { '202': { ...answer(route), description: 'Accepted, and going on' } } : {}),
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function answer(route: RouteDeclaration): Part {
  if (route.isStream) {
    const events = Object.entries(streamEvents).map(([name, schema]) => ({
      title: name,
      ...jsonSchema(schema, 'output'),
    }));
    return {
      description: 'Events; the data of each is one of these, by its name',
      content: { 'text/event-stream': { schema: { oneOf: events } } },
    };
  }
  if (route.isDownload) {
    return {
      description: 'The file, or an archive of several',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
  }
  if (route.textType !== undefined)
    return {
      description: 'Success',
      content: { [route.textType.split(';')[0] ?? '']: { schema: { type: 'string' } } },
    };
  if (route.status === 204) return { description: 'Done' };
  return {
    description: 'Success',
    content: { 'application/json': { schema: route.answer ? jsonSchema(route.answer, 'output') : {} } },
  };
}

function pathParameters({ params }: RouteDeclaration): Parameter[] {
  return properties(params).map(({ name, schema }) => ({ name, in: 'path' as const, required: true, schema }));
}

function queryParameters({ query }: RouteDeclaration): Parameter[] {
  return properties(query).map(({ name, schema, required }) => ({ name, in: 'query' as const, required, schema }));
}

function headerParameters({ kind, isIdempotent, mayBeIdempotent, isStream }: RouteDeclaration): Parameter[] {
  return [
    ...(kind === 'tenant' ? [header('X-Tenant', false)] : []),
    ...(isIdempotent ? [header('Idempotency-Key', true, 'uuid')] : []),
    ...(mayBeIdempotent ? [header('Idempotency-Key', false, 'uuid')] : []),
    ...(isStream ? [header('Last-Event-ID', false)] : []),
  ];
}

function header(name: string, required: boolean, format?: string): Parameter {
  return { name, in: 'header', required, schema: { type: 'string', ...(format ? { format } : {}) } };
}

function properties(schema: z.ZodType | undefined): { name: string; schema: Part; required: boolean }[] {
  if (!schema) return [];
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return Object.entries(whole.properties ?? {}).map(([name, property]) => ({
    name,
    schema: property as Part,
    required: whole.required?.includes(name) ?? false,
  }));
}

/** `TextRef` is recursive, so it is a component; everything else is inlined. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Part {
  const {
    $schema: _dialect,
    $defs: _shared,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return withComponents(rest);
}

function textRefSchema(): Part {
  const { TextRef: self } = z.toJSONSchema(z.object({ text: TextRef }), { io: 'output' }).$defs ?? {};
  return withComponents(self ?? {});
}

function withComponents(schema: object): Part {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/TextRef', '#/components/schemas/TextRef')) as Part;
}

/** `GET /api/v1/machines/{guid}/recovery-points` becomes `getMachinesByGuidRecoveryPoints`. */
function operationId({ method, path }: RouteDeclaration): string {
  const words = path
    .replace('/api/v1/', '')
    .split('/')
    .flatMap((part) => part.replace(/^\{(.+)\}$/, 'by-$1').split('-'));
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}
