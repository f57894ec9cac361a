import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operationKinds, operationOrigins } from '@/lib/contracts/operation';
import {
  causeOfBackup,
  sanitizeStatusInfo,
  failureOf,
  lostTrack,
  neverStarted,
  refusal,
  sourceGone,
  storedFailure,
} from './failure';
import type { FailedWork } from './failure';

const backup: FailedWork = { kind: 'BACKUP', origin: 'USER' };
const work = fc.record({ kind: fc.constantFrom(...operationKinds), origin: fc.constantFrom(...operationOrigins) });
const words = fc.constantFrom(
  'staging',
  'snapshot',
  'destination full',
  'time window',
  'Windows VSS',
  'VM does not exist',
  'backup is not present',
  'not assigned to node',
  'broken',
  '',
);
const text = fc.oneof(
  fc.constant(null),
  fc.string(),
  fc.tuple(words, words).map((parts) => parts.join(' of ')),
);

describe('failureOf', () => {
  test('owner, next step and action are consistent for every failure', () => {
    fc.assert(
      fc.property(work, text, (of, statusInfo) => {
        for (const failure of [
          failureOf(of, statusInfo),
          refusal(of, statusInfo ?? ''),
          neverStarted,
          sourceGone,
          lostTrack,
        ]) {
          expect(failure.cause).toMatch(/^\S.*\.$/su);
          if (/\bstart it again\b|\bask again\b/i.test(failure.nextStep) && failure.owner !== 'PROVIDER')
            expect(failure.action).toMatch(/RETRY|LOOK/);
          if (failure.action === 'TELL')
            expect(failure).toMatchObject({
              owner: 'PROVIDER',
              nextStep: expect.stringMatching(/your provider/i) as string,
            });
          if (failure.owner === 'YOU') expect(failure.action).not.toBeNull();
        }
      }),
    );
  });

  test('gives the same result for a text that was sanitized before', () => {
    fc.assert(
      fc.property(work, text, (of, statusInfo) => {
        expect(failureOf(of, sanitizeStatusInfo(statusInfo ?? ''))).toEqual(failureOf(of, statusInfo));
      }),
    );
    expect(causeOfBackup('Connection to the hypervisor was lost during data transfer').text).toBe(
      'Connection to the hypervisor was lost during data transfer.',
    );
    expect(causeOfBackup(null).text).toBe('It failed, and the backup system gave no reason.');
  });

  test.each([
    [
      'Task was not started within its time window',
      'It could not start within its time window because other operations had priority.',
      'YOU',
    ],
    ['Not enough space in staging', 'The backup system had no space for temporary data.', 'PROVIDER'],
    ['Not enough space in backup destination', 'The destination has no space left.', 'PROVIDER'],
    [
      'Snapshot of the virtual machine could not be created',
      'The platform could not create the snapshot of the machine.',
      'PLATFORM',
    ],
    ['Windows VSS writer failed', 'Windows VSS writer failed.', 'YOU'],
  ])('%s', (statusInfo, cause, owner) => {
    expect(failureOf(backup, statusInfo)).toMatchObject({ cause, owner, detail: statusInfo });
  });

  test('a missing recovery point is not reported as a missing machine', () => {
    expect(
      failureOf({ kind: 'RESTORE', origin: 'USER' }, 'Backup is not present in any backup destination'),
    ).toMatchObject({ cause: 'The data of this recovery point is missing from its storage.', action: 'RESTORE' });
  });

  test('does not ask a tenant to repeat work that a tenant cannot start', () => {
    for (const of of [
      { kind: 'RESTORE', origin: 'OTHER' },
      { kind: 'DELETE', origin: 'OTHER' },
    ] as const)
      expect(failureOf(of, 'broken')).toMatchObject({ owner: 'PROVIDER', action: 'TELL' });
    expect(failureOf({ kind: 'BACKUP', origin: 'SCHEDULE' }, 'broken')).toMatchObject({
      owner: 'YOU',
      action: 'RETRY',
    });
  });
});

describe('storedFailure', () => {
  test('a failure stored without an action is shown like a new one', () => {
    const old = {
      cause: 'It failed while reading the machine’s data.',
      owner: 'PROVIDER',
      nextStep: 'Start it again.',
      detail: 'Connection was lost',
    };
    expect(storedFailure(backup, old)).toEqual(failureOf(backup, 'Connection was lost'));
    expect(storedFailure(backup, { ...old, detail: null })).toEqual(failureOf(backup, null));
    expect(
      storedFailure(backup, { cause: neverStarted.cause, owner: 'PROVIDER', nextStep: 'Ask again.', detail: null }),
    ).toEqual(neverStarted);
    expect(
      storedFailure(backup, {
        cause: 'It is already being backed up.',
        owner: 'YOU',
        nextStep: 'Nothing.',
        detail: null,
      }),
    ).toMatchObject({ cause: 'It is already being backed up.', action: null });
    expect(storedFailure(backup, null)).toBeNull();
    expect(storedFailure(backup, failureOf(backup, 'x'))).toEqual(failureOf(backup, 'x'));
  });
});
