import type { Protection } from '@/lib/contracts/machine';
import type { Failure } from '@/lib/contracts/operation';

/** What is known of a machine's recovery points. */
export type PointFacts = {
  /** Backups that hold or once held data: removed ones and those of unknown status are among them, failed ones are not. */
  readonly total: number;
  /** Those of them that can be restored now. */
  readonly restorable: number;
  /** Those of which nobody can say. */
  readonly unclear: number;
  /** Why the newest of them can't be restored, or is not known to be; null when it can. */
  readonly newestFault: string | null;
  /** The newest one's time, as the backup system gives it, can't be. */
  readonly isTimeDoubtful: boolean;
};

/** What is known of the policy of a machine. */
export type PolicyFacts = {
  /** The tenant's own, so that it can change it. */
  readonly isOwn: boolean;
  /** Null while the policy is not mirrored yet. */
  readonly active: boolean | null;
  readonly hasActiveSchedule: boolean | null;
  /** It has a schedule of a kind that the portal does not understand, and no other. */
  readonly isNotUnderstood: boolean;
  /** Why its backups can't be stored, as a sentence; null when nothing speaks against it. */
  readonly obstacle: string | null;
  /** The first run that it promises this machine since its last good backup, and until when it may begin; null when none is to come. */
  readonly firstRun: { readonly at: Date; readonly windowEndsAt: Date } | null;
};

/** What is known of a machine when its protection is judged. */
export type ProtectionInput = {
  readonly present: boolean;
  /** Null before its backups were read. */
  readonly points: PointFacts | null;
  readonly policy: PolicyFacts | null;
  /** Storware's own result; null is "no schedule is defined" (STORWARE_API.md 13.38). */
  readonly backupUpToDate: boolean | null;
  /** The last backup that ended, as Storware calls its status, with what is said of its failure everywhere. One that was cancelled has none: it says nothing about protection. */
  readonly lastBackup: {
    readonly status: string;
    readonly failure: Pick<Failure, 'cause' | 'owner' | 'nextStep'> | null;
  } | null;
  /** When the newest point that can be restored was made; null when there is none, or none whose time is believed. */
  readonly lastSuccessAt: Date | null;
  /** The newest run of its policy that has ended, and how many in a row up to it were missed since the last good backup; null when none is known. */
  readonly lastRun: { readonly state: string; readonly cause: string | null; readonly missed: number } | null;
  readonly now: Date;
};

type Owner = Failure['owner'];

/**
 * The one plain answer to "is my machine safe?", in a tenant's words: every screen, count and event takes it from here. Pure. The reason holds no time of day
 * (it is stored, and each viewer has a zone of their own), no infrastructure and no foreign name.
 *
 * The order is that of what a person must know first:
 * 1. NOT_RESTORABLE exactly if points exist, none can be restored and none is unclear, whatever else is true (removed, failing, without a policy): nothing weighs more
 *    than that one can't get back.
 * 2. A machine that is gone, or without a policy, is UNPROTECTED.
 * 3. FAILING while the last backup failed. A policy that can't store anything is named as the cause; without a failure yet it is UNPROTECTED.
 * 4. UNPROTECTED by a policy that starts nothing.
 * 5. UNKNOWN before the points were read, while no point is known to be restorable but one may be, and while the newest one's time can't be believed.
 * 6. By its schedule: PROTECTED only with a point that can be restored, as new as the schedule asks; LATE only once the window of a due run has passed; PENDING before.
 */
export function protectionOf(input: ProtectionInput): Protection {
  const { present, points, policy, lastBackup } = input;
  if (points && points.total > 0 && points.restorable === 0 && points.unclear === 0)
    return notRestorable(input, points.newestFault);
  if (!present) return removed(points);
  if (!policy) return answer('UNPROTECTED', 'No policy protects this machine.', 'YOU', 'Assign a policy to it.');
  const failure = lastBackup?.failure ?? null;
  if (policy.obstacle !== null) {
    return answer(
      failure ? 'FAILING' : 'UNPROTECTED',
      `Its policy can’t run: ${policy.obstacle}`,
      policy.isOwn ? 'YOU' : 'PROVIDER',
      policy.isOwn
        ? 'Choose another destination for the policy.'
        : 'Ask your provider to give the policy another destination.',
    );
  }
  if (failure) return answer('FAILING', failedReason(failure.cause), failure.owner, failure.nextStep);
  return withoutRuns(policy, input) ?? withoutKnowledge(input) ?? bySchedule(input, policy, points);
}

function answer(
  state: Protection['state'],
  reason: string,
  owner: Owner | null = null,
  nextStep: string | null = null,
  firstRunAt: Date | null = null,
): Protection {
  return { state, reason, owner, nextStep, firstRunAt: firstRunAt?.toISOString() ?? null };
}

function notRestorable({ present }: ProtectionInput, fault: string | null): Protection {
  const reason = `None of its recovery points can be restored${fault === null ? '.' : `: ${beginningSmall(fault)}`}`;
  if (!present)
    return answer(
      'NOT_RESTORABLE',
      `No longer on the platform. ${reason}`,
      'PROVIDER',
      'Ask your provider whether the data can be brought back.',
    );
  return answer(
    'NOT_RESTORABLE',
    reason,
    'YOU',
    'Make a full backup now. Ask your provider whether the lost data can be brought back.',
  );
}

function removed(points: PointFacts | null): Protection {
  if (points === null) return answer('UNPROTECTED', 'No longer on the platform.');
  if (points.restorable > 0)
    return answer('UNPROTECTED', 'No longer on the platform; its recovery points can still be restored.');
  return points.unclear > 0
    ? answer(
        'UNPROTECTED',
        'No longer on the platform; whether its recovery points can be restored is not known.',
        'PROVIDER',
        'Ask your provider.',
      )
    : answer('UNPROTECTED', 'No longer on the platform, and it has no recovery point.');
}

