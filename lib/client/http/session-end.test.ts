import { describe, expect, test, vi } from 'vitest';
import { holdPage, isSignInRequestedHere, leaveForSignIn, safeNextPath, signInAddress } from './session-end';

describe('safeNextPath', () => {
  test('keeps a path of this site with its query', () => {
    expect(safeNextPath('/machines?protection=LATE#x')).toBe('/machines?protection=LATE#x');
  });

  test('refuses every address of another site', () => {
    for (const next of [
      'https://evil.test',
      '//evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      'javascript:alert(1)',
      '/\t/evil.test',
      '',
      null,
      undefined,
      '/a/..//evil.test/..',
    ]) {
      expect(new URL(safeNextPath(next), 'https://portal.test').host).toBe('portal.test');
    }
  });

  test('never returns the sign-in page', () => {
    expect(safeNextPath('/sign-in?next=/machines')).toBe('/');
  });
});

describe('signInAddress', () => {
  test('has the address to return to, unless it is the start page', () => {
    expect(signInAddress('/machines?page=2', 'ended')).toBe('/sign-in?next=%2Fmachines%3Fpage%3D2&reason=ended');
    expect(signInAddress('/')).toBe('/sign-in');
  });
});

describe('leaveForSignIn', () => {
  test('leaves once; with user input it asks for the sign-in over the page and stays', () => {
    const assign = vi.fn();
    vi.stubGlobal('window', { location: { pathname: '/machines', search: '?page=2', assign } });
    const letGo = holdPage();
    leaveForSignIn();
    expect([isSignInRequestedHere(), assign.mock.calls.length]).toEqual([true, 0]);
    letGo();
    leaveForSignIn();
    leaveForSignIn();
    expect(assign.mock.calls).toEqual([['/sign-in?next=%2Fmachines%3Fpage%3D2&reason=ended']]);
    vi.unstubAllGlobals();
  });
});
