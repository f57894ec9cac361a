import { describe, expect, test } from 'vitest';
import { createCookieJar } from './session';

function jarWith(...setCookie: string[]) {
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const jar = createCookieJar(() => clock.now);
  jar.store(setCookie);
  return { jar, clock };
}

describe('cookie jar', () => {
  test('keeps cookies of any name', () => {
    const { jar } = jarWith('JSESSIONID=abc; Path=/api; HttpOnly; Secure', 'route="node-1"; Path=/');
    expect(jar.header('/api/tasks', true)).toBe('JSESSIONID=abc; route="node-1"');
  });

  test('replaces an older value by a newer one', () => {
    const { jar } = jarWith('a=1; Path=/', 'a=2; Path=/');
    expect(jar.header('/api', true)).toBe('a=2');
  });

  test.each(['a=; Max-Age=0; Path=/', 'a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/', 'a=x; Max-Age=-1; Path=/'])(
    'deletes by %s',
    (line) => {
      const { jar } = jarWith('a=1; Path=/', line);
      expect(jar.header('/api', true)).toBeNull();
    },
  );

  test('prefers Max-Age over Expires, and expires', () => {
    const { jar, clock } = jarWith('a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    expect(jar.header('/', true)).toBe('a=1');
    clock.now += 60_000;
    expect(jar.header('/', true)).toBeNull();
  });

  test('a path applies to itself and below it, not to similar paths', () => {
    const { jar } = jarWith('a=1; Path=/api');
    expect(jar.header('/api', true)).toBe('a=1');
    expect(jar.header('/api/tasks', true)).toBe('a=1');
    expect(jar.header('/apis', true)).toBeNull();
    expect(jar.header('/', true)).toBeNull();
  });

  test('sends the more specific path first; a cookie without a path applies everywhere', () => {
    const { jar } = jarWith('a=wide', 'a=narrow; Path=/api');
    expect(jar.header('/api/x', true)).toBe('a=narrow; a=wide');
  });

  test('does not send a Secure cookie over plain http', () => {
    const { jar } = jarWith('a=1; Secure', 'b=2');
    expect(jar.header('/api', false)).toBe('b=2');
  });

  test('drops values that could not be sent as a header', () => {
    const { jar } = jarWith('a=1\u0001; Path=/', '=x', 'no-pair', 'b d=1', 'c=ok');
    expect(jar.header('/', true)).toBe('c=ok');
  });
});
