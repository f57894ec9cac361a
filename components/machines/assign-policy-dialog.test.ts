import { describe, expect, test } from 'vitest';
import { assignmentSummary, canRetry } from './assign-policy-dialog';
import { wordsOf } from '@/lib/client/testing/words';
import type { Assignment } from './assign-policy-dialog';

const words = await wordsOf('machines');

const result = (outcome: Assignment['outcome']): Assignment => ({
  machine: { guid: outcome, name: outcome },
  outcome,
  reason: null,
  former: null,
});

describe('the outcome of an assignment', () => {
  test('counts assigned, failed and undecided machines', () => {
    expect(
      assignmentSummary(words, [result('ASSIGNED'), result('MOVED'), result('FAILED'), result('HAS_ANOTHER')], 'Gold'),
    ).toBe('2 machines are in Gold, 1 failed, 1 to be decided');
    expect(assignmentSummary(words, [result('UNCHANGED')], 'Gold')).toBe('1 machine is in Gold');
    expect(assignmentSummary(words, [result('REMOVED'), result('UNKNOWN')], null)).toBe(
      '1 machine has no policy now, 1 failed',
    );
  });

  test('retries failed machines, but none that has another policy', () => {
    expect(
      [result('FAILED'), result('UNKNOWN'), result('HAS_ANOTHER'), result('ASSIGNED')]
        .filter(canRetry)
        .map(({ outcome }) => outcome),
    ).toEqual(['FAILED', 'UNKNOWN']);
  });
});
