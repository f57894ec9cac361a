import { expect, test } from 'vitest';
import { acceptedLanguage } from './languages';

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en;q=0.5, pl;q=0.9', 'pl'],
  ['fr, pl;q=0.1', 'pl'],
  ['fr-FR,fr;q=0.9', 'en'],
  ['de;q=0', 'en'],
  ['', 'en'],
  [null, 'en'],
])('%s is answered in %s', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});
