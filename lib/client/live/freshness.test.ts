import { describe, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import { formatsOf, wordsOf } from '@/lib/client/testing/words';
import { describeFreshness } from './freshness';

const asOf = '2026-11-24T12:03:07.000Z';
const now = Date.parse(asOf) + 20_000;
const open = 'open';
const words = {
  t: await wordsOf('frame'),
  format: await formatsOf('UTC'),
  wordsOfServer: makeServerWords(await wordsOf('server')),
};

describe('describeFreshness', () => {
  test('shows the age of current data', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, words, now)).toEqual({
      tone: 'none',
      text: 'as of 12:03:07',
      reason: null,
    });
  });

  test('an unreachable server has priority over an interrupted stream', () => {
    expect(describeFreshness({ state: 'DOWN', asOf, reason: 'Down.' }, 'lost', words, now)).toEqual({
      tone: 'fail',
      text: 'as of 12:03:07',
      reason: 'Down.',
    });
  });

  test('says that it polls when the stream is lost, even with fresh data', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, 'lost', words, now).tone).toBe('late');
  });

  test('says at once that the device is offline, or that nothing arrives any more', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, 'offline', words, now)).toMatchObject({
      tone: 'late',
      text: 'offline, as of 12:03:07',
    });
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, 'lost', words, now)).toMatchObject({
      tone: 'late',
      text: 'not live, as of 12:03:07',
    });
  });

  test('says that data is old when no event says so any more', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, words, now + 300_000).tone).toBe('late');
  });

  test('shows no unknown time', () => {
    expect(describeFreshness(undefined, 'connecting', words, now).text).toBe('connecting');
  });
});
