import { describe, expect, test } from 'vitest';
import { safeNextPath, signInAddress } from './session-end';

describe('safeNextPath', () => {
  test('keeps a path of this site with its query', () => {
    expect(safeNextPath('/machines?protection=LATE#x')).toBe('/machines?protection=LATE#x');
  });

  test('refuses every way to another site', () => {
    for (const next of ['https://evil.test', '//evil.test', '/\\evil.test', '\\\\evil.test', 'javascript:alert(1)', '/\t/evil.test', '', null, undefined, '/a/..//evil.test/..']) {
      expect(new URL(safeNextPath(next), 'https://portal.test').host).toBe('portal.test');
    }
  });

  test('never leads back to signing in', () => {
    expect(safeNextPath('/sign-in?next=/machines')).toBe('/');
  });
});

describe('signInAddress', () => {
  test('carries where to go on, unless it is the start', () => {
    expect(signInAddress('/machines?page=2', 'ended')).toBe('/sign-in?next=%2Fmachines%3Fpage%3D2&reason=ended');
    expect(signInAddress('/')).toBe('/sign-in');
  });
});