/** In the words of the failure itself, so that the machine and its activity name one cause. */
function failedReason(cause: string): string {
  return cause.startsWith('It failed')
    ? `The last backup failed${cause.slice('It failed'.length)}`
    : `The last backup failed: ${cause}`;
}

function withoutRuns(
  { active, hasActiveSchedule, isNotUnderstood, isOwn }: PolicyFacts,
  { backupUpToDate }: ProtectionInput,
): Protection | null {
  const owner = isOwn ? 'YOU' : 'PROVIDER';
  if (active === false)
    return answer(
      'UNPROTECTED',
      'Its policy is switched off, so no backup starts by itself.',
      owner,
      isOwn ? 'Switch the policy on.' : 'Ask your provider to switch the policy on.',
    );
  if (isNotUnderstood)
    return answer(
      'UNKNOWN',
      'Its policy has a schedule of a kind that the portal does not understand.',
      'PROVIDER',
      'Ask your provider.',
    );
  if (hasActiveSchedule === false || (backupUpToDate === null && hasActiveSchedule === null)) {
    return answer(
      'UNPROTECTED',
      'Its policy has no active schedule, so no backup starts by itself.',
      owner,
      isOwn ? 'Give the policy a schedule.' : 'Ask your provider to give the policy a schedule.',
    );
  }
  return null;
}

function withoutKnowledge({ points, lastSuccessAt }: ProtectionInput): Protection | null {
  if (points === null) return answer('UNKNOWN', 'Its recovery points have not been read yet.');
  if (points.restorable === 0 && points.unclear > 0) {
    return answer(
      'UNKNOWN',
      `Whether its recovery points can be restored is not known${points.newestFault === null ? '.' : `: ${beginningSmall(points.newestFault)}`}`,
      'PROVIDER',
      'Ask your provider.',
    );
  }
  if (points.isTimeDoubtful || (points.restorable > 0 && lastSuccessAt === null))
    return answer(
      'UNKNOWN',
      'The backup system gives its newest recovery point a time that can’t be, so how old it is is not known.',
      'PROVIDER',
      'Ask your provider to look at the clock of the backup system.',
    );
  return null;
}

function bySchedule(
  { backupUpToDate, lastBackup, lastSuccessAt, lastRun, now }: ProtectionInput,
  { firstRun }: PolicyFacts,
  points: PointFacts | null,
): Protection {
  const missed = missedReason(lastRun);
  const hasPassed = firstRun !== null && firstRun.windowEndsAt < now;
  if (backupUpToDate === true) {
    if (!points || points.restorable === 0)
      return answer(
        'UNKNOWN',
        'The backup system says that its backups are up to date, but the portal knows of no recovery point.',
        'PROVIDER',
        'Ask your provider.',
      );
    if (points.newestFault === null)
      return answer(
        'PROTECTED',
        protectedReason(lastBackup?.status === 'PARTIAL_SUCCESS', missed, lastRun?.state === 'LATE'),
      );
    const newest = `its newest recovery point can’t be restored: ${beginningSmall(points.newestFault)}`;
    return hasPassed
      ? answer(
          points.unclear > 0 ? 'UNKNOWN' : 'LATE',
          `An older backup is the last good one; ${newest}`,
          'YOU',
          'Make a full backup now.',
        )
      : answer('PROTECTED', `Backed up, but ${newest}`, 'YOU', 'Make a full backup now.');
  }
  if (missed !== null) return late(`${missed.slice(0, 1).toUpperCase()}${missed.slice(1)}`);
  if (firstRun && !hasPassed) return pending(firstRun.at, lastSuccessAt, now);
  if (backupUpToDate === null)
    return answer('UNKNOWN', 'The backup system has not yet said whether its backups are up to date.', 'PROVIDER');
  return late(
    lastSuccessAt === null ? 'No backup has succeeded yet.' : 'The last scheduled backup has not succeeded in time.',
  );
}

function late(reason: string): Protection {
  return answer('LATE', reason, 'PROVIDER', 'Back it up now. If scheduled backups stay away, tell your provider.');
}

function pending(at: Date, lastSuccessAt: Date | null, now: Date): Protection {
  const when =
    at > now ? 'its policy has not come to its first run for it' : 'the first run of its policy for it is due now';
  const meanwhile =
    lastSuccessAt === null
      ? 'there is no recovery point until then'
      : 'older recovery points can be restored meanwhile';
  return answer(
    'PENDING',
    `First backup pending: ${when}; ${meanwhile}.`,
    'PLATFORM',
    lastSuccessAt === null ? 'Nothing, or back it up now so as not to wait.' : null,
    at,
  );
}

function protectedReason(isPartial: boolean, missed: string | null, isLate: boolean): string {
  if (missed !== null) return `Backed up, but ${missed}`;
  if (isPartial) return 'Backed up on schedule, but the last backup left something out.';
  return isLate ? 'Backed up, but the last scheduled backup came late.' : 'Backed up on schedule.';
}

/** A sentence without its beginning; null when the last run was not missed. */
function missedReason(lastRun: ProtectionInput['lastRun']): string | null {
  if (lastRun?.state !== 'MISSED' || lastRun.missed === 0) return null;
  const which =
    lastRun.missed === 1
      ? 'the last scheduled backup was missed'
      : `the last ${lastRun.missed} scheduled backups were missed`;
  const why = lastRun.missed === 1 ? lastRun.cause : null;
  return why === null ? `${which}.` : `${which}: ${beginningSmall(why)}`;
}

function beginningSmall(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
}
