import { describe, expect, test } from 'vitest';
import { wordsOf } from '@/lib/client/testing/words';
import { explainProblem } from './explain-problem';
import { ProblemError } from './problems';

const t = await wordsOf('common');
const internal = { code: 'internal', status: 500, detail: 'The portal failed.' } as const;

describe('explainProblem', () => {
  test('asks for the request id only where there is one', () => {
    const without = explainProblem(new ProblemError(internal), t);
    expect(without.requestId).toBeNull();
    expect(without.nextStep).toBe('Try again. If it stays, tell your provider what you did.');
    const withId = explainProblem(new ProblemError({ ...internal, requestId: 'r-1' }), t);
    expect(withId.requestId).toBe('r-1');
    expect(withId.nextStep).toBe('Try again. If it stays, give your provider the request id.');
    expect(explainProblem(new Error('x is not a function'), t).nextStep).not.toContain('request id');
  });

  test('says how long to wait where the portal said so', () => {
    const limited = { code: 'rate_limited', status: 429, detail: 'Too many.' } as const;
    expect(explainProblem(new ProblemError({ ...limited, retryAfterSeconds: 7 }), t).nextStep).toBe(
      'Try again in 7 s.',
    );
    expect(explainProblem(new ProblemError(limited), t).nextStep).toBe('Wait a moment and try again.');
  });

  test('the page’s own causes are in the reader’s language, the portal’s as it gave them', async () => {
    const german = await wordsOf('common', 'de');
    const network = new ProblemError({ code: 'network', status: 0, detail: 'No answer.', ownCause: 'noAnswer' });
    expect(explainProblem(network, german).cause).toBe('Das Portal hat nicht geantwortet.');
    expect(explainProblem(new ProblemError(internal), german).cause).toBe('The portal failed.');
  });
});
