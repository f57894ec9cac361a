import { describe, expect, test } from 'vitest';
import { queryString } from './addresses';

describe('queryString', () => {
  test('omits empty values and keeps lists readable', () => {
    expect(queryString({ page: 2, search: '', state: ['FAILED', 'WARNING'], kind: [], machine: undefined })).toBe(
      '?page=2&state=FAILED,WARNING',
    );
    expect(queryString({})).toBe('');
  });

  test('escapes user input', () => {
    expect(queryString({ search: 'a&b=c d' })).toBe('?search=a%26b%3Dc+d');
  });
});
