import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureOf } from '@/lib/core/failure';
import { say } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import { pointFaults } from '@/lib/mirror/backups/point-faults';
import { firstDueRun } from '@/lib/mirror/policies/policy-summary';
import { protectionOf } from './protection-of';
import type { PointFacts, PolicyFacts, ProtectionInput } from './protection-of';
import { restorableOf } from '@/lib/mirror/backups/settle-machines';
import type { RestorableInput } from '@/lib/mirror/backups/settle-machines';

const now = new Date('2026-03-10T12:00:00Z');
const points: PointFacts = { total: 5, restorable: 5, unclear: 0, newestFault: null, isTimeDoubtful: false };
const due = { at: new Date('2026-03-10T01:00:00Z'), windowEndsAt: new Date('2026-03-10T07:00:00Z') };
const ahead = { at: new Date('2026-03-11T01:00:00Z'), windowEndsAt: new Date('2026-03-11T07:00:00Z') };
const policy: PolicyFacts = {
  isOwn: false,
  active: true,
  hasActiveSchedule: true,
  isNotUnderstood: false,
  obstacle: null,
  firstRun: ahead,
};
const last = { status: 'SUCCESS', failure: null };
const safe: ProtectionInput = {
  present: true,
  points,
  policy,
  backupUpToDate: true,
  lastBackup: last,
  lastSuccessAt: new Date('2026-03-10T01:30:00Z'),
  lastRun: null,
  now,
};
const work = { kind: 'BACKUP', origin: 'SCHEDULE' } as const;
const failed = { status: 'FAILED', failure: failureOf(work, 'Connection to https://10.1.2.3 refused') };
const cancelled = { status: 'FAILED', failure: null };
const failedText = 'The last backup failed: Connection to … refused.';
const missed = { state: 'MISSED', cause: say('reason.run.nothing'), missed: 1 };
const fault = pointFaults.builtOn(pointFaults.removed);
const noPoints: PointFacts = { ...points, total: 0, restorable: 0 };
const never = { lastBackup: null, lastSuccessAt: null, points: noPoints };
const outdated = { backupUpToDate: false, policy: { ...policy, firstRun: due } };
const lost = { points: { ...points, total: 3, restorable: 0, newestFault: fault }, lastSuccessAt: null };
const lostReason =
  'None of its recovery points can be restored: a recovery point that it depends on is missing: its data has been removed by retention.';
const obstacle = say('condition.destinationGone');

