import { describe, expect, test } from 'vitest';
import type { TextRef } from '@/lib/contracts/server-text';
import { wordsOf } from '@/lib/client/testing/words';
import { makeServerWords } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { explainProblem } from './explain-problem';
import { ProblemError } from './problems';

const t = await wordsOf('common');
const german = await wordsOf('common', 'de');
const asGiven: WordsOfServer = (given) => given;
const inGerman = makeServerWords(await wordsOf('server', 'de'));
const internal = { code: 'internal', status: 500, detail: 'The portal failed.' } as const;

describe('explainProblem', () => {
  test('asks for the request id only where there is one', () => {
    const without = explainProblem(new ProblemError(internal), t, asGiven);
    expect(without.requestId).toBeNull();
    expect(without.nextStep).toBe('Try again. If the problem persists, tell your provider what you did.');
    const withId = explainProblem(new ProblemError({ ...internal, requestId: 'r-1' }), t, asGiven);
    expect(withId.requestId).toBe('r-1');
    expect(withId.nextStep).toBe('Try again. If the problem persists, give your provider the request ID.');
    expect(explainProblem(new Error('x is not a function'), t, asGiven).nextStep).not.toContain('request id');
  });

  test('says how long to wait where the portal said so', () => {
    const limited = { code: 'rate_limited', status: 429, detail: 'Too many.' } as const;
    expect(explainProblem(new ProblemError({ ...limited, retryAfterSeconds: 7 }), t, asGiven).nextStep).toBe(
      'Try again in 7 s.',
    );
    expect(explainProblem(new ProblemError(limited), t, asGiven).nextStep).toBe('Wait a moment and try again.');
  });

  test("shows the page's own causes in the reader's language, and the portal's without a code unchanged", () => {
    const network = new ProblemError({ code: 'network', status: 0, detail: 'No answer.', ownCause: 'noAnswer' });
    expect(explainProblem(network, german, inGerman).cause).toBe('Das Portal hat nicht geantwortet.');
    expect(explainProblem(new ProblemError(internal), german, inGerman).cause).toBe('The portal failed.');
  });

  test("shows a cause with a code in the reader's language, with its parameters and nested texts", () => {
    const of = (detail: string, detailRef: TextRef) =>
      explainProblem(
        new ProblemError({
          code: 'conflict',
          status: 409,
          detail,
          problem: {
            type: 'urn:problem:conflict',
            title: 'In conflict with the present state',
            status: 409,
            code: 'conflict',
            detail,
            detailRef,
            requestId: 'r-1',
          },
        }),
        german,
        inGerman,
      ).cause;
    expect(of('It has already ended.', { code: 'mount.alreadyEnded' })).toBe('Die Einhängung ist bereits beendet.');
    expect(
      of('Somebody is saving this policy right now.', {
        code: 'policy.busySaving',
        params: { who: { code: 'policy.somebody' } },
      }),
    ).toBe('Jemand speichert gerade diese Richtlinie. Warten Sie einen Moment und sehen Sie sie sich dann erneut an.');
    expect(of('Said by a newer portal.', { code: 'policy.notKnownHere' })).toBe('Said by a newer portal.');
  });
});
