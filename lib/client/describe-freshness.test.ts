import { describe, expect, test } from 'vitest';
import { describeFreshness } from './describe-freshness';

const asOf = '2026-11-24T12:03:07.000Z';
const open = { state: 'open', openAt: 1 } as const;

describe('describeFreshness', () => {
  test('shows the clock of the data while all is well', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, open, 'UTC')).toEqual({ tone: 'none', text: 'as of 12:03:07', reason: null });
  });

  test('puts an unreachable server above an interrupted stream', () => {
    expect(describeFreshness({ state: 'DOWN', asOf, reason: 'Down.' }, { state: 'lost', openAt: 1 }, 'UTC')).toEqual({ tone: 'fail', text: 'as of 12:03:07', reason: 'Down.' });
  });

  test('admits that it polls when the stream is lost, even if the data was fresh', () => {
    expect(describeFreshness({ state: 'LIVE', asOf, reason: null }, { state: 'lost', openAt: 1 }, 'UTC').tone).toBe('late');
  });

  test('never claims a time that it does not know', () => {
    expect(describeFreshness(undefined, { state: 'connecting', openAt: null }, 'UTC').text).toBe('connecting');
  });
});
