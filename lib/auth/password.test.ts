import { parseOptions } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { hashPassword, maxPasswordLength, unknownAccountHash, verifyPassword } from './password';

describe('password', () => {
  test('a hash accepts only its own password', async () => {
    const stored = await hashPassword('Tr0ub4dor&3');
    expect(await verifyPassword(stored, 'Tr0ub4dor&3')).toBe(true);
    expect(await verifyPassword(stored, 'Tr0ub4dor&4')).toBe(false);
  });

  test('an unknown account is refused with the same amount of work as a known one', async () => {
    expect(await verifyPassword(null, 'anything')).toBe(false);
    expect(parseOptions(unknownAccountHash)).toEqual(parseOptions(await hashPassword('x')));
  });

  test('a password longer than the limit never matches by its beginning', async () => {
    const longest = 'a'.repeat(maxPasswordLength);
    const stored = await hashPassword(longest);
    expect(await verifyPassword(stored, `${longest}b`)).toBe(false);
    await expect(hashPassword(`${longest}b`)).rejects.toThrow(RangeError);
  });
});
