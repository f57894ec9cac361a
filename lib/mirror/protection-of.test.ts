import { describe, expect, test } from 'vitest';
import { protectionOf } from './protection-of';
import type { ProtectionInput } from './protection-of';

const now = new Date('2026-03-10T12:00:00Z');
const safe: ProtectionInput = {
  present: true,
  restorablePoints: 5,
  hasPolicy: true,
  policyActive: true,
  hasActiveSchedule: true,
  backupUpToDate: true,
  lastBackup: { status: 'SUCCESS', reason: null, cancelled: false },
  lastSuccessAt: new Date('2026-03-10T01:30:00Z'),
  nextRunAt: new Date('2026-03-11T01:00:00Z'),
  lastRun: null,
  now,
};
const failed = { status: 'FAILED', reason: 'Not enough space in staging', cancelled: false };
const missed = { state: 'MISSED', cause: 'No backup was started in its window.', missed: 1 };
const never = { lastBackup: null, lastSuccessAt: null, restorablePoints: 0 };

describe('protectionOf', () => {
  test.each<[string, Partial<ProtectionInput>, string, string]>([
    ['up to date', {}, 'PROTECTED', 'Backed up on schedule.'],
    ['up to date, last one partial', { lastBackup: { status: 'PARTIAL_SUCCESS', reason: null, cancelled: false } }, 'PROTECTED', 'Backed up on schedule, but the last backup left something out.'],
    ['up to date, last files already expired', { lastBackup: { status: 'SUCCESS_REMOVED', reason: null, cancelled: false } }, 'PROTECTED', 'Backed up on schedule.'],
    ['outdated', { backupUpToDate: false }, 'LATE', 'The last scheduled backup has not succeeded in time.'],
    ['outdated, last one cancelled by a user', { backupUpToDate: false, lastBackup: { ...failed, cancelled: true } }, 'LATE', 'The last scheduled backup has not succeeded in time.'],
    ['new, first run ahead', { backupUpToDate: false, ...never }, 'LATE', 'No backup yet; its next scheduled run is still to come.'],
    ['new, run missed', { backupUpToDate: false, ...never, nextRunAt: new Date('2026-03-10T11:00:00Z') }, 'LATE', 'No backup has succeeded yet.'],
    ['failed', { lastBackup: failed }, 'FAILING', 'The last backup failed: Not enough space in staging.'],
    ['failed without a word', { lastBackup: { ...failed, reason: null } }, 'FAILING', 'The last backup failed.'],
    ['failed with nothing but infrastructure', { lastBackup: { ...failed, reason: '10.0.0.5' } }, 'FAILING', 'The last backup failed.'],
    ['failed although Storware calls it up to date', { lastBackup: failed, backupUpToDate: true }, 'FAILING', 'The last backup failed: Not enough space in staging.'],
    ['failed and policy off', { lastBackup: failed, policyActive: false }, 'FAILING', 'The last backup failed: Not enough space in staging.'],
    ['cancelled, otherwise safe', { lastBackup: { ...failed, cancelled: true } }, 'PROTECTED', 'Backed up on schedule.'],
    ['no policy', { hasPolicy: false, policyActive: null, hasActiveSchedule: null, backupUpToDate: null }, 'UNPROTECTED', 'No policy protects this machine.'],
    ['no policy, last one failed', { hasPolicy: false, lastBackup: failed }, 'UNPROTECTED', 'No policy protects this machine.'],
    ['policy off', { policyActive: false }, 'UNPROTECTED', 'Its policy is switched off, so no backup starts by itself.'],
    ['no schedule', { hasActiveSchedule: false, backupUpToDate: null }, 'UNPROTECTED', 'Its policy has no active schedule, so no backup starts by itself.'],
    ['no schedule, though Storware says outdated', { hasActiveSchedule: false, backupUpToDate: false }, 'UNPROTECTED', 'Its policy has no active schedule, so no backup starts by itself.'],
    ['policy not mirrored, Storware says no schedule', { policyActive: null, hasActiveSchedule: null, backupUpToDate: null }, 'UNPROTECTED', 'Its policy has no active schedule, so no backup starts by itself.'],
    ['policy not mirrored, up to date', { policyActive: null, hasActiveSchedule: null }, 'PROTECTED', 'Backed up on schedule.'],
    ['policy not mirrored, outdated', { policyActive: null, hasActiveSchedule: null, backupUpToDate: false }, 'LATE', 'The last scheduled backup has not succeeded in time.'],
    ['schedule known, Storware silent', { backupUpToDate: null }, 'UNKNOWN', 'The backup system has not yet said whether its backups are up to date.'],
    ['outdated, last run missed', { backupUpToDate: false, lastRun: missed }, 'LATE', 'The last scheduled backup was missed: no backup was started in its window.'],
    ['outdated, several missed', { backupUpToDate: false, lastRun: { ...missed, missed: 3 } }, 'LATE', 'The last 3 scheduled backups were missed.'],
    ['outdated, missed before the last good one', { backupUpToDate: false, lastRun: { ...missed, missed: 0 } }, 'LATE', 'The last scheduled backup has not succeeded in time.'],
    ['never backed up, run missed', { backupUpToDate: false, ...never, lastRun: missed }, 'LATE', 'The last scheduled backup was missed: no backup was started in its window.'],
    ['up to date, last run missed', { lastRun: missed }, 'PROTECTED', 'Backed up, but the last scheduled backup was missed: no backup was started in its window.'],
    ['up to date, last run late', { lastRun: { state: 'LATE', cause: 'It started after its window had ended.', missed: 0 } }, 'PROTECTED', 'Backed up, but the last scheduled backup came late.'],
    ['up to date, last run kept', { lastRun: { state: 'KEPT', cause: null, missed: 0 } }, 'PROTECTED', 'Backed up on schedule.'],
    ['gone, restorable', { present: false }, 'UNPROTECTED', 'No longer on the platform; its recovery points can still be restored.'],
    ['gone, nothing left', { present: false, restorablePoints: 0 }, 'UNPROTECTED', 'No longer on the platform, and no recovery point of it can be restored.'],
    ['gone, backups not read yet', { present: false, restorablePoints: null }, 'UNPROTECTED', 'No longer on the platform.'],
    ['gone, last one failed', { present: false, lastBackup: failed }, 'UNPROTECTED', 'No longer on the platform; its recovery points can still be restored.'],
  ])('%s', (_name, change, state, reason) => {
    expect(protectionOf({ ...safe, ...change })).toEqual({ state, reason });
  });
});
