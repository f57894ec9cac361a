import { expect, test } from 'vitest';
import { readZone } from './preference-cookies';

test.each([
  ['Europe/Warsaw', 'Europe/Warsaw'],
  ['UTC', 'UTC'],
  ['Mars/Olympus', null],
  ['"><script>', null],
  ['', null],
  [undefined, null],
])('a cookie that says %s names the zone %s', (value, zone) => {
  expect(readZone(value)).toBe(zone);
});
