import { describe, expect, test } from 'vitest';
import { parseEnv } from './env';

const complete = {
  DATABASE_URL: 'postgresql://localhost/portal',
  STORWARE_URL: 'https://storware.test/api',
  STORWARE_LOGIN: 'portal',
  STORWARE_PASSWORD: 'secret',
  NEXTAUTH_SECRET: 'a secret of tests, 32 characters long',
};
const portalOf = (given: Record<string, string>) => {
  const result = parseEnv({ ...complete, ...given });
  return 'env' in result ? [result.env.portalUrl, result.env.portalOrigin] : result.faults;
};

describe('PORTAL_URL', () => {
  test('is required in production, where nothing else says how links begin', () => {
    expect(portalOf({ NODE_ENV: 'production' })).toEqual(['PORTAL_URL is missing']);
    expect(portalOf({ NODE_ENV: 'production', PORTAL_URL: '' })).toEqual(['PORTAL_URL is missing']);
  });

  test('is this machine in development', () => {
    expect(portalOf({})).toEqual(['http://localhost:3000', null]);
    expect(portalOf({ PORT: '4000' })).toEqual(['http://localhost:4000', null]);
  });

  test('fixes the origin of a portal that has a name', () => {
    expect(portalOf({ PORTAL_URL: 'https://Backup.example/' })).toEqual([
      'https://Backup.example',
      'https://backup.example',
    ]);
  });

  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'leaves the origin of %s open, which this machine has several names for',
    (url) => expect(portalOf({ PORTAL_URL: url })).toEqual([url, null]),
  );

  test('is an address of the web', () => {
    expect(portalOf({ PORTAL_URL: 'backup.example' })).toEqual([
      'PORTAL_URL must be the http:// or https:// address that people type',
    ]);
  });
});
