import { describe, expect, test } from 'vitest';
import { describeFreshness } from './describe-freshness';

const asOf = '2026-11-24T12:03:07.000Z';
const now = Date.parse(asOf) + 20_000;
const open = { state: 'open', openAt: 1 } as const;

describe('describeFreshness', () => {
  test('shows the clock of the data while all is well', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, 'UTC', now)).toEqual({ tone: 'none', text: 'as of 12:03:07', reason: null });
  });

  test('puts an unreachable server above an interrupted stream', () => {
    expect(describeFreshness({ state: 'DOWN', asOf, reason: 'Down.' }, { state: 'lost', openAt: 1 }, 'UTC', now)).toEqual({ tone: 'fail', text: 'as of 12:03:07', reason: 'Down.' });
  });

  test('admits that it polls when the stream is lost, even if the data was fresh', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, { state: 'lost', openAt: 1 }, 'UTC', now).tone).toBe('late');
  });

  test('admits that data is old when nobody is left to say so', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, 'UTC', now + 300_000).tone).toBe('late');
  });

  test('never claims a time that it does not know', () => {
    expect(describeFreshness(undefined, { state: 'connecting', openAt: null }, 'UTC', now).text).toBe('connecting');
  });
});
