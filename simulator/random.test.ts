import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { guidFor, hexFor, partGuid, randomFor } from './random';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('seeded randomness', () => {
  test('guids are version 4 UUIDs that depend only on seed and name', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, name) => {
        expect(guidFor(seed, name)).toMatch(UUID);
        expect(guidFor(seed, name)).toBe(guidFor(seed, name));
        expect(hexFor(seed, name)).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });

  test('a hundred thousand names give a hundred thousand guids', () => {
    const guids = new Set(Array.from({ length: 100_000 }, (_, index) => guidFor(1, `machine:${String(index)}`)));
    expect(guids.size).toBe(100_000);
  });

  test('the guid of a part leads back to its owner', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 1000 }), (guid, salt) => {
        expect(partGuid(partGuid(guid, salt), salt)).toBe(guid);
        expect(partGuid(guid, salt)).not.toBe(guid);
      }),
    );
  });

  test('topics are independent of each other', () => {
    const alone = randomFor(7, 'b')();
    randomFor(7, 'a')();
    expect(randomFor(7, 'b')()).toBe(alone);
  });
});
