import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptySelection, selectedUnder, withSelected } from './machine-selection';
import type { SelectedMachine } from './machine-selection';

const machine = (guid: string): SelectedMachine => ({ guid, name: `vm-${guid}`, policy: null });
const mapOf = (guids: readonly string[]) => new Map(guids.map((guid) => [guid, machine(guid)]));
const guids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'));

describe('withSelected', () => {
  test('keeps exactly the selected machines that are known from here or from another page', () => {
    fc.assert(
      fc.property(guids, guids, guids, (before, selected, visible) => {
        const after = withSelected(mapOf(before), new Set(selected), visible.map(machine));
        expect([...after.keys()].sort()).toEqual(
          selected.filter((guid) => before.includes(guid) || visible.includes(guid)).sort(),
        );
      }),
    );
  });

  test('takes the newer name of a visible machine', () => {
    const after = withSelected(mapOf(['a']), new Set(['a']), [{ guid: 'a', name: 'renamed', policy: null }]);
    expect(after.get('a')?.name).toBe('renamed');
  });
});

describe('selectedUnder', () => {
  test('is empty under another filter', () => {
    const selection = { fingerprint: 'one', machines: mapOf(['a']) };
    expect(selectedUnder(selection, 'one').size).toBe(1);
    expect(selectedUnder(selection, 'two').size).toBe(0);
    expect(selectedUnder(emptySelection, 'one').size).toBe(0);
  });
});
