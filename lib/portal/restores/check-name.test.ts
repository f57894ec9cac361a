import { describe, expect, test } from 'vitest';
import { checkInventory, checkName } from './check-name';
import type { ChosenImport } from './choose-import';
import type { NameConflicts } from './name-conflicts';
import { needsOf } from './platform-needs';

const where = { name: 'web', needs: needsOf('RHV', 'MANAGER'), overwrite: true } as ChosenImport;
const read = { asOf: '2026-11-30T12:00:00.000Z', by: 'PLATFORM' } as const;
const own = [{ guid: 'm1', name: 'web' }];
const found: NameConflicts = {
  own,
  busy: [],
  isTakenByOthers: false,
  isPendingCreation: false,
  inventory: read,
  unread: null,
};

describe('checks before overwriting', () => {
  test('inventory: read from the platform is OK, known by the backup system only is a warning, unknown blocks the restore', () => {
    expect(checkInventory(where, found)).toMatchObject({ id: 'inventory', state: 'OK' });
    expect(checkInventory(where, { ...found, inventory: { ...read, by: 'SERVER' } })).toMatchObject({
      state: 'WARNING',
    });
    expect(checkInventory(where, { ...found, inventory: null, unread: 'BUSY' })).toMatchObject({
      state: 'BLOCKED',
      message: expect.stringContaining('still being read') as unknown,
    });
    expect(checkInventory(where, { ...found, inventory: null, unread: 'FAILED' })).toMatchObject({ state: 'BLOCKED' });
    expect(checkInventory({ ...where, overwrite: false }, found)).toBeNull();
  });

  test('an own machine is not overwritten while the inventory is unknown or an operation runs on it', () => {
    expect(checkName(where, found)).toMatchObject({ state: 'WARNING' });
    expect(checkName(where, { ...found, inventory: null, unread: 'BUSY' })).toMatchObject({ state: 'BLOCKED' });
    expect(checkName(where, { ...found, busy: own })).toMatchObject({ state: 'BLOCKED' });
  });

  test("another tenant's machine of the same name has no effect without an own one, and blocks without a reason with one", () => {
    const none = { ...found, own: [] };
    expect(checkName(where, { ...none, isTakenByOthers: true })).toEqual(checkName(where, none));
    expect(checkName(where, { ...found, isTakenByOthers: true })).toMatchObject({ state: 'BLOCKED', nextStep: null });
  });
});
