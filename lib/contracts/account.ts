import * as z from 'zod';
import { fault } from './faults';

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
