import * as z from 'zod';
import { fault } from './faults';
import { Language } from './me';
import { Instant } from './scalar';

/** The form in which an e-mail address is stored and looked up: people type it in any case. */
export function normaliseEmail(typed: string): string {
  return typed.trim().toLowerCase();
}

/** The e-mail address of an account, in whatever case it is typed. */
export const AccountEmail = z
  .string()
  .overwrite(normaliseEmail)
  .max(254, fault('charactersMost', { max: 254 }))
  .check(z.email(fault('emailLike')));

/** What a person is called. */
export const PersonName = z
  .string()
  .trim()
  .min(1, fault('nameMissing'))
  .max(100, fault('charactersMost', { max: 100 }))
  .regex(/^[^\p{Cc}]*$/u, fault('controlCharacters'));

export const newPasswordLength = { min: 12, max: 128 } as const;

/**
 * A password that somebody chooses. Its length is all that is demanded; that it is none of the common ones is checked by the server
 * (`lib/auth/password-rules.ts`). What was chosen before these rules goes on being accepted at sign-in.
 */
export const NewPassword = z
  .string()
  .min(newPasswordLength.min, fault('charactersLeast', { min: newPasswordLength.min }))
  .max(newPasswordLength.max, fault('charactersMost', { max: newPasswordLength.max }));

/** A password that somebody has, however it was chosen. */
const KnownPassword = z.string().max(512, fault('charactersMost', { max: 512 }));

export const ChangePasswordBody = z.strictObject({ current: KnownPassword, password: NewPassword });
export type ChangePasswordBody = z.output<typeof ChangePasswordBody>;

/** How many other sessions of the person ended. */
export const EndedSessions = z.object({ ended: z.number().int() });

/** Proves again who is signed in. */
export const ProveBody = z.strictObject({ password: KnownPassword });

/** A link by which somebody chooses a new password; it is told once. */
export const ResetLink = z.object({ link: z.url(), expiresAt: Instant });

export const ResetPasswordBody = z.strictObject({
  token: z.string().max(200, fault('charactersMost', { max: 200 })),
  password: NewPassword,
});
export type ResetPasswordBody = z.output<typeof ResetPasswordBody>;

/** The address that the account signs in with. */
export const ResetDone = z.object({ email: z.string() });

/** A sign-in of one's own that has not ended. */
export const OwnSession = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** Names of the browser and the system, such as `Firefox` and `Windows`; null where the browser does not say. */
  device: z.object({ browser: z.string().nullable(), system: z.string().nullable() }),
  /** An IPv4 address, or the /64 of an IPv6 address; null where it is not known. */
  address: z.string().nullable(),
  signedInAt: Instant,
  lastUsedAt: Instant,
});
export type OwnSession = z.infer<typeof OwnSession>;
export const OwnSessionList = z.object({ items: z.array(OwnSession) });

/** What is not named stays. Null: the browser's time zone, the organisation's language. */
export const ChangeMeBody = z.strictObject({
  name: PersonName.optional(),
  timeZone: z.string().max(64).nullable().optional(),
  language: Language.nullable().optional(),
});
export type ChangeMeBody = z.output<typeof ChangeMeBody>;
