import 'server-only';
import * as z from 'zod';
import { apiGroupOf, apiGroups } from '@/lib/contracts/api-document';
import type {
  ApiContent,
  ApiDocument,
  ApiOperation,
  ApiParameter,
  ApiResponse,
  ApiSchema,
} from '@/lib/contracts/api-document';
import { streamEvents } from '@/lib/contracts/events';
import { errorStatus, Problem } from '@/lib/contracts/problem';
import type { ErrorCode } from '@/lib/contracts/problem';
import { apiVersion } from '@/lib/contracts/status';
import { TextRef } from '@/lib/contracts/server-text';
import { exampleOf } from './openapi-example';
import type { RouteDeclaration } from './routes/declaration';

/** The OpenAPI 3.1 document of these routes, generated from the schemas that their handlers validate with. */
export function openApiDocument(routes: readonly RouteDeclaration[]): ApiDocument {
  const paths: Record<string, Record<string, ApiOperation>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(route);
  }
  const named = new Set(routes.map(({ path }) => apiGroupOf(path)));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Storware portal',
      version: apiVersion,
      description:
        'Every answer is scoped to one tenant: the active one of the session, or the one that X-Tenant names.',
    },
    tags: apiGroups.filter((name) => named.has(name)).map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output'), TextRef: textRefSchema() },
      responses: problemResponses(),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'next-auth.session-token',
          description: 'Over https its name begins with __Secure-.',
        },
        token: { type: 'http', scheme: 'bearer', description: 'An API token; its scopes and its role limit it.' },
      },
    },
  };
}

/** How a caller may say who they are. Routes of one's own account are closed to tokens. */
function securityOf({ kind, isForTokens }: RouteDeclaration): ApiOperation['security'] {
  if (kind === 'public') return [];
  return kind === 'session' && !isForTokens ? [{ session: [] }] : [{ session: [] }, { token: [] }];
}

function operation(route: RouteDeclaration): ApiOperation {
  const codes = problemCodes(route);
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.permission ? { description: `Needs the permission ${route.permission}.` } : {}),
    tags: [apiGroupOf(route.path)],
    security: securityOf(route),
    'x-permission': route.permission,
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': content(route.body, 'input') } } }
      : {}),
    responses: {
      [String(route.status)]: answer(route),
      ...(route.mayBeAccepted ? { '202': { ...answer(route), description: 'Accepted, and going on' } } : {}),
      ...Object.fromEntries(
        [...new Set(codes.map((code) => errorStatus[code]))].map((status) => [
          String(status),
          { $ref: `#/components/responses/Problem${status}` },
        ]),
      ),
      default: {
        description: 'Any other problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The problems that a route of this kind may answer by itself; what the backup system causes comes on top. */
function problemCodes(route: RouteDeclaration): ErrorCode[] {
  const isWrite = route.method !== 'GET';
  return [
    ...(route.body ? (['malformed_request', 'payload_too_large'] as const) : []),
    ...(route.kind === 'public' ? [] : (['unauthenticated'] as const)),
    ...(isWrite || route.permission ? (['forbidden'] as const) : []),
    ...(route.kind === 'tenant' || route.kind === 'session' || route.params ? (['not_found'] as const) : []),
    ...(isWrite ? (['conflict'] as const) : []),
    ...(route.query || route.body || route.isIdempotent || route.mayBeIdempotent
      ? (['validation_failed'] as const)
      : []),
    'rate_limited',
  ];
}

function problemResponses(): Record<string, ApiResponse> {
  const codes = Object.keys(errorStatus) as ErrorCode[];
  return Object.fromEntries(
    [...new Set(Object.values(errorStatus))].map((status) => [
      `Problem${status}`,
      {
        description: codes.filter((code) => errorStatus[code] === status).join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function answer(route: RouteDeclaration): ApiResponse {
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
    content: { 'application/json': route.answer ? content(route.answer, 'output') : { schema: {} } },
  };
}

/** A body with an example: of a request the shortest that is valid, of a response every field. */
function content(zod: z.ZodType, io: 'input' | 'output'): ApiContent {
  const schema = jsonSchema(zod, io);
  return { schema, example: exampleOf(schema, io === 'input' ? 'required' : 'all') };
}

function pathParameters({ params }: RouteDeclaration): ApiParameter[] {
  return properties(params).map(({ name, schema }) => ({
    name,
    in: 'path' as const,
    required: true,
    schema,
    example: exampleOf(schema, 'required', name === 'slug' ? name : 'guid'),
  }));
}

function queryParameters({ query }: RouteDeclaration): ApiParameter[] {
  return properties(query).map(({ name, schema, required }) => ({
    name,
    in: 'query' as const,
    required,
    schema,
    ...(required ? { example: exampleOf(schema, 'required', name) } : {}),
  }));
}

function headerParameters({ kind, isIdempotent, mayBeIdempotent, isStream }: RouteDeclaration): ApiParameter[] {
  return [
    ...(kind === 'tenant' ? [header('X-Tenant', false)] : []),
    ...(isIdempotent ? [header('Idempotency-Key', true, 'uuid')] : []),
    ...(mayBeIdempotent ? [header('Idempotency-Key', false, 'uuid')] : []),
    ...(isStream ? [header('Last-Event-ID', false)] : []),
  ];
}

function header(name: string, required: boolean, format?: string): ApiParameter {
  return { name, in: 'header', required, schema: { type: 'string', ...(format ? { format } : {}) } };
}

function properties(schema: z.ZodType | undefined): { name: string; schema: ApiSchema; required: boolean }[] {
  if (!schema) return [];
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return Object.entries(whole.properties ?? {}).map(([name, property]) => ({
    name,
    schema: property as ApiSchema,
    required: whole.required?.includes(name) ?? false,
  }));
}

/** `TextRef` is recursive, so it is a component; everything else is inlined. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): ApiSchema {
  const {
    $schema: _dialect,
    $defs: _shared,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return withComponents(rest);
}

function textRefSchema(): ApiSchema {
  const { TextRef: self } = z.toJSONSchema(z.object({ text: TextRef }), { io: 'output' }).$defs ?? {};
  return withComponents(self ?? {});
}

function withComponents(schema: object): ApiSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/TextRef', '#/components/schemas/TextRef')) as ApiSchema;
}

/** `GET /api/v1/machines/{guid}/recovery-points` becomes `getMachinesByGuidRecoveryPoints`. */
function operationId({ method, path }: RouteDeclaration): string {
  const words = path
    .replace('/api/v1/', '')
    .split('/')
    .flatMap((part) => part.replace(/^\{(.+)\}$/, 'by-$1').split('-'));
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}
