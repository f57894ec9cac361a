import { describe, expect, test } from 'vitest';
import { formatsOf, wordsOf } from '@/lib/client/testing/words';
import { plannedBackupsText } from './planned-backups';

const scoreOf = (expected: number, kept: number) => ({
  expected,
  kept,
  percent: expected === 0 ? null : Math.floor((1_000 * kept) / expected) / 10,
});

describe('plannedBackupsText', async () => {
  const words = { t: await wordsOf('overview'), ui: await wordsOf('ui'), format: await formatsOf('UTC') };

  test('is empty before a schedule was due', () => {
    expect(plannedBackupsText({ days7: scoreOf(0, 0), days30: scoreOf(0, 0) }, true, words)).toEqual({
      answer: 'No schedule has been due yet.',
      further: 'After the first one, this shows whether its backups were made.',
    });
    expect(plannedBackupsText({ days7: scoreOf(0, 0), days30: scoreOf(0, 0) }, false, words).further).toContain(
      'only when somebody starts it',
    );
  });

  test('covers the week, and says where nothing older is on record', () => {
    expect(plannedBackupsText({ days7: scoreOf(0, 0), days30: scoreOf(2, 1) }, true, words)).toEqual({
      answer: 'No backup was planned in the last 7 days.',
      further: null,
    });
    expect(plannedBackupsText({ days7: scoreOf(3, 3), days30: scoreOf(3, 3) }, true, words)).toEqual({
      answer: 'All 3 planned backups of the last 7 days happened.',
      further: 'Nothing before that is on record.',
    });
  });
});
