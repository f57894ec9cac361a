import { describe, expect, test } from 'vitest';
import { faultsByField } from './restore-request';

describe('faultsByField', () => {
  test('finds the row of a disk and of a card, and the field of anything else', () => {
    const body = {
      recoveryPoint: 'p',
      mode: 'IMPORT' as const,
      disks: [{ file: 'd1' }, { file: 'd2' }],
      networks: [{ card: 'n1', network: 'x' }],
    };
    const faults = [
      { path: 'disks.1.storage', message: 'is full' },
      { path: 'networks.0.network', message: 'is not there.' },
      { path: 'name', message: 'is taken' },
      { path: '', message: 'no' },
    ];
    expect(faultsByField(faults, body)).toEqual({
      'disks.d2': 'Is full.',
      'networks.n1': 'Is not there.',
      name: 'Is taken.',
      '': 'No.',
    });
  });
});
