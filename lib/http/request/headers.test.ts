import { describe, expect, test } from 'vitest';
import { isDataPath, portalOrigin, requireSameOrigin } from './headers';

const refused = expect.objectContaining({ code: 'forbidden' }) as Error;
const attempt = (origin: string | null, own: string) => () =>
  requireSameOrigin(new Headers(origin === null ? {} : { origin }), own);

test('the addresses of the API are data, all but those of its documentation', () => {
  for (const path of ['/api', '/api/v1/machines', '/api/auth/csrf', '/api/docsx', '/api/openapi.json'])
    expect(isDataPath(path), path).toBe(true);
  for (const path of ['/', '/apiary', '/api/docs', '/api/docs/', '/api/docs/getMe', '/machines/api'])
    expect(isDataPath(path), path).toBe(false);
});

describe('portalOrigin', () => {
  test('returns that of PORTAL_URL, whatever the request says', () => {
    const headers = new Headers({ host: 'evil.example', 'x-forwarded-proto': 'http' });
    expect(portalOrigin(headers, 'https://portal.example')).toBe('https://portal.example');
  });

  test('returns host and scheme of the request where the portal is on one machine only', () => {
    expect(portalOrigin(new Headers({ host: '127.0.0.1:3000' }), null)).toBe('http://127.0.0.1:3000');
    expect(
      portalOrigin(
        new Headers({ host: 'in', 'x-forwarded-host': 'portal.example', 'x-forwarded-proto': 'https' }),
        null,
      ),
    ).toBe('https://portal.example');
    expect(portalOrigin(new Headers({ host: 'portal.example:443', 'x-forwarded-proto': 'https' }), null)).toBe(
      'https://portal.example',
    );
  });
});

describe('requireSameOrigin', () => {
  test("accepts the portal's own origin", () => {
    expect(attempt('https://portal.example', 'https://portal.example')).not.toThrow();
    expect(attempt('http://127.0.0.1:3000', 'http://127.0.0.1:3000')).not.toThrow();
  });

  test.each([
    ['none', null],
    ['null of a sandboxed page', 'null'],
    ['another host', 'https://evil.example'],
    ['another scheme', 'http://portal.example'],
    ['another port', 'https://portal.example:8443'],
    ['a host that begins alike', 'https://portal.example.evil.example'],
    ['a sub-domain', 'https://a.portal.example'],
    ['an address with a path', 'https://portal.example/x'],
    ['an empty one', ''],
  ])('refuses %s', (_what, origin) => {
    expect(attempt(origin, 'https://portal.example')).toThrow(refused);
  });

  test('refuses everything when its own origin is unknown', () => {
    expect(attempt('null', 'null')).toThrow(refused);
  });
});
