import 'server-only';
import { rolePermissions, tokenPermissions } from '@/lib/contracts/me';
import type { Permission, Role } from '@/lib/contracts/me';
import { activeMembership } from '@/lib/core/actor';
import type { Actor, Membership, ProviderTenants } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { actAs, claimFor } from '@/lib/core/call-context';
import type { Requester } from '@/lib/journal/operations/start-work';

declare const tenantScope: unique symbol;
declare const providerScope: unique symbol;
declare const providerWriteScope: unique symbol;

/** The right to act in one tenant. Only this file creates one, from a membership that was read for this request. */
export type TenantScope = {
  readonly [tenantScope]: true;
  readonly actor: Actor;
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string; readonly timeZone: string };
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  readonly requestId: string;
};

/** The right to see across tenants: all of them, or those of a limited provider. */
export type ProviderScope = {
  readonly [providerScope]: true;
  readonly actor: Actor;
  readonly tenants: ProviderTenants;
  readonly requestId: string;
};

/** The right to change things there too, which a reader does not have. */
export type ProviderWriteScope = ProviderScope & { readonly [providerWriteScope]: true };

/**
 * Opens the tenant `slug`, or the active one of the session, or the first by name. Without a membership it is
 * `not_found`, and `forbidden` while it is suspended. From then on shared resources count for this tenant.
 */
export function openTenantScope(actor: Actor, requestId: string, slug: string | null): TenantScope {
  const membership =
    slug === null ? activeMembership(actor) : actor.memberships.find((candidate) => candidate.slug === slug);
  if (!membership) throw new AppError('not_found', { meta: { reason: 'no membership of the tenant', slug } });
  requireEntry(membership);
  const { tenantId: id, name, timeZone, role } = membership;
  claimFor({ tenant: id, person: actor.userId });
  const scope: Omit<TenantScope, typeof tenantScope> = {
    actor,
    tenant: { id, slug: membership.slug, name, timeZone },
    role,
    permissions: new Set(permissionsOf(actor, role)),
    requestId,
  };
  return scope as TenantScope;
}

/** What the caller may do with a role: all of it, or with an API token what that allows as well. */
export function permissionsOf({ token }: Actor, role: Role): readonly Permission[] {
  if (token === null) return rolePermissions[role];
  const allowed = token.role === null ? [] : tokenPermissions(token.role, token.scopes);
  return rolePermissions[role].filter((permission) => allowed.includes(permission));
}

/** Throws `forbidden` for a tenant that is suspended. */
export function requireEntry({ suspended, name }: Membership): void {
  if (suspended) throw new AppError('forbidden', { detail: say('access.suspended', { tenant: name }) });
}

/** Whether a session without a named tenant acts in one: its own, and not a suspended one. */
export function actsInTenant(actor: Actor): boolean {
  return activeMembership(actor)?.suspended === false;
}

/** Opens the provider's scope; for anybody else its routes do not exist. */
export function openProviderScope(actor: Actor, requestId: string): ProviderScope {
  if (!actor.provider) throw new AppError('forbidden', { detail: say('access.providerOnly') });
  claimFor({ tenant: 'the provider', person: actor.userId });
  actAs(actor.token === null ? 'PROVIDER' : 'TOKEN');
  const scope: Omit<ProviderScope, typeof providerScope> = { actor, tenants: actor.provider.tenants, requestId };
  return scope as ProviderScope;
}

/** Opens the provider's scope for a change; a reader has none. */
export function openProviderWriteScope(actor: Actor, requestId: string): ProviderWriteScope {
  const scope = openProviderScope(actor, requestId);
  if (actor.provider?.role !== 'PROVIDER') throw new AppError('forbidden', { detail: say('access.providerReads') });
  return scope as ProviderWriteScope;
}

/** Throws `forbidden` unless the scope's role has `permission`. */
export function requirePermission(scope: TenantScope, permission: Permission): void {
  if (!scope.permissions.has(permission)) {
    throw new AppError('forbidden', {
      detail:
        scope.actor.token === null
          ? say('access.roleLacks', { tenant: scope.tenant.name, permission })
          : say('access.tokenLacks', { permission }),
    });
  }
}

/** The person behind a scope, as journal and audit record them. */
export function requesterOf({ tenant, actor, requestId }: TenantScope): Requester {
  return { tenantId: tenant.id, userId: actor.userId, name: actor.name, requestId };
}
