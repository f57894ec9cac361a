import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createShownNames, distinguishLabels } from './shown-names';

describe('shown names', () => {
  test('a name that is shown once needs no addition, however often its object is shown', () => {
    const names = createShownNames();
    names.show({ guid: 'aaaaaaaa-1', name: 'web-01', platform: 'vSphere' });
    names.show({ guid: 'aaaaaaaa-1', name: 'web-01', platform: undefined });
    expect(names.apart('aaaaaaaa-1', 'web-01')).toBeNull();
  });

  test('two objects with one name differ by their platforms, or by their ids where those are the same', () => {
    const names = createShownNames();
    names.show({ guid: 'aaaaaaaa-1', name: 'web-01', platform: 'vSphere' });
    const hide = names.show({ guid: 'bbbbbbbb-1', name: 'Web-01', platform: 'oVirt' });
    expect([names.apart('aaaaaaaa-1', 'web-01'), names.apart('bbbbbbbb-1', 'Web-01')]).toEqual(['vSphere', 'oVirt']);
    hide();
    expect(names.apart('aaaaaaaa-1', 'web-01')).toBeNull();
    names.show({ guid: 'aaaaaaaa-2', name: 'web-01', platform: 'vSphere' });
    expect([names.apart('aaaaaaaa-1', 'web-01'), names.apart('aaaaaaaa-2', 'web-01')]).toEqual([
      'vSphere, aaaaaaaa-1',
      'vSphere, aaaaaaaa-2',
    ]);
  });

  test('components with a name are notified of a second one', () => {
    const names = createShownNames();
    const listener = vi.fn();
    names.watch(listener);
    names.show({ guid: 'a', name: 'x', platform: undefined });
    expect(listener).not.toHaveBeenCalled();
    const hide = names.show({ guid: 'b', name: 'x', platform: undefined });
    hide();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  test('two objects never have the same text', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.record({
            guid: fc.uuid(),
            name: fc.constantFrom('web-01', 'WEB-01', 'db'),
            platform: fc.constantFrom('vSphere', 'oVirt', undefined),
          }),
          { selector: ({ guid }) => guid },
        ),
        (things) => {
          const names = createShownNames();
          for (const thing of things) names.show(thing);
          const read = things.map(({ guid, name }) => `${name.toLowerCase()} ${names.apart(guid, name) ?? ''}`);
          expect(new Set(read).size).toBe(things.length);
        },
      ),
    );
  });
});

describe('distinguishLabels', () => {
  test('options with the same label get the beginning of their values, others stay unchanged', () => {
    const options = [
      { value: 'storage-a1', label: 'lvm' },
      { value: 'storage-b2', label: 'lvm' },
      { value: 'c', label: 'nfs' },
    ];
    expect(distinguishLabels(options).map(({ label }) => label)).toEqual([
      'lvm (storage-a1)',
      'lvm (storage-b2)',
      'nfs',
    ]);
  });
});
