import 'server-only';
import { dictionary } from '@zxcvbn-ts/language-common';
import { newPasswordLength } from '@/lib/contracts/account';
import type { FieldFault } from '@/lib/contracts/problem';
import { fieldFault } from '@/lib/core/say';
import { processSingleton } from '@/lib/core/process-state';

/** The list is in lower case, and shorter ones are refused for their length. */
const commonPasswords = (): ReadonlySet<string> =>
  processSingleton(
    'common-passwords',
    () => new Set(dictionary['passwords-common'].filter(({ length }) => length >= newPasswordLength.min)),
  );

/**
 * What is wrong with a password that somebody chooses, wherever they do so: set-up, command line, change, reset, invitation. `path`
 * names the field. Nothing is demanded but its length and that it is none of the common ones.
 */
export function passwordFaults(path: string, password: string): FieldFault[] {
  const { min, max } = newPasswordLength;
  if (password.length < min) return [fieldFault(path, 'field.schema.charactersLeast', { min })];
  if (password.length > max) return [fieldFault(path, 'field.schema.charactersMost', { max })];
  return commonPasswords().has(password.toLowerCase()) ? [fieldFault(path, 'field.passwordCommon')] : [];
}
