import 'server-only';
import { rolePermissions } from '@/lib/contracts/me';
import type { Me, Role } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';

/** The tenant that somebody acts in; a scope is one. */
type Acting = { readonly tenant: { readonly slug: string; readonly name: string }; readonly role: Role };

/** Who is calling, in which tenant, and what they may do there. Pass null for someone without a membership. */
export function getMe(actor: Actor, acting: Acting | null): Me {
  return {
    user: { id: actor.userId, name: actor.name, email: actor.email },
    tenant: acting && { slug: acting.tenant.slug, name: acting.tenant.name },
    role: acting?.role ?? null,
    permissions: [
      ...(acting ? rolePermissions[acting.role] : []),
      ...(actor.isProvider ? (['provider'] as const) : []),
    ],
    tenants: actor.memberships.map(({ slug, name, role }) => ({ slug, name, role })),
    timeZone: actor.timeZone,
  };
}
