import { describe, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import { wordsOf } from '@/lib/client/testing/words';
import { faultsByField } from './restore-request';

describe('faultsByField', () => {
  test('assigns errors to the row of a disk or network card, else to the field', () => {
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
    expect(faultsByField(faults, body, (given) => given)).toEqual({
      'disks.d2': 'Is full.',
      'networks.n1': 'Is not there.',
      name: 'Is taken.',
      '': 'No.',
    });
  });

  test("shows an error with a code in the reader's language, with its parameters", async () => {
    const inGerman = makeServerWords(await wordsOf('server', 'de'));
    const faults = [
      { path: 'cluster', message: 'must be chosen', messageRef: { code: 'field.missing' } },
      {
        path: 'networks',
        message: 'must contain a network for eth0',
        messageRef: { code: 'field.missingNetwork', params: { card: 'eth0' } },
      },
    ];
    const body = { recoveryPoint: 'p', mode: 'IMPORT' as const };
    expect(faultsByField(faults, body, inGerman)).toEqual({
      cluster: 'Muss gewählt werden.',
      networks: 'Muss ein Netzwerk für eth0 nennen.',
    });
  });
});
