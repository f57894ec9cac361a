import type { Language, ProviderRole, Role, TokenScope } from '@/lib/contracts/me';

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

/** What an API token allows of what its person may do. */
export type TokenLimits = {
  /** Null for a token of a provider, which is for no tenant. */
  readonly role: Role | null;
  /** Empty: not narrowed. */
  readonly scopes: readonly TokenScope[];
};

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
  /** The session, or the API token, of the request. */
  readonly sessionId: string;
  /** When the person last proved in this session who they are; null for a token. */
  readonly provedAt: Date | null;
  /** Null for a session. */
  readonly token: TokenLimits | null;
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
