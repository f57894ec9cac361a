import { describe, expect, test } from 'vitest';
import { queryString } from './addresses';

describe('queryString', () => {
  test('leaves out what is empty and keeps lists readable', () => {
    expect(queryString({ page: 2, search: '', state: ['FAILED', 'WARNING'], kind: [], machine: undefined })).toBe(
      '?page=2&state=FAILED,WARNING',
    );
    expect(queryString({})).toBe('');
  });

  test('escapes what a person typed', () => {
    expect(queryString({ search: 'a&b=c d' })).toBe('?search=a%26b%3Dc+d');
  });
});
