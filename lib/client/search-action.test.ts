import { describe, expect, test } from 'vitest';
import { wordsOf } from '@/lib/client/testing/words';
import type { Language } from '@/lib/messages/languages';
import { readTypedAction } from './search-action';

async function verbs(language: Language) {
  const t = await wordsOf('frame', language);
  return { backUp: t('search.backUpWords'), restore: t('search.restoreWords') };
}

describe('readTypedAction', () => {
  test.each([
    ['en', 'Back up web-01', { action: 'backUp', name: 'web-01' }],
    ['en', 'backup  web 01 ', { action: 'backUp', name: 'web 01' }],
    ['en', 'restore', { action: 'restore', name: '' }],
    ['en', 'restore-01', null],
    ['en', 'web-01', null],
    ['en', '', null],
    ['de', 'web-01 sichern', { action: 'backUp', name: 'web-01' }],
    ['de', 'Wiederherstellen web-01', { action: 'restore', name: 'web-01' }],
    ['pl', 'Przywróć web-01', { action: 'restore', name: 'web-01' }],
    ['pl', 'utwórz kopię zapasową web-01', { action: 'backUp', name: 'web-01' }],
  ] as const)('%s: %s', async (language, text, wanted) => {
    expect(readTypedAction(text, await verbs(language))).toEqual(wanted);
  });
});
