import type { Protection } from '@/lib/contracts/machine';
import { curateStatusInfo } from '@/lib/core/curate';

/** What is known of a machine when its protection is judged. */
export type ProtectionInput = {
  readonly present: boolean;
  /** Recovery points that can be restored now; null before the backups were read. */
  readonly restorablePoints: number | null;
  readonly hasPolicy: boolean;
  /** Null while the policy is not mirrored yet. */
  readonly policyActive: boolean | null;
  readonly hasActiveSchedule: boolean | null;
  /** Storware's own verdict; null is "no schedule is defined" (STORWARE_API.md 13.38). */
  readonly backupUpToDate: boolean | null;
  /** The last backup that ended, as Storware calls its status. A cancelled one says nothing about protection. */
  readonly lastBackup: { readonly status: string; readonly reason: string | null; readonly cancelled: boolean } | null;
  readonly lastSuccessAt: Date | null;
  readonly nextRunAt: Date | null;
  /** The newest run of its policy that has ended, and how many in a row up to it were missed since the last good backup; null when none is known. */
  readonly lastRun: { readonly state: string; readonly cause: string | null; readonly missed: number } | null;
  readonly now: Date;
};

/**
 * The one plain answer to "is my machine safe?", in a tenant's words. Pure. The reason holds no time of day (it is
 * stored, and each viewer has a zone of their own), no infrastructure and no foreign name.
 */
export function protectionOf(input: ProtectionInput): Protection {
  if (!input.present) return { state: 'UNPROTECTED', reason: removedReason(input.restorablePoints) };
  if (!input.hasPolicy) return { state: 'UNPROTECTED', reason: 'No policy protects this machine.' };
  if (input.lastBackup?.status === 'FAILED' && !input.lastBackup.cancelled) return { state: 'FAILING', reason: failingReason(input.lastBackup.reason) };
  if (input.policyActive === false) return { state: 'UNPROTECTED', reason: 'Its policy is switched off, so no backup starts by itself.' };
  if (input.hasActiveSchedule === false || (input.backupUpToDate === null && input.hasActiveSchedule === null)) {
    return { state: 'UNPROTECTED', reason: 'Its policy has no active schedule, so no backup starts by itself.' };
  }
  return bySchedule(input);
}

function bySchedule({ backupUpToDate, lastBackup, lastSuccessAt, nextRunAt, lastRun, now }: ProtectionInput): Protection {
  const missed = missedReason(lastRun);
  if (backupUpToDate === null) return { state: 'UNKNOWN', reason: 'The backup system has not yet said whether its backups are up to date.' };
  if (backupUpToDate) {
    return { state: 'PROTECTED', reason: protectedReason(lastBackup?.status === 'PARTIAL_SUCCESS', missed, lastRun?.state === 'LATE') };
  }
  if (missed !== null) return { state: 'LATE', reason: `${missed.slice(0, 1).toUpperCase()}${missed.slice(1)}` };
  if (lastSuccessAt !== null) return { state: 'LATE', reason: 'The last scheduled backup has not succeeded in time.' };
  const isAwaited = lastBackup === null && nextRunAt !== null && nextRunAt > now;
  return { state: 'LATE', reason: isAwaited ? 'No backup yet; its next scheduled run is still to come.' : 'No backup has succeeded yet.' };
}

function protectedReason(isPartial: boolean, missed: string | null, isLate: boolean): string {
  if (missed !== null) return `Backed up, but ${missed}`;
  if (isPartial) return 'Backed up on schedule, but the last backup left something out.';
  return isLate ? 'Backed up, but the last scheduled backup came late.' : 'Backed up on schedule.';
}

/** A sentence without its beginning; null when the last run was not missed. */
function missedReason(lastRun: ProtectionInput['lastRun']): string | null {
  if (lastRun?.state !== 'MISSED' || lastRun.missed === 0) return null;
  const which = lastRun.missed === 1 ? 'the last scheduled backup was missed' : `the last ${lastRun.missed} scheduled backups were missed`;
  const why = lastRun.missed === 1 ? lastRun.cause : null;
  return why === null ? `${which}.` : `${which}: ${why.slice(0, 1).toLowerCase()}${why.slice(1)}`;
}

function removedReason(restorablePoints: number | null): string {
  if (restorablePoints === null) return 'No longer on the platform.';
  return restorablePoints > 0 ? 'No longer on the platform; its recovery points can still be restored.' : 'No longer on the platform, and no recovery point of it can be restored.';
}

function failingReason(statusInfo: string | null): string {
  const curated = statusInfo === null ? '' : curateStatusInfo(statusInfo);
  return curated === '' ? 'The last backup failed.' : `The last backup failed: ${curated.replace(/[.\s]+$/, '')}.`;
}
