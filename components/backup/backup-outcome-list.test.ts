import { describe, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import type { Operation } from '@/lib/contracts/operation';
import { wordsOf } from '@/lib/client/testing/words';
import { backupOutcomes, canRetry, outcomeSummary } from './backup-outcome-list';

const words = await wordsOf('backup');
const inEnglish = makeServerWords(await wordsOf('server'));

function operation(guid: string, change: Partial<Operation>): Operation {
  return {
    id: `op-${guid}`,
    version: 1,
    kind: 'BACKUP',
    machine: { guid, name: guid },
    state: 'RUNNING',
    progress: 0,
    phases: [],
    etaAt: null,
    warnings: [],
    waitedMs: null,
    workedMs: null,
    requestedBy: null,
    origin: 'USER',
    requestedAt: '2026-11-23T12:00:00.000Z',
    finishedAt: null,
    failure: null,
    backupType: null,
    result: null,
    note: null,
    source: null,
    ...change,
  };
}

const failure = (cause: string, owner: 'YOU' | 'PROVIDER') => ({
  cause,
  owner,
  nextStep: '',
  detail: null,
  action: null,
});
const requested = ['a', 'b', 'c', 'd', 'e', 'f'].map((guid) => ({ guid, name: `vm-${guid}` }));
const outcomes = backupOutcomes(words, inEnglish, requested, [
  operation('e', { state: 'FAILED', failure: failure('The backup system refused this request.', 'PROVIDER') }),
  operation('d', {
    state: 'NOT_STARTED',
    failure: failure('The backup system could not be reached, so nothing was started.', 'PROVIDER'),
  }),
  operation('c', { state: 'NOT_STARTED', failure: failure('It has no destination.', 'YOU') }),
  operation('b', {
    state: 'NOT_STARTED',
    failure: { ...failure('It is already being backed up.', 'YOU'), causeRef: { code: 'failure.cause.busy' } },
  }),
  operation('a', { state: 'REQUESTED' }),
]);

describe('backupOutcomes', () => {
  test('returns one outcome for each machine, in the requested order', () => {
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'waiting',
      'busy',
      'refused',
      'not_started',
      'refused',
      'missing',
    ]);
    expect(outcomes[0]?.reason).toBeNull();
    expect(outcomes[2]?.reason).toBe('It has no destination.');
  });

  test('counts work that started and then failed as started', () => {
    const began = operation('a', {
      state: 'FAILED',
      phases: [
        {
          type: 'EXPORT',
          state: 'FAILED',
          progress: 10,
          startedAt: '2026-11-23T12:00:00.000Z',
          finishedAt: null,
          message: null,
        },
      ],
    });
    expect(backupOutcomes(words, inEnglish, requested.slice(0, 1), [began])[0]?.kind).toBe('started');
  });

  test('offers to retry only what was not started and lacks nothing', () => {
    expect(outcomes.filter(canRetry).map(({ machine }) => machine.guid)).toEqual(['d', 'e']);
  });
});

describe('outcomeSummary', () => {
  test('adds up to all requested machines', () => {
    expect(outcomeSummary(words, outcomes)).toBe(
      '1 backup started, 1 already being backed up, 2 not possible, 2 not started',
    );
    expect(outcomeSummary(words, [])).toBe('Nothing was started');
  });
});
