import { describe, expect, test } from 'vitest';
import { changedQuery } from './address-state';

describe('changedQuery', () => {
  test('goes back to the first page when anything else changes', () => {
    expect(changedQuery('page=3&search=db', { state: ['FAILED', 'WARNING'] })).toBe('search=db&state=FAILED,WARNING');
  });

  test('keeps the rest when only the page changes', () => {
    expect(changedQuery('search=db', { page: 2 })).toBe('search=db&page=2');
    expect(changedQuery('search=db&page=2', { page: 1 })).toBe('search=db');
  });

  test('removes what is empty', () => {
    expect(changedQuery('search=db&policy=p', { search: '', policy: null })).toBe('');
  });
});
