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
  test('shows the clock of the data while all is well', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, words, now)).toEqual({
      tone: 'none',
      text: 'as of 12:03:07',
      reason: null,
    });
  });

  test('puts an unreachable server above an interrupted stream', () => {
    expect(describeFreshness({ state: 'DOWN', asOf, reason: 'Down.' }, 'lost', words, now)).toEqual({
      tone: 'fail',
      text: 'as of 12:03:07',
      reason: 'Down.',
    });
  });

  test('admits that it polls when the stream is lost, even if the data was fresh', () => {
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

  test('admits that data is old when nobody is left to say so', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, words, now + 300_000).tone).toBe('late');
  });

  test('never claims a time that it does not know', () => {
    expect(describeFreshness(undefined, 'connecting', words, now).text).toBe('connecting');
  });
});
