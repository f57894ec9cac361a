import { describe, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import { wordsOf } from '@/lib/client/testing/words';
import type { BackupOptions } from '@/lib/contracts/backup';
import { backupRequest, defaultType, emptyForm, typeOf } from './backup-form';

const inEnglish = makeServerWords(await wordsOf('server'));

const options = (incremental: string | null): BackupOptions => ({
  allowed: true,
  reason: null,
  types: [
    { name: 'FULL', allowed: true, reason: null },
    { name: 'INCREMENTAL', allowed: incremental === null, reason: incremental },
  ],
  destinations: [],
  destinationsReason: null,
  priority: { min: 0, max: 100, default: 50 },
  window: { defaultLengthMs: 1, maxLengthMs: 1 },
});

describe('typeOf', () => {
  test('prefers incremental where it is possible', () => {
    expect(defaultType(options(null))).toBe('INCREMENTAL');
    expect(defaultType(options('No full backup yet.'))).toBe('FULL');
    expect(defaultType(undefined)).toBe('FULL');
  });

  test('does not send a type that has become unavailable', () => {
    expect(typeOf({ ...emptyForm, type: 'INCREMENTAL' }, options('It has no policy.'))).toBe('FULL');
    expect(typeOf({ ...emptyForm, type: 'FULL' }, options(null))).toBe('FULL');
  });
});

describe('backupRequest', () => {
  test('sends no default values', () => {
    expect(backupRequest(emptyForm, [{ guid: 'a' }], undefined, inEnglish).body).toEqual({
      machines: ['a'],
      type: 'FULL',
    });
  });

  test('sends what was entered', () => {
    const form = {
      type: 'FULL',
      destination: 'd',
      priority: 80,
      windowStart: '2099-01-01T00:00:00.000Z',
      windowEnd: '2099-01-01T02:00:00.000Z',
    } as const;
    expect(backupRequest(form, [{ guid: 'a' }], undefined, inEnglish).body).toEqual({ machines: ['a'], ...form });
  });

  test('names the field of a window that ends before it begins', () => {
    const form = { ...emptyForm, windowStart: '2099-01-02T00:00:00.000Z', windowEnd: '2099-01-01T00:00:00.000Z' };
    const { body, faults } = backupRequest(form, [{ guid: 'a' }], undefined, inEnglish);
    expect(body).toBeNull();
    expect(faults.windowEnd).toMatch(/end after it starts/);
  });

  test('shows errors of the window and the machines in German', async () => {
    const inGerman = makeServerWords(await wordsOf('server', 'de'));
    const form = { ...emptyForm, windowStart: '2099-01-02T00:00:00.000Z', windowEnd: '2099-01-01T00:00:00.000Z' };
    expect(backupRequest(form, [{ guid: 'a' }], undefined, inGerman).faults.windowEnd).toBe(
      'Das Zeitfenster muss nach seinem Beginn enden und nicht in der Vergangenheit.',
    );
    expect(backupRequest(emptyForm, [], undefined, inGerman).faults.machines).toBe(
      'Wählen Sie mindestens eine Maschine.',
    );
  });
});
