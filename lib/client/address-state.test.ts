import { describe, expect, test } from 'vitest';
import { changedQuery, rebasedQuery } from './address-state';

describe('changedQuery', () => {
  test('goes back to the first page when another parameter changes', () => {
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

describe('a followed link', () => {
  test('opens its own address when nothing has changed since it was rendered', () => {
    for (const [target, rendered] of [
      ['?sort=-name', ''],
      ['', '?sort=-name'],
      ['search=a&page=2', 'search=a'],
      ['', 'point=1&page=3'],
      ['page=3&point=2', 'page=3'],
    ] as const) {
      expect(new URLSearchParams(rebasedQuery(target, rendered, rendered)).toString()).toBe(
        new URLSearchParams(target).toString(),
      );
    }
  });

  test('keeps a filter that was set since', () => {
    expect(rebasedQuery('?sort=-name', '', '?search=a&protection=PROTECTED')).toBe(
      'search=a&protection=PROTECTED&sort=-name',
    );
    expect(rebasedQuery('?search=a&sort=-name', '?search=a', '?protection=LATE')).toBe('protection=LATE&sort=-name');
  });

  test('uses its own page number, and the first page without one', () => {
    expect(rebasedQuery('?sort=-name', '', '?page=4')).toBe('sort=-name');
    expect(rebasedQuery('?page=2', '', '?search=a')).toBe('search=a&page=2');
    expect(rebasedQuery('?page=3&point=1', '?page=3', '?page=3&type=FULL')).toBe('page=3&type=FULL&point=1');
  });
});
