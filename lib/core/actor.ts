import type { Language, ProviderRole, Role } from '@/lib/contracts/me';

/** A membership as the database has it at this request. */
export type Membership = {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  /** The tenant is suspended: its members can't enter it. */
  readonly suspended: boolean;
  /** The tenant's language; null when it has none. */
  readonly language: Language | null;
};

/** The tenants that a provider may act for, by id. */
export type ProviderTenants = 'ALL' | readonly string[];

/** The caller, read from the database on every request by `lib/auth`. */
export type Actor = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** Null for anyone but a provider. */
  readonly provider: { readonly role: ProviderRole; readonly tenants: ProviderTenants } | null;
  readonly timeZone: string | null;
  /** The person's own setting. */
  readonly language: Language | null;
  readonly sessionId: string;
  readonly activeTenantId: string | null;
  readonly memberships: readonly Membership[];
};

/** The membership that a session without a named tenant acts in. The chosen one is never exchanged for another, even while it is suspended. */
export function activeMembership({ memberships, activeTenantId }: Actor): Membership | undefined {
  return (
    memberships.find(({ tenantId }) => tenantId === activeTenantId) ??
    memberships.find(({ suspended }) => !suspended) ??
    memberships[0]
  );
}