describe('protectionOf', () => {
  test.each<[string, Partial<ProtectionInput>, string, string]>([
    ['up to date', {}, 'PROTECTED', 'Backed up on schedule.'],
    [
      'up to date, last one partial',
      { lastBackup: { ...last, status: 'PARTIAL_SUCCESS' } },
      'PROTECTED',
      'Backed up on schedule, but the last backup is incomplete.',
    ],
    ['outdated', outdated, 'LATE', 'The last scheduled backup was not completed in time.'],
    [
      'outdated, last one cancelled by a user',
      { ...outdated, lastBackup: cancelled },
      'LATE',
      'The last scheduled backup was not completed in time.',
    ],
    [
      'new, first run ahead',
      { ...never, backupUpToDate: false },
      'PENDING',
      'First backup pending: its policy has not had its first run for this machine; there is no recovery point until then.',
    ],
    [
      'new, first run ahead, Storware silent yet',
      { ...never, backupUpToDate: null },
      'PENDING',
      'First backup pending: its policy has not had its first run for this machine; there is no recovery point until then.',
    ],
    [
      'an old backup, a new policy',
      { backupUpToDate: false },
      'PENDING',
      'First backup pending: its policy has not had its first run for this machine; older recovery points can be restored meanwhile.',
    ],
    [
      'within the first window',
      {
        ...never,
        backupUpToDate: false,
        policy: { ...policy, firstRun: { at: due.at, windowEndsAt: ahead.windowEndsAt } },
      },
      'PENDING',
      'First backup pending: the first run of its policy for this machine is due now; there is no recovery point until then.',
    ],
    ['new, window passed', { ...never, ...outdated }, 'LATE', 'No backup has succeeded yet.'],
    ['failed', { lastBackup: failed }, 'FAILING', failedText],
    [
      'failed for lack of space',
      { lastBackup: { ...failed, failure: failureOf(work, 'Storage full') } },
      'FAILING',
      'The last backup failed: The destination has no space left.',
    ],
    [
      'failed without a word',
      { lastBackup: { ...failed, failure: failureOf(work, null) } },
      'FAILING',
      'The last backup failed, and the backup system gave no reason.',
    ],
    ['failed and policy off', { lastBackup: failed, policy: { ...policy, active: false } }, 'FAILING', failedText],
    [
      'failed before its first scheduled run',
      { ...never, lastBackup: failed, backupUpToDate: false },
      'FAILING',
      failedText,
    ],
    ['cancelled, otherwise safe', { lastBackup: cancelled }, 'PROTECTED', 'Backed up on schedule.'],
    ['no policy', { policy: null, backupUpToDate: null }, 'UNPROTECTED', 'No policy protects this machine.'],
    [
      'no policy, last one failed',
      { policy: null, lastBackup: failed },
      'UNPROTECTED',
      'No policy protects this machine.',
    ],
    [
      'policy off',
      { policy: { ...policy, active: false } },
      'UNPROTECTED',
      'Its policy is switched off, so no backup starts automatically.',
    ],
    [
      'no schedule, though Storware says outdated',
      { policy: { ...policy, hasActiveSchedule: false }, backupUpToDate: false },
      'UNPROTECTED',
      'Its policy has no active schedule, so no backup starts automatically.',
    ],
    [
      'policy not mirrored, Storware says no schedule',
      { policy: { ...policy, active: null, hasActiveSchedule: null }, backupUpToDate: null },
      'UNPROTECTED',
      'Its policy has no active schedule, so no backup starts automatically.',
    ],
    [
      'policy not mirrored, up to date',
      { policy: { ...policy, active: null, hasActiveSchedule: null, firstRun: null } },
      'PROTECTED',
      'Backed up on schedule.',
    ],
    [
      'a schedule of an unknown kind',
      { policy: { ...policy, isNotUnderstood: true } },
      'UNKNOWN',
      'Its policy has a kind of schedule that the portal does not support.',
    ],
    [
      'schedule known, Storware silent',
      { backupUpToDate: null, policy: { ...policy, firstRun: due } },
      'UNKNOWN',
      'The backup system has not reported yet whether its backups are up to date.',
    ],
    [
      'outdated, last run missed',
      { ...outdated, lastRun: missed },
      'LATE',
      'The last scheduled backup was missed: no backup was started in its window.',
    ],
    [
      'missed, and the schedule changed since',
      { backupUpToDate: false, lastRun: { ...missed, missed: 3 } },
      'LATE',
      'The last 3 scheduled backups were missed.',
    ],
    [
      'up to date, last run missed',
      { lastRun: missed },
      'PROTECTED',
      'Backed up, but the last scheduled backup was missed: no backup was started in its window.',
    ],
    [
      'up to date, last run late',
      { lastRun: { state: 'LATE', cause: say('reason.run.late'), missed: 0 } },
      'PROTECTED',
      'Backed up, but the last scheduled backup was late.',
    ],
    ['nothing restorable', lost, 'NOT_RESTORABLE', lostReason],
    ['nothing restorable, and failing', { ...lost, lastBackup: failed }, 'NOT_RESTORABLE', lostReason],
    ['nothing restorable, without a policy', { ...lost, policy: null }, 'NOT_RESTORABLE', lostReason],
    [
      'nothing restorable, and gone',
      { ...lost, present: false },
      'NOT_RESTORABLE',
      `No longer on the platform. ${lostReason}`,
    ],
    [
      'nothing known to be restorable',
      {
        points: {
          ...points,
          restorable: 0,
          unclear: 1,
          newestFault: pointFaults.strangeStatus('ODD'),
        },
        lastSuccessAt: null,
      },
      'UNKNOWN',
      'It is not known whether its recovery points can be restored: the portal does not know its status (ODD).',
    ],
    [
      'newest lost before the next run',
      { points: { ...points, newestFault: fault } },
      'PROTECTED',
      'Backed up, but its newest recovery point can’t be restored: a recovery point that it depends on is missing: its data has been removed by retention.',
    ],
    [
      'newest lost, and a run was due since the last good one',
      { points: { ...points, newestFault: fault }, policy: { ...policy, firstRun: due } },
      'LATE',
      'Its newest recovery point can’t be restored, but an older one can: a recovery point that it depends on is missing: its data has been removed by retention.',
    ],
    [
      'up to date without a point',
      never,
      'UNKNOWN',
      'The backup system reports that its backups are up to date, but the portal knows no recovery point.',
    ],
    ['points not read', { points: null }, 'UNKNOWN', 'Its recovery points have not been read yet.'],
    [
      'no point with a time that can be',
      { lastSuccessAt: null },
      'UNKNOWN',
      'The backup system reports an impossible time for its newest recovery point, so its age is not known.',
    ],
    [
      'an impossible time',
      { points: { ...points, isTimeDoubtful: true } },
      'UNKNOWN',
      'The backup system reports an impossible time for its newest recovery point, so its age is not known.',
    ],
    [
      'no destination',
      { policy: { ...policy, obstacle } },
      'UNPROTECTED',
      'Its policy can’t run: its backup destination no longer exists.',
    ],
    [
      'no destination, and it failed',
      { policy: { ...policy, obstacle }, lastBackup: failed },
      'FAILING',
      'Its policy can’t run: its backup destination no longer exists.',
    ],
    [
      'gone, restorable',
      { present: false },
      'UNPROTECTED',
      'No longer on the platform; its recovery points can still be restored.',
    ],
    [
      'gone, nothing there',
      { present: false, points: noPoints },
      'UNPROTECTED',
      'No longer on the platform, and without a recovery point.',
    ],
    ['gone, backups not read yet', { present: false, points: null }, 'UNPROTECTED', 'No longer on the platform.'],
    [
      'gone, last one failed',
      { present: false, lastBackup: failed },
      'UNPROTECTED',
      'No longer on the platform; its recovery points can still be restored.',
    ],
  ])('%s', (_name, change, state, reason) => {
    expect(protectionOf({ ...safe, ...change })).toMatchObject({ state, reason });
  });

  test('names the first run while it is pending, and who has to act', () => {
    expect(protectionOf({ ...safe, ...never, backupUpToDate: false }).firstRunAt).toBe('2026-03-11T01:00:00.000Z');
    expect(protectionOf(safe)).toMatchObject({ owner: null, nextStep: null, firstRunAt: null });
    expect(protectionOf({ ...safe, policy: { ...policy, obstacle, isOwn: true } })).toMatchObject({ owner: 'YOU' });
    expect(protectionOf({ ...safe, policy: { ...policy, obstacle } })).toMatchObject({ owner: 'PROVIDER' });
  });
});

