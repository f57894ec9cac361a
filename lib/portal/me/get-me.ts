import 'server-only';
import type { Me } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** Who is calling, in which tenant, and what they may do there. Pass null for someone without a membership. */
export function getMe(actor: Actor, scope: TenantScope | null): Me {
  return {
    user: { id: actor.userId, name: actor.name, email: actor.email },
    tenant: scope && { slug: scope.tenant.slug, name: scope.tenant.name },
    role: scope?.role ?? null,
    permissions: [...(scope?.permissions ?? []), ...(actor.isProvider ? (['provider'] as const) : [])],
    tenants: actor.memberships.map(({ slug, name, role }) => ({ slug, name, role })),
    timeZone: actor.timeZone,
  };
}
