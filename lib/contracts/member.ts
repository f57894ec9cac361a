import * as z from 'zod';
import { AccountEmail, NewPassword, PersonName } from './account';
import { fault } from './faults';
import { ListOf, ListQuery } from './list';
import { Role } from './me';
import { Instant, TenantSlug, ThingName } from './scalar';

const memberStatuses = ['ACTIVE', 'INVITED'] as const;

/** Somebody of a tenant, or an invitation that nobody has accepted yet. */
export const Member = z.object({
  id: z.string(),
  /** Of an invitation: the e-mail address. */
  name: ThingName,
  /** For administrators only. */
  email: z.string().nullable(),
  role: Role,
  status: z.enum(memberStatuses),
  secondFactor: z.boolean(),
  /** When the person last used the portal in this tenant. */
  lastSeenAt: Instant.nullable(),
  /** Until when an invitation can be accepted; null for a member. */
  expiresAt: Instant.nullable(),
});
export type Member = z.infer<typeof Member>;

/** Invitations are for administrators only. */
export const MemberList = ListOf(Member);
export type MemberList = z.infer<typeof MemberList>;

export const memberSortKeys = ['name', 'role', 'lastSeenAt'] as const;
export const MemberListQuery = ListQuery(memberSortKeys, 'name');
export type MemberListQuery = z.output<typeof MemberListQuery>;

export const InviteBody = z.strictObject({ email: AccountEmail, role: Role });
export type InviteBody = z.output<typeof InviteBody>;

/** The link is told once; a new invitation of the same address replaces it. */
export const Invited = z.object({ member: Member, link: z.url(), expiresAt: Instant });
export type Invited = z.infer<typeof Invited>;

export const ChangeMemberBody = z.strictObject({ role: Role });
export type ChangeMemberBody = z.output<typeof ChangeMemberBody>;

/** The text at the end of a link: 256 bits in base64url. */
const LinkToken = z.string().max(200, fault('charactersMost', { max: 200 }));

/** Accepts an invitation by making an account. Who has one signs in and joins (`JoinBody`). */
export const AcceptInvitationBody = z.strictObject({ token: LinkToken, name: PersonName, password: NewPassword });
export type AcceptInvitationBody = z.output<typeof AcceptInvitationBody>;

/** The address that the account signs in with. */
export const AcceptedInvitation = z.object({ email: z.string() });

/** Accepts an invitation of the person who is signed in. */
export const JoinBody = z.strictObject({ token: LinkToken });

/** The tenant that was joined. */
export const Joined = z.object({ tenant: TenantSlug });
