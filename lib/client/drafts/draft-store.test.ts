import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createDraftStore, forgetDrafts, keepDraftsOf, parseStored } from './draft-store';

class MemoryStorage {
  private readonly texts = new Map<string, string>();
  get length(): number {
    return this.texts.size;
  }
  key(index: number): string | null {
    return [...this.texts.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    this.texts.set(key, text);
  }
  removeItem(key: string): void {
    this.texts.delete(key);
  }
}

const makeStore = () => createDraftStore('test', (stored) => (typeof stored === 'string' ? stored : null));

beforeEach(() => {
  vi.stubGlobal('sessionStorage', new MemoryStorage());
});

describe('createDraftStore', () => {
  test('a draft survives a reload of the page', () => {
    makeStore().write('ann:acme:p1', 'typed');
    expect(makeStore().read('ann:acme:p1')).toBe('typed');
  });

  test('nobody else, and no other tenant of the person, sees it', () => {
    const store = makeStore();
    store.write('ann:acme:p1', 'typed');
    expect(store.read('bob:acme:p1')).toBeNull();
    expect(store.read('ann:globex:p1')).toBeNull();
    expect(store.read(null)).toBeNull();
  });

  test('signing out ends it, in memory and in the tab', () => {
    const store = makeStore();
    store.write('ann:acme:p1', 'typed');
    forgetDrafts();
    expect(store.read('ann:acme:p1')).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });

  test('another person at this tab ends those of everybody else', () => {
    const store = makeStore();
    store.write('ann:acme:p1', 'of Ann');
    store.write('bob:acme:p1', 'of Bob');
    keepDraftsOf('bob');
    expect(store.read('ann:acme:p1')).toBeNull();
    expect(store.read('bob:acme:p1')).toBe('of Bob');
    expect(sessionStorage.length).toBe(1);
  });

  test('works as long as the page where storage is forbidden', () => {
    vi.stubGlobal('sessionStorage', undefined);
    const store = makeStore();
    store.write('ann:acme:p1', 'typed');
    expect(store.read('ann:acme:p1')).toBe('typed');
  });

  test('takes anything stored that is no draft for nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseStored(text, () => null)).not.toThrow();
      }),
    );
  });
});