const hourMs = 3_600_000;
const nightly = {
  guid: 's',
  active: true,
  backupType: 'FULL',
  executionType: 'TIME',
  hourMs,
  startWindowMs: hourMs,
  intervalStartMs: null,
  intervalEndMs: null,
  intervalEveryMs: null,
  daysOfWeek: [],
  months: [],
  occurrences: [],
  firstSeenAt: new Date(0),
  changedAt: new Date(0),
};
const statuses = ['SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED', 'QUEUED', 'INPROGRESS', 'FROBNICATED'];
/** Chains with gaps, purged files, any statuses and copies, and inconsistent times. */
const history = fc.array(
  fc.record({
    status: fc.constantFrom(...statuses),
    type: fc.constantFrom('FULL', 'INCREMENTAL', 'SYNTHETIC', 'ODD'),
    parent: fc.option(fc.nat(9), { nil: null }),
    copies: fc.array(
      fc.record({
        status: fc.constantFrom('PRESENT', 'REMOVED', 'FAILED', 'IN_PROGRESS', 'ODD'),
        destinationGuid: fc.constantFrom('here', 'gone', null),
      }),
      { maxLength: 2 },
    ),
    agoHours: fc.integer({ min: 0, max: 2_000 }),
    isTimeDoubtful: fc.boolean(),
  }),
  { maxLength: 8 },
);
const rest = fc.record({
  present: fc.boolean(),
  hasPolicy: fc.boolean(),
  backupUpToDate: fc.constantFrom(true, false, null),
  joinedHoursAgo: fc.integer({ min: 0, max: 2_000 }),
  skewMs: fc.integer({ min: -7_200_000, max: 7_200_000 }),
  missed: fc.nat(3),
});

