import type { Language, Role } from '@/lib/contracts/me';

/** A membership as the database has it at this request. */
export type Membership = {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  /** The tenant's language; null when it has none. */
  readonly language: Language | null;
};

/** The caller, read from the database on every request by `lib/auth`. */
export type Actor = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly isProvider: boolean;
  readonly timeZone: string | null;
  /** The person's own setting. */
  readonly language: Language | null;
  readonly sessionId: string;
  readonly activeTenantId: string | null;
  readonly memberships: readonly Membership[];
};
