import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Score } from '@/lib/contracts/expected-run';
import { formatsOf, wordsOf } from '@/lib/client/testing/words';
import { scoreSeverity, scoreSentence as sentence } from './score';

/** As the server computes it: one decimal, never rounded up. */
const scoreOf = (expected: number, kept: number): Score => ({
  expected,
  kept,
  percent: expected === 0 ? null : Math.floor((1_000 * kept) / expected) / 10,
});

const [t, format] = await Promise.all([wordsOf('ui'), formatsOf('UTC')]);
const scoreSentence = (score: Score, days: number): string => sentence(score, days, t, format);

describe('scoreSentence', () => {
  test('names the result and how many are missing', () => {
    expect(scoreSentence(scoreOf(100, 97), 7)).toBe(
      '97 % of planned backups happened in the last 7 days; 3 of 100 did not.',
    );
    expect(scoreSentence(scoreOf(1_049, 985), 30)).toBe(
      '94 % of planned backups happened in the last 30 days; 64 of 1,049 did not.',
    );
  });

  test('says all and none in words', () => {
    expect(scoreSentence(scoreOf(42, 42), 7)).toBe('All 42 planned backups of the last 7 days happened.');
    expect(scoreSentence(scoreOf(1, 1), 7)).toBe('The planned backup of the last 7 days happened.');
    expect(scoreSentence(scoreOf(5, 0), 7)).toBe('None of the 5 planned backups of the last 7 days happened.');
    expect(scoreSentence(scoreOf(1, 0), 7)).toBe('The planned backup of the last 7 days did not happen.');
  });

  test('says that nothing was expected', () => {
    expect(scoreSentence(scoreOf(0, 0), 30)).toBe('No backup was planned in the last 30 days.');
    expect(scoreSeverity(scoreOf(0, 0))).toBe('none');
    expect(format.percent(scoreOf(0, 0))).toBe('–');
  });
});

describe('percent', () => {
  test('rounds neither up to all nor down to none', () => {
    expect(format.percent(scoreOf(100_000, 99_999))).toBe('99 %');
    expect(format.percent(scoreOf(100_000, 1))).toBe('1 %');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (expected, share) => {
          const score = scoreOf(expected, Math.round(expected * share));
          expect(format.percent(score) === '100 %').toBe(score.kept === score.expected);
          expect(format.percent(score) === '0 %').toBe(score.kept === 0);
          expect(scoreSeverity(score) === 'ok').toBe(score.kept === score.expected);
        },
      ),
    );
  });
});