describe('with random histories', () => {
  test('is protected only when it can be restored, not restorable exactly when nothing can be, late only after a window; texts match their references', () => {
    fc.assert(
      fc.property(
        history,
        rest,
        (given, { present, hasPolicy, backupUpToDate, joinedHoursAgo, skewMs, missed: missedRuns }) => {
          const at = ({ agoHours }: { agoHours: number }) => new Date(now.getTime() - agoHours * hourMs + skewMs);
          const backups = given.map((one, index) => ({
            ...one,
            guid: `b${index}`,
            parentGuid: one.parent === null ? null : `b${one.parent}`,
            locations: one.copies,
            at: at(one),
          }));
          const answers = restorableOf(backups satisfies RestorableInput[], (guid) => guid === 'here');
          const held = backups
            .filter(({ status }) => !['FAILED', 'QUEUED', 'INPROGRESS'].includes(status))
            .sort((one, other) => other.at.getTime() - one.at.getTime());
          const back = held.filter(({ guid }) => answers.get(guid)?.restorable);
          const lastSuccessAt = back.find(({ isTimeDoubtful }) => !isTimeDoubtful)?.at ?? null;
          const unclear = held.filter(({ guid }) => answers.get(guid)?.isUnclear).length;
          const newest = held[0] && answers.get(held[0].guid);
          const joinedAt = new Date(now.getTime() - joinedHoursAgo * hourMs);
          const after = lastSuccessAt !== null && lastSuccessAt > joinedAt ? lastSuccessAt : joinedAt;
          const firstRun = firstDueRun([nightly], { after, knownSince: new Date(0) });
          const lastEnded = backups
            .filter(({ status }) => ['SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED'].includes(status))
            .sort((one, other) => other.at.getTime() - one.at.getTime())[0];
          const answer = protectionOf({
            present,
            points: {
              total: held.length,
              restorable: back.length,
              unclear,
              newestFault: newest?.reason ?? null,
              isTimeDoubtful: held[0]?.isTimeDoubtful ?? false,
            },
            policy: hasPolicy ? { ...policy, firstRun } : null,
            backupUpToDate,
            lastBackup: lastEnded
              ? { status: lastEnded.status, failure: lastEnded.status === 'FAILED' ? failureOf(work, null) : null }
              : null,
            lastSuccessAt,
            lastRun: missedRuns > 0 ? { ...missed, missed: missedRuns } : null,
            now,
          });
          const { state, firstRunAt, reason, reasonRef, nextStep, nextStepRef } = answer;
          expect(reasonRef && say(reasonRef.code as TextCode, reasonRef.params).text).toBe(reason);
          expect(nextStepRef ? say(nextStepRef.code as TextCode, nextStepRef.params).text : null).toBe(nextStep);
          if (state === 'PROTECTED') {
            expect(back.length).toBeGreaterThan(0);
            expect(lastSuccessAt).not.toBeNull();
            expect(present && hasPolicy).toBe(true);
          }
          expect(state === 'NOT_RESTORABLE').toBe(held.length > 0 && back.length === 0 && unclear === 0);
          if (state === 'LATE' && missedRuns === 0) expect(firstRun !== null && firstRun.windowEndsAt < now).toBe(true);
          expect(state === 'PENDING').toBe(firstRunAt !== null);
          if (state === 'PENDING') expect(firstRun !== null && firstRun.windowEndsAt >= now).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
