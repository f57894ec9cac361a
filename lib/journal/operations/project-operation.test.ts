import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idleRecordMs, lostGraceMs, projectOperation, resultGraceMs } from './project-operation';
import type { ProjectionInput, SeenTask } from './project-operation';

const now = new Date('2026-11-23T12:00:00.000Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

function task(fields: Partial<SeenTask>): SeenTask {
  return {
    guid: 'e1',
    type: 'EXPORT',
    state: 'RUNNING',
    progress: 40,
    statusInfo: null,
    startedAt: ago(40_000),
    finishedAt: null,
    firstSeenAt: ago(60_000),
    endSeenAt: null,
    goneAt: null,
    ...fields,
  };
}
function project(fields: Partial<ProjectionInput>) {
  return projectOperation({
    kind: 'BACKUP',
    origin: 'USER',
    mode: null,
    tasks: [task({})],
    record: null,
    isRecorded: true,
    recordsAt: now,
    cancelRequested: false,
    expected: {},
    settledAt: null,
    now,
    ...fields,
  });
}
const exported = task({ state: 'FINISHED', progress: 100, finishedAt: ago(20_000), endSeenAt: ago(20_000) });
const stored = task({
  guid: 's1',
  type: 'STORE',
  state: 'FINISHED',
  progress: 100,
  startedAt: ago(20_000),
  finishedAt: ago(1_000),
  firstSeenAt: ago(20_000),
  endSeenAt: now,
});

describe('projectOperation', () => {
  test('progress covers both phases', () => {
    expect(project({}).progress).toBe(20);
    expect(project({ tasks: [exported, task({ guid: 's1', type: 'STORE', progress: 50 })] })).toMatchObject({
      state: 'RUNNING',
      progress: 75,
    });
  });

  test('a finished export without its store is still running', () => {
    expect(project({ tasks: [exported] })).toMatchObject({ state: 'RUNNING', progress: 50, failure: null });
  });

  test('a finished chain waits for the result of its backup, for a limited time', () => {
    expect(project({ tasks: [exported, stored] }).state).toBe('RUNNING');
    expect(
      project({ tasks: [exported, stored], record: { status: 'SUCCESS', statusInfo: null, warningsPresent: true } })
        .state,
    ).toBe('WARNING');
    const late = new Date(now.getTime() + resultGraceMs);
    expect(project({ tasks: [exported, stored], now: late })).toMatchObject({
      state: 'SUCCEEDED',
      progress: 100,
      finishedAt: stored.finishedAt,
    });
  });

  test('a retry of a failed export reopens the operation', () => {
    const failed = task({ state: 'FAILED', finishedAt: ago(5_000), statusInfo: 'broken' });
    const failedBackup = { status: 'FAILED', statusInfo: 'broken', warningsPresent: false };
    expect(project({ tasks: [failed], record: failedBackup }).state).toBe('FAILED');
    const copy = task({ guid: 'e2', state: 'QUEUED', progress: 0, startedAt: null, firstSeenAt: ago(1_000) });
    expect(project({ tasks: [failed, copy], record: failedBackup })).toMatchObject({ state: 'QUEUED', failure: null });
  });

  test('a cancel request is not shown as cancelled', () => {
    expect(project({ cancelRequested: true }).state).toBe('CANCELLING');
    expect(project({ cancelRequested: true, tasks: [task({ state: 'CANCELLED' })] }).state).toBe('CANCELLED');
    expect(
      project({
        cancelRequested: true,
        tasks: [exported, stored],
        record: { status: 'SUCCESS', statusInfo: null, warningsPresent: false },
      }).state,
    ).toBe('SUCCEEDED');
  });

  test('a queued task that was removed by cancelling is cancelled, not lost', () => {
    const removed = task({ state: 'QUEUED', progress: 0, startedAt: null, goneAt: ago(1) });
    expect(project({ tasks: [removed], cancelRequested: true }).state).toBe('CANCELLED');
    expect(project({ tasks: [removed], cancelRequested: false }).state).toBe('QUEUED');
  });

  test('a purged task takes its result from its backup, or its outcome is unknown', () => {
    const gone = task({ goneAt: ago(1_000) });
    expect(project({ tasks: [gone] }).state).toBe('RUNNING');
    expect(
      project({ tasks: [gone], record: { status: 'SUCCESS', statusInfo: null, warningsPresent: false } }).state,
    ).toBe('SUCCEEDED');
    const lost = project({ tasks: [task({ goneAt: ago(lostGraceMs) })] });
    expect(lost.state).toBe('FAILED');
    expect(lost.failure?.cause).toContain('not known');
  });

  test('after the end no phase is running, and phases that did not begin were not reached', () => {
    const states = (fields: Partial<ProjectionInput>) => project(fields).phases.map(({ state }) => state);
    expect(states({ tasks: [task({ state: 'FAILED', statusInfo: 'broken' })] })).toEqual(['FAILED', 'NOT_REACHED']);
    expect(states({ tasks: [task({ state: 'CANCELLED' })], cancelRequested: true })).toEqual([
      'CANCELLED',
      'NOT_REACHED',
    ]);
    expect(
      states({
        tasks: [task({ state: 'QUEUED', progress: 0, startedAt: null, goneAt: ago(1) })],
        cancelRequested: true,
      }),
    ).toEqual(['CANCELLED', 'NOT_REACHED']);
    expect(states({ tasks: [task({ goneAt: ago(lostGraceMs + 1) })] })).toEqual(['FAILED', 'NOT_REACHED']);
    expect(
      states({
        tasks: [
          { ...exported, endSeenAt: ago(lostGraceMs + 2) },
          task({ guid: 's1', type: 'STORE', goneAt: ago(lostGraceMs + 1) }),
        ],
      }),
    ).toEqual(['FINISHED', 'FAILED']);
    expect(states({ tasks: [exported] })).toEqual(['FINISHED', 'WAITING']);
  });

  test('an unseen step counts as finished once the next one is there', () => {
    expect(project({ tasks: [task({ guid: 's1', type: 'STORE', progress: 50 })] })).toMatchObject({
      progress: 75,
      phases: [{ state: 'FINISHED' }, { state: 'RUNNING' }],
    });
  });

  test('phases and failure have the cause of the recovery point', () => {
    const failed = project({
      tasks: [task({ state: 'FAILED', statusInfo: 'Export failed' })],
      record: { status: 'FAILED', statusInfo: 'Connection was lost', warningsPresent: false },
    });
    expect(failed).toMatchObject({
      failure: { cause: 'Connection was lost.' },
      phases: [{ message: 'Connection was lost.' }, { message: null }],
    });
  });

  test('is not lost while the records that would show the outcome cannot be read', () => {
    const tasks = [task({ goneAt: ago(3_600_000) })];
    expect(project({ tasks, recordsAt: null }).state).toBe('RUNNING');
    expect(project({ tasks, recordsAt: ago(3_600_001) }).state).toBe('RUNNING');
    expect(project({ tasks, recordsAt: ago(3_599_999) }).state).toBe('FAILED');
    expect(project({ tasks, recordsAt: null, isRecorded: false }).state).toBe('FAILED');
  });

  test('a chain without its last task ends too, and a record "in progress" is ignored after a while', () => {
    const tasks = [task({ ...exported, endSeenAt: ago(lostGraceMs) })];
    expect(project({ tasks }).state).toBe('FAILED');
    expect(project({ tasks, record: { status: 'INPROGRESS', statusInfo: null, warningsPresent: false } }).state).toBe(
      'RUNNING',
    );
    expect(
      project({
        tasks: [task({ ...exported, endSeenAt: ago(idleRecordMs) })],
        record: { status: 'INPROGRESS', statusInfo: null, warningsPresent: false },
      }).state,
    ).toBe('FAILED');
    expect(
      project({
        kind: 'RESTORE',
        mode: 'IMPORT',
        isRecorded: false,
        tasks: [task({ ...exported, type: 'RESTORE', endSeenAt: ago(lostGraceMs) })],
      }).state,
    ).toBe('FAILED');
  });

  test("does not wait longer when Storware's clock is years ahead", () => {
    const ahead = new Date('2028-11-23T12:00:00.000Z');
    const tasks = [exported, { ...stored, finishedAt: ahead, endSeenAt: ago(resultGraceMs) }];
    expect(project({ tasks }).state).toBe('SUCCEEDED');
  });

  test('a task type named like an inherited property has no history', () => {
    const tasks = [task({ type: 'valueOf', state: 'QUEUED', progress: 0, startedAt: null })];
    expect(project({ kind: 'OTHER', tasks }).etaAt).toBeNull();
  });

  test("estimates the end from the present pace and this machine's history", () => {
    expect(project({}).etaAt).toBeNull();
    expect(project({ expected: { STORE: 10_000 } }).etaAt).toEqual(new Date(now.getTime() + 70_000));
    expect(
      project({
        tasks: [task({ state: 'QUEUED', progress: 0, startedAt: null })],
        expected: { EXPORT: 60_000, STORE: 10_000 },
      }).etaAt,
    ).toEqual(new Date(now.getTime() + 70_000));
  });

  test('gives the same result for any order of observations, progress within 0..100, and keeps a settled state', () => {
    const seen = fc.record({
      guid: fc.constantFrom('a', 'b', 'c', 'd'),
      type: fc.constantFrom('EXPORT', 'STORE'),
      state: fc.constantFrom('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'SOMETHING_NEW'),
      progress: fc.double({ min: -5, max: 120, noNaN: true }),
      statusInfo: fc.option(fc.string()),
      startedAt: fc.option(fc.integer({ min: 0, max: 90_000 }).map(ago)),
      finishedAt: fc.option(fc.integer({ min: 0, max: 90_000 }).map(ago)),
      firstSeenAt: fc.integer({ min: 0, max: 90_000 }).map(ago),
      endSeenAt: fc.option(fc.integer({ min: 0, max: 90_000 }).map(ago)),
      goneAt: fc.option(fc.integer({ min: 0, max: 90_000 }).map(ago)),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(seen, { selector: (one) => one.guid, minLength: 1 }),
        fc.boolean(),
        (tasks, cancelRequested) => {
          const first = project({ tasks, cancelRequested });
          expect(first.progress).toBeGreaterThanOrEqual(0);
          expect(first.progress).toBeLessThanOrEqual(100);
          expect(project({ tasks: [...tasks].reverse(), cancelRequested })).toEqual(first);
          const isOpen = ['QUEUED', 'RUNNING', 'CANCELLING'].includes(first.state);
          expect(first.finishedAt === null).toBe(isOpen);
          if (!isOpen)
            for (const phase of first.phases)
              expect(['FINISHED', 'FAILED', 'CANCELLED', 'NOT_REACHED']).toContain(phase.state);
          if (first.state === 'FAILED')
            for (const phase of first.phases)
              if (phase.state === 'FAILED') expect(phase.message).toBe(first.failure?.cause);
          if (first.finishedAt)
            expect(
              project({ tasks, cancelRequested, settledAt: first.finishedAt, now: new Date(now.getTime() + 1) })
                .finishedAt,
            ).toEqual(first.finishedAt);
        },
      ),
    );
  });
});
