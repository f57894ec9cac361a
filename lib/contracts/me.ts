import * as z from 'zod';
import { TenantSlug, ThingName } from './scalar';

export const roles = ['VIEWER', 'OPERATOR', 'ADMIN'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const permissions = [
  'machine:read',
  'policy:read',
  'backup:run',
  'restore:run',
  'mount:run',
  'operation:cancel',
  'policy:write',
  'member:write',
  'audit:read',
  'provider',
] as const;
export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;

const viewer = ['machine:read', 'policy:read'] as const;
const operator = [...viewer, 'backup:run', 'restore:run', 'mount:run', 'operation:cancel'] as const;
/** The permissions of each role in its tenant (PORTAL_API.md, "Permissions"); `provider` is not a role of a tenant. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  VIEWER: viewer,
  OPERATOR: operator,
  ADMIN: [...operator, 'policy:write', 'member:write', 'audit:read'],
};

export const TenantRef = z.object({ slug: TenantSlug, name: ThingName, role: Role });
export type TenantRef = z.infer<typeof TenantRef>;

/** The languages that the portal has. */
export const Language = z.enum(['en', 'de', 'pl']);
export type Language = z.infer<typeof Language>;

/** Who is signed in; `tenant` is null for someone without a membership, such as the provider. */
export const Me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  tenant: z.object({ slug: TenantSlug, name: ThingName }).nullable(),
  role: Role.nullable(),
  permissions: z.array(Permission),
  tenants: z.array(TenantRef),
  /** IANA name of the time zone in which the user sees times; null: the browser's. */
  timeZone: z.string().nullable(),
  /** The person's setting, else the tenant's; null: the browser's language. */
  language: Language.nullable(),
});
export type Me = z.infer<typeof Me>;

export const ChooseLanguageBody = z.strictObject({ language: Language });
export const SwitchTenantBody = z.strictObject({ tenant: TenantSlug });
