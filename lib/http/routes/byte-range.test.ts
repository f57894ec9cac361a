import { describe, expect, test } from 'vitest';
import { byteRange } from './download-route';

const file = { sizeBytes: 1_000, entityTag: '"v1"' };
const rangeFor = (range: string | null, ifRange: string | null = null, of = file) =>
  byteRange(
    new Headers({ ...(range === null ? {} : { range }), ...(ifRange === null ? {} : { 'if-range': ifRange }) }),
    of,
  );

describe('byteRange', () => {
  test.each<[string, { from: number; to: number }]>([
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=0-499', { from: 0, to: 499 }],
    ['bytes=200-', { from: 200, to: 999 }],
    ['bytes=999-', { from: 999, to: 999 }],
    ['bytes=500-5000', { from: 500, to: 999 }],
    ['bytes=-1', { from: 999, to: 999 }],
    ['bytes=-5000', { from: 0, to: 999 }],
    ['Bytes = 1 - 2', { from: 1, to: 2 }],
  ])('%s is a part', (range, expected) => {
    expect(rangeFor(range)).toEqual(expected);
  });

  test.each([
    null,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=a-b',
    'bytes=0-1,5-6',
    'lines=0-1',
    'bytes=1.5-2',
    'bytes=--1',
  ])('%j is the whole', (range) => {
    expect(rangeFor(range)).toBeNull();
  });

  test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])('%s is not satisfiable', (range) => {
    expect(() => rangeFor(range)).toThrow(
      expect.objectContaining({ code: 'range_not_satisfiable', headers: { 'Content-Range': 'bytes */1000' } }) as Error,
    );
  });

  test('an empty file has no part', () => {
    expect(() => rangeFor('bytes=0-', null, { ...file, sizeBytes: 0 })).toThrow(
      expect.objectContaining({ code: 'range_not_satisfiable' }) as Error,
    );
    expect(rangeFor(null, null, { ...file, sizeBytes: 0 })).toBeNull();
  });

  test('resumes only the same version', () => {
    expect(rangeFor('bytes=5-', '"v1"')).toEqual({ from: 5, to: 999 });
    for (const other of ['"v2"', 'W/"v1"', 'v1', 'Wed, 21 Oct 2015 07:28:00 GMT'])
      expect(rangeFor('bytes=5-', other)).toBeNull();
  });
});
