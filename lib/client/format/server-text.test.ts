import { expect, test } from 'vitest';
import { wordsOf } from '@/lib/client/testing/words';
import { makeServerWords } from './server-text';

const inGerman = makeServerWords(await wordsOf('server', 'de'));

test("shows the reason of a machine's protection in German, with the cause inside it and the next step", () => {
  const reason = 'The last backup failed: The backup system had no space for temporary data.';
  const cause = { code: 'failure.cause.staging' };
  expect(inGerman(reason, { code: 'protection.failed', params: { cause } })).toBe(
    'Das letzte Backup ist fehlgeschlagen: Das Sicherungssystem hatte keinen Platz für temporäre Daten.',
  );
  expect(inGerman('Ask your provider.', { code: 'protection.step.askProvider' })).toBe('Fragen Sie Ihren Anbieter.');
});

test('keeps a cause of the backup system unchanged inside a German reason', () => {
  const params = { cause: 'Disk 7 is broken.' };
  expect(inGerman('The last backup failed: Disk 7 is broken.', { code: 'protection.failed', params })).toBe(
    'Das letzte Backup ist fehlgeschlagen: Disk 7 is broken.',
  );
});

test('shows the faults of a certificate in Polish, in their order', async () => {
  const inPolish = makeServerWords(await wordsOf('server', 'pl'));
  const faults = {
    code: 'problem.list.semicolon',
    params: {
      one: { code: 'link.certificate.expired' },
      more: { code: 'link.certificate.refused', params: { code: 'X' } },
    },
  };
  expect(inPolish('…', { code: 'link.certificate.problem', params: { faults } })).toBe(
    'Wygasł; Nie jest akceptowany (X).',
  );
});

test('shows sizes with the decimal separator of the language', () => {
  const params = {
    storage: 'nfs-1',
    free: { code: 'restore.check.gigabytes', params: { value: 1.5 } },
    needed: { code: 'restore.check.gigabytes', params: { value: 2048 } },
  };
  expect(inGerman('…', { code: 'restore.check.spaceShort', params })).toMatch(/1,5 GB.*2048 GB/);
});

test('shows the English text when a code, or one inside it, is unknown', () => {
  expect(inGerman('Newer words.', { code: 'protection.newer' })).toBe('Newer words.');
  const params = { cause: { code: 'failure.cause.newer' } };
  expect(inGerman('The last backup failed: newer.', { code: 'protection.failed', params })).toBe(
    'The last backup failed: newer.',
  );
  expect(inGerman('No code.', null)).toBe('No code.');
  expect(inGerman(null, null)).toBeNull();
});
