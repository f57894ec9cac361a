import { describe, expect, test } from 'vitest';
import { makeServerWords } from '@/lib/client/format/server-text';
import { formatsOf, wordsOf } from '@/lib/client/testing/words';
import type { ExpectedRun, ExpectedRunState } from '@/lib/contracts/expected-run';
import { isGap, timelineRuns } from './timeline-marks';
import type { TimelinePoint } from './timeline-marks';
import { emptySentence, expirySentence, notKeptSentence, runSentence } from './timeline-tip';

const run = (at: string, state: ExpectedRunState, changes: Partial<ExpectedRun> = {}): ExpectedRun => ({
  at,
  windowEndsAt: new Date(Date.parse(at) + 3_600_000).toISOString(),
  machine: { guid: 'm', name: 'web-01' },
  policy: { guid: 'p', name: 'Nightly' },
  schedule: { guid: 's', name: 'Nightly full' },
  state,
  cause: null,
  recoveryPoint: null,
  happenedAt: null,
  ...changes,
});

describe('timelineRuns', () => {
  test('contains only runs without a backup in time, oldest first', () => {
    const runs = timelineRuns([
      run('2026-11-22T01:00:00.000Z', 'MISSED'),
      run('2026-11-21T01:00:00.000Z', 'LATE'),
      run('2026-11-20T01:00:00.000Z', 'KEPT'),
      run('2026-11-23T01:00:00.000Z', 'OPEN'),
    ]);
    expect(runs.map(({ status }) => status)).toEqual(['LATE', 'MISSED']);
    expect(runs.map(isGap)).toEqual([false, true]);
  });

  test('distinguishes two runs of one moment', () => {
    const at = '2026-11-22T01:00:00.000Z';
    const names = timelineRuns([run(at, 'FAILED'), run(at, 'FAILED', { schedule: { guid: 't', name: 'Other' } })]).map(
      ({ guid }) => guid,
    );
    expect(new Set(names).size).toBe(2);
  });
});

describe('text for runs', async () => {
  const t = await wordsOf('machine');
  const format = await formatsOf('Europe/Warsaw');

  test('names state, due time, schedule and cause', async () => {
    const [missed] = timelineRuns([
      run('2026-11-22T01:00:00.000Z', 'MISSED', { cause: 'Nothing started in its window.' }),
    ]);
    expect(missed && runSentence(missed, t, format, makeServerWords(await wordsOf('server')))).toBe(
      'Planned backup missed, due Sun 22 Nov 2026, 02:00:00 CET, Nightly full, Nothing started in its window.',
    );
  });

  test('counts the shown runs, worst first, and is empty where all were made', () => {
    const of = (...states: ExpectedRunState[]) =>
      notKeptSentence(timelineRuns(states.map((state, day) => run(`2026-11-0${day + 1}T01:00:00.000Z`, state))), t);
    expect(of('FAILED', 'MISSED', 'FAILED', 'SKIPPED')).toBe('Planned backups: 1 missed, 2 failed, 1 skipped.');
    expect(of()).toBe('');
  });
});

describe('text for what is not drawn', async () => {
  const t = await wordsOf('machine');
  const format = await formatsOf('Europe/Warsaw');
  const at = Date.parse('2026-11-20T23:30:00.000Z');

  test('gives the reason of an empty range', () => {
    const empty = { from: 0, to: at, removed: 0, firstAt: at };
    expect(emptySentence({ ...empty, removed: 33 }, t, format)).toBe('33 older points were removed');
    expect(emptySentence(empty, t, format)).toBe('No backup is known from before 21 Nov 2026');
    expect(emptySentence({ ...empty, firstAt: null }, t, format)).toBe('No backup is known from this time');
  });

  test('says how many points expire by when', () => {
    const point = {} as TimelinePoint;
    expect(expirySentence([{ at, point }], t, format)).toBe('1 point expires by 21 Nov 2026.');
    expect(expirySentence([], t, format)).toBe('');
  });
});
