import { describe, expect, test } from 'vitest';
import type { Operation, Phase } from '@/lib/contracts/operation';
import { wordsOf } from '@/lib/client/testing/words';
import { makeOperationWords } from './operation-labels';
import { makeServerWords } from './server-text';

const inEnglish = makeServerWords(await wordsOf('server'));

const phase = (type: string, state: Phase['state'], progress = 0): Phase => ({
  type,
  state,
  progress,
  startedAt: null,
  finishedAt: null,
  message: null,
});

function operation(state: Operation['state'], phases: Phase[], failure: Operation['failure'] = null): Operation {
  return {
    id: 'o',
    version: 1,
    kind: 'BACKUP',
    machine: { guid: 'm', name: 'web-01' },
    state,
    progress: 20,
    phases,
    etaAt: null,
    requestedBy: null,
    origin: 'USER',
    requestedAt: '2026-11-24T12:00:00.000Z',
    finishedAt: null,
    failure,
    warnings: [],
    waitedMs: null,
    workedMs: null,
    backupType: null,
    result: null,
    note: null,
    source: null,
  };
}

describe('progress', async () => {
  const { progress: progressText } = makeOperationWords(await wordsOf('ui'), inEnglish);

  test('names the running phase and what follows', () => {
    expect(progressText(operation('RUNNING', [phase('EXPORT', 'RUNNING', 40.4), phase('STORE', 'WAITING')]))).toBe(
      'Export 40 %, then store',
    );
    expect(progressText(operation('RUNNING', [phase('EXPORT', 'FINISHED', 100), phase('STORE', 'RUNNING', 7)]))).toBe(
      'Store 7 %',
    );
  });

  test('names the phases of a restore', () => {
    expect(progressText(operation('RUNNING', [phase('RESTORE', 'RUNNING', 12), phase('IMPORT', 'WAITING')]))).toBe(
      'Reading the recovery point 12 %, then creating the machine',
    );
  });

  test('says that a phase waits', () => {
    expect(progressText(operation('QUEUED', [phase('EXPORT', 'QUEUED'), phase('STORE', 'WAITING')]))).toBe(
      'Export in the queue, then store',
    );
    expect(progressText(operation('RUNNING', [phase('EXPORT', 'FINISHED', 100), phase('STORE', 'WAITING')]))).toBe(
      'Store about to start',
    );
  });

  test('says that it is finishing when every phase has ended but the outcome is not known yet', () => {
    expect(
      progressText(operation('RUNNING', [phase('EXPORT', 'FINISHED', 100), phase('STORE', 'FINISHED', 100)])),
    ).toBe('Finishing');
  });

  test('does not show a requested cancellation as cancelled', () => {
    expect(progressText(operation('CANCELLING', [phase('EXPORT', 'RUNNING', 40), phase('STORE', 'WAITING')]))).toBe(
      'Cancel requested; export 40 %, then store',
    );
  });

  test('shows the text of a warning', () => {
    expect(
      progressText({ ...operation('WARNING', []), warnings: [{ text: 'A disk was skipped', acknowledgedBy: null }] }),
    ).toBe('A disk was skipped');
  });

  test('shows the cause of a failure', () => {
    expect(
      progressText(
        operation('FAILED', [], {
          cause: 'The node ran out of space',
          owner: 'PROVIDER',
          nextStep: '',
          detail: null,
          action: null,
        }),
      ),
    ).toBe('The node ran out of space');
  });

  test('keeps German nouns capitalised inside a sentence, and not Polish ones', async () => {
    const running = operation('CANCELLING', [phase('EXPORT', 'RUNNING', 40), phase('STORE', 'WAITING')]);
    const inLanguage = async (language: 'de' | 'pl') =>
      makeOperationWords(await wordsOf('ui', language), makeServerWords(await wordsOf('server', language))).progress(
        running,
      );
    expect(await inLanguage('de')).toBe('Abbruch angefordert; Export 40 %, danach Speichern');
    expect(await inLanguage('pl')).toBe('Zlecono anulowanie; eksport 40%, potem zapis');
  });
});
