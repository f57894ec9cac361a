import * as z from 'zod';
import type { OperationKind } from './operation';
import { TenantSlug, ThingName } from './scalar';

/** What each role is called in the database and the API, from the least rights to the most. */
export const roles = ['BILLING', 'VIEWER', 'BACKUP_OPERATOR', 'RESTORE_OPERATOR', 'OPERATOR', 'ADMIN'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const permissions = [
  'status:read',
  'usage:read',
  'machine:read',
  'policy:read',
  'member:read',
  'backup:run',
  'restore:run',
  'mount:run',
  'operation:cancel',
  'policy:write',
  'member:write',
  'audit:read',
  'settings:write',
  'notify:write',
  'provider',
] as const;
export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;

const billing = ['status:read', 'usage:read'] as const;
const viewer = [...billing, 'machine:read', 'policy:read', 'member:read'] as const;
const restores = ['restore:run', 'mount:run'] as const;
const operator = [...viewer, 'backup:run', ...restores, 'operation:cancel'] as const;
/**
 * The permissions of each role in its tenant (PORTAL_API.md, "Permissions"): the one table for server, browser, docs/permissions.md
 * and tests. `provider` is not a role of a tenant.
 */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  BILLING: billing,
  VIEWER: viewer,
  BACKUP_OPERATOR: [...viewer, 'backup:run', 'operation:cancel'],
  RESTORE_OPERATOR: [...viewer, ...restores, 'operation:cancel'],
  OPERATOR: operator,
  ADMIN: [...operator, 'policy:write', 'member:write', 'audit:read', 'settings:write', 'notify:write'],
};

/** What one must be able to start in order to cancel work of a kind; what is of no single kind takes both. */
const cancelTakes: Readonly<Record<OperationKind, readonly Permission[]>> = {
  BACKUP: ['backup:run'],
  RESTORE: ['restore:run'],
  MOUNT: ['mount:run'],
  UNMOUNT: ['mount:run'],
  DELETE: ['backup:run', 'restore:run'],
  OTHER: ['backup:run', 'restore:run'],
};

/** Whether somebody with these permissions may cancel work of this kind: `operation:cancel` is for the kinds that one may start. */
export function mayCancel(held: Iterable<Permission>, kind: OperationKind): boolean {
  const all = new Set(held);
  return all.has('operation:cancel') && cancelTakes[kind].every((permission) => all.has(permission));
}

/** What an API token can be narrowed to. None implies another. */
export const tokenScopes = ['status:read', 'read', 'backup', 'restore', 'admin'] as const;
export const TokenScope = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof TokenScope>;

/** The scopes of which a token has one to hold a permission. To read as the provider takes `read`, to change anything `admin`. */
const scopesOf: Readonly<Record<Exclude<Permission, 'provider'>, readonly TokenScope[]>> = {
  'status:read': ['status:read'],
  'usage:read': ['read'],
  'machine:read': ['read'],
  'policy:read': ['read'],
  'member:read': ['read'],
  'audit:read': ['read'],
  'backup:run': ['backup'],
  'restore:run': ['restore'],
  'mount:run': ['restore'],
  // Cancelling also takes what starts work of the kind.
  'operation:cancel': ['backup', 'restore'],
  'policy:write': ['admin'],
  'member:write': ['admin'],
  'settings:write': ['admin'],
  'notify:write': ['admin'],
};

/** What a token allows in its tenant, whatever its person may do: no scopes is all that its role may. */
export function tokenPermissions(role: Role, scopes: readonly TokenScope[]): readonly Permission[] {
  return rolePermissions[role].filter(
    (permission) =>
      scopes.length === 0 ||
      (permission !== 'provider' && scopesOf[permission].some((scope) => scopes.includes(scope))),
  );
}

/** Whether a role may nothing that `own` may not, so that somebody with `own` may give it to a token. */
export function isWithin(role: Role, own: Role): boolean {
  return rolePermissions[role].every((permission) => rolePermissions[own].includes(permission));
}

/** A provider may do everything across tenants, or only see it. */
export const providerRoles = ['PROVIDER', 'PROVIDER_READER'] as const;
export const ProviderRole = z.enum(providerRoles);
export type ProviderRole = z.infer<typeof ProviderRole>;

/** `suspended`: its members can't enter it for now. */
export const TenantRef = z.object({ slug: TenantSlug, name: ThingName, role: Role, suspended: z.boolean() });
export type TenantRef = z.infer<typeof TenantRef>;

/** The languages that the portal has. */
export const Language = z.enum(['en', 'de', 'pl']);
export type Language = z.infer<typeof Language>;

/** Who is signed in; `tenant` is null for someone without a membership, such as the provider, and while it is suspended. */
export const Me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  tenant: z.object({ slug: TenantSlug, name: ThingName }).nullable(),
  role: Role.nullable(),
  permissions: z.array(Permission),
  tenants: z.array(TenantRef),
  /** The rights across tenants; `limited`: to chosen ones. Null for anyone but a provider. */
  provider: z.object({ role: ProviderRole, limited: z.boolean() }).nullable(),
  /** IANA name of the time zone in which the user sees times; null: the browser's. */
  timeZone: z.string().nullable(),
  /** The person's setting, else the tenant's; null: the browser's language. */
  language: Language.nullable(),
});
export type Me = z.infer<typeof Me>;

export const ChooseLanguageBody = z.strictObject({ language: Language });
export const SwitchTenantBody = z.strictObject({ tenant: TenantSlug });
