import type { Language, Role } from '@/lib/contracts/me';

/** A membership as it is in the database at this request. */
export type Membership = {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  /** The tenant's; null when it has none. */
  readonly language: Language | null;
};

/** Who is calling, read afresh from the database on every request by `lib/auth`. */
export type Actor = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly isProvider: boolean;
  readonly timeZone: string | null;
  /** What this person chose themselves. */
  readonly language: Language | null;
  readonly sessionId: string;
  readonly activeTenantId: string | null;
  readonly memberships: readonly Membership[];
};
