import { expect, test } from 'vitest';
import { readZone } from './preference-cookies';

test.each([
  ['Europe/Warsaw', 'Europe/Warsaw'],
  ['UTC', 'UTC'],
  ['Mars/Olympus', null],
  ['"><script>', null],
  ['', null],
  [undefined, null],
])('a cookie with %s gives the zone %s', (value, zone) => {
  expect(readZone(value)).toBe(zone);
});
