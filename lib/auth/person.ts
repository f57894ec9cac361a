import 'server-only';
import { Language } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import type { Prisma } from '@/lib/db/generated/client';

/** What is read of an account on each request. */
export const personShape = {
  name: true,
  email: true,
  providerRole: true,
  providerLimited: true,
  providerTenants: { select: { tenantId: true } },
  timeZone: true,
  language: true,
  disabledAt: true,
  memberships: {
    select: {
      role: true,
      lastUsedAt: true,
      tenant: { select: { id: true, slug: true, name: true, timeZone: true, language: true, suspendedAt: true } },
    },
  },
} as const satisfies Prisma.UserSelect;

export type PersonRow = Prisma.UserGetPayload<{ select: typeof personShape }>;

/** The caller that a person is, as the database has it now. */
export function actorOf(
  user: PersonRow,
  given: Pick<Actor, 'userId' | 'sessionId' | 'activeTenantId' | 'provedAt' | 'token'>,
): Actor {
  const memberships = user.memberships.map(({ role, tenant }) => ({
    tenantId: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    role,
    timeZone: tenant.timeZone,
    suspended: tenant.suspendedAt !== null,
    language: languageOf(tenant),
  }));
  return {
    ...given,
    name: user.name,
    email: user.email,
    provider: user.providerRole && {
      role: user.providerRole,
      tenants: user.providerLimited ? user.providerTenants.map(({ tenantId }) => tenantId).sort() : 'ALL',
    },
    timeZone: user.timeZone,
    language: languageOf(user),
    memberships: memberships.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.slug.localeCompare(b.slug, 'en')),
  };
}

/** The language of a row; null for none, and for one that the portal does not have. */
function languageOf({ language }: { language: string | null }): Language | null {
  return Language.safeParse(language).data ?? null;
}
