import { describe, expect, test } from 'vitest';
import { faultsByField } from './restore-request';

describe('faultsByField', () => {
  test('assigns faults to the row of a disk or network card, else to the field', () => {
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
