import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NewPassword } from '@/lib/contracts/account';
import { passwordFaults } from './password-rules';

const codesOf = (password: string) => passwordFaults('password', password).map(({ messageRef }) => messageRef?.code);

describe('passwordFaults', () => {
  test.each([
    ['elevensigns', 'field.schema.charactersLeast'],
    ['', 'field.schema.charactersLeast'],
    ['x'.repeat(129), 'field.schema.charactersMost'],
    ['1q2w3e4r5t6y', 'field.passwordCommon'],
    ['QWERTY123456', 'field.passwordCommon'],
    ['Administrator', 'field.passwordCommon'],
  ])('%j: %s', (password, code) => {
    expect(codesOf(password)).toEqual([code]);
  });

  test.each(['            ', 'zzzzzzzzzzzz', 'zażółć gęślą jaźń', 'twelve signs', 'x'.repeat(128)])(
    'demands nothing of %j but its length',
    (password) => {
      expect(codesOf(password)).toEqual([]);
    },
  );

  test('agrees with the contract on every length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 140 }), (password) => {
        const isFit = codesOf(password).every((code) => code === 'field.passwordCommon');
        expect(isFit).toBe(NewPassword.safeParse(password).success);
      }),
    );
  });
});
