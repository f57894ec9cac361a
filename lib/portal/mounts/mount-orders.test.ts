import { describe, expect, test } from 'vitest';
import { defaultMountMs } from '@/lib/contracts/mount';
import { extensionOf, orderedMsOf } from './mount-orders';

type Order = Parameters<typeof extensionOf>[0][number];
const hourMs = 3_600_000;
const order = (changes: Partial<Order>): Order => ({
  kind: 'MOUNT',
  request: { durationMs: hourMs },
  submission: 'ACCEPTED',
  finishedAt: null,
  ...changes,
});

describe('orderedMsOf', () => {
  test('is the duration of the first order', () => {
    expect(orderedMsOf([order({}), order({ request: { durationMs: 2 * hourMs, extends: 'm' } })])).toBe(hourMs);
  });

  test('is the default for an order without a duration', () => {
    expect(orderedMsOf([order({ request: {} })])).toBe(defaultMountMs);
    expect(orderedMsOf([order({ request: null })])).toBe(defaultMountMs);
  });

  test('is not known for a mount that was not ordered through the portal', () => {
    expect(orderedMsOf([])).toBeNull();
    expect(orderedMsOf([order({ submission: 'OBSERVED' })])).toBeNull();
    expect(orderedMsOf([order({ kind: 'UNMOUNT' })])).toBeNull();
  });
});

describe('extensionOf', () => {
  const extension = order({ request: { durationMs: null, extends: 'm' } });

  test('finds an extension that is not finished', () => {
    expect(extensionOf([order({}), extension], 'm')).toBe(extension);
  });

  test('ignores finished extensions, other mounts and the first order', () => {
    expect(extensionOf([order({}), { ...extension, finishedAt: new Date() }], 'm')).toBeUndefined();
    expect(extensionOf([order({}), extension], 'other')).toBeUndefined();
  });
});
