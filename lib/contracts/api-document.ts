import type { Permission } from './me';

/** A JSON Schema as the OpenAPI document holds it; only what zod writes. */
export interface ApiSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly items?: ApiSchema;
  readonly anyOf?: readonly ApiSchema[];
  readonly oneOf?: readonly ApiSchema[];
  readonly allOf?: readonly ApiSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: boolean | ApiSchema;
  readonly $ref?: string;
}

/** A schema that also allows null, taken apart. */
export function withoutNull(schema: ApiSchema): { readonly schema: ApiSchema; readonly isNullable: boolean } {
  if (Array.isArray(schema.type)) {
    const [type] = (schema.type as readonly string[]).filter((one) => one !== 'null');
    return { schema: { ...schema, type: type ?? 'null' }, isNullable: schema.type.length > 1 };
  }
  const { anyOf, ...rest } = schema;
  const others = anyOf?.filter((one) => one.type !== 'null') ?? [];
  if (anyOf === undefined || others.length === anyOf.length) return { schema, isNullable: false };
  const [only, ...more] = others;
  return { schema: only && more.length === 0 ? { ...rest, ...only } : { ...rest, anyOf: others }, isNullable: true };
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: ApiSchema;
  readonly example?: unknown;
}

export interface ApiContent {
  readonly schema: ApiSchema;
  readonly example?: unknown;
}

export interface ApiResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, ApiContent>>;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly [ApiGroup];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** What the caller must hold; null: nothing beyond what `security` says. */
  readonly 'x-permission': Permission | null;
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, ApiContent>> };
  /** By status; `4xx` and `5xx` refer to the answers of `components`. */
  readonly responses: Readonly<Record<string, ApiResponse | { readonly $ref: string }>>;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: ApiGroup }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, ApiSchema>>;
    readonly responses: Readonly<Record<string, ApiResponse>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** The groups of routes, in the order in which the documentation shows them. */
export const apiGroups = [
  'status',
  'machines',
  'backups',
  'restores',
  'mounts',
  'operations',
  'policies',
  'notifications',
  'reports',
  'tenant',
  'account',
  'provider',
  'other',
] as const;
export type ApiGroup = (typeof apiGroups)[number];

const groupOfSegment: Readonly<Record<string, ApiGroup>> = {
  status: 'status',
  metrics: 'status',
  overview: 'status',
  search: 'machines',
  machines: 'machines',
  backups: 'backups',
  'recovery-points': 'restores',
  restores: 'restores',
  'recovery-plans': 'restores',
  verifications: 'restores',
  'verification-rules': 'restores',
  mounts: 'mounts',
  downloads: 'mounts',
  operations: 'operations',
  events: 'operations',
  policies: 'policies',
  schedules: 'policies',
  'expected-runs': 'policies',
  'assignment-rules': 'policies',
  notifications: 'notifications',
  channels: 'notifications',
  'notification-rules': 'notifications',
  deliveries: 'notifications',
  reports: 'reports',
  'report-schedules': 'reports',
  usage: 'reports',
  members: 'tenant',
  audit: 'tenant',
  settings: 'tenant',
  me: 'account',
  invitations: 'account',
  'password-resets': 'account',
  setup: 'provider',
  provider: 'provider',
};

/** The group of a path such as `/api/v1/machines/{guid}`; what no group names is in the last one. */
export function apiGroupOf(path: string): ApiGroup {
  const segment = path.replace('/api/v1/', '').split('/')[0] ?? '';
  return Object.hasOwn(groupOfSegment, segment) ? (groupOfSegment[segment] ?? 'other') : 'other';
}
