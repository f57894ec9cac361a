import * as z from 'zod';
import { AccountEmail, NewPassword, PersonName } from './account';
import { fault } from './faults';

/** Signs of a set-up code, without those that are mistaken for others (Crockford's base 32): 80 bits. */
export const setupCodeSigns = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const setupCodeLength = 16;

/** A set-up code as it is compared, however it was typed. */
export function readSetupCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

const SetupCode = z
  .string()
  .max(100, fault('charactersMost', { max: 100 }))
  .overwrite(readSetupCode)
  .length(setupCodeLength, fault('setupCode'));

/** Makes the first account of a portal, the provider's; `code` stands in the log of the portal's process. */
export const SetupBody = z.strictObject({
  code: SetupCode,
  email: AccountEmail,
  name: PersonName,
  password: NewPassword,
});
export type SetupBody = z.output<typeof SetupBody>;

/** The address that the account signs in with. */
export const SetupAnswer = z.object({ email: z.string() });
