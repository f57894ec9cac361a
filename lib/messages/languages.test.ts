import { expect, test, vi } from 'vitest';
import { acceptedLanguage, decideLanguage } from './languages';

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en;q=0.5, pl;q=0.9', 'pl'],
  ['fr, pl;q=0.1', 'pl'],
  ['fr-FR,fr;q=0.9', 'en'],
  ['de;q=0', 'en'],
  ['', 'en'],
  [null, 'en'],
])('%s gives %s', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});

const asks = (account: 'en' | 'de' | 'pl' | null) => vi.fn(() => Promise.resolve(account));

test.each([
  ['the choice on this device comes first', 'pl', asks('de'), 'pl'],
  ['then that of the account', undefined, asks('de'), 'de'],
  ['then what the browser asks for', undefined, asks(null), 'pl'],
  ['a cookie of another language is none', 'fr', asks('de'), 'de'],
])('%s', async (_, device, account, language) => {
  expect(await decideLanguage({ device, account, acceptLanguage: 'pl,en;q=0.5' })).toBe(language);
});

test('does not read the account when the device has a language', async () => {
  const account = asks('de');
  await decideLanguage({ device: 'en', account, acceptLanguage: null });
  expect(account).not.toHaveBeenCalled();
});
