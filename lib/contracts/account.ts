import * as z from 'zod';

/** The form in which an e-mail address is stored and looked up: people type it in any case. */
export function normaliseEmail(typed: string): string {
  return typed.trim().toLowerCase();
}

/** The e-mail address of an account, in whatever case it is typed. */
export const AccountEmail = z
  .string()
  .overwrite(normaliseEmail)
  .max(254, 'at most 254 characters')
  .check(z.email('must be an e-mail address, like name@example.com'));

/** What a person is called. */
export const PersonName = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(100, 'at most 100 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not have control characters');

export const newPasswordLength = { min: 12, max: 128 } as const;

/**
 * A password that somebody chooses. Its length is all that is demanded; that it is none of the common ones is checked by the server
 * (`lib/auth/password-rules.ts`). What was chosen before these rules goes on being accepted at sign-in.
 */
export const NewPassword = z
  .string()
  .min(newPasswordLength.min, `at least ${newPasswordLength.min} characters`)
  .max(newPasswordLength.max, `at most ${newPasswordLength.max} characters`);
