import type { Protection } from '@/lib/contracts/machine';
import type { Failure } from '@/lib/contracts/operation';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, insideText, say } from '@/lib/core/say';
import type { GivenText, TextCode } from '@/lib/core/say';
import { clauseOf } from '@/lib/mirror/backups/point-faults';

/** The recovery points of a machine. */
export type PointFacts = {
  /** Backups that hold or once held data: includes removed ones and those of unknown status, not failed ones. */
  readonly total: number;
  /** Those of them that can be restored now. */
  readonly restorable: number;
  /** Those of which it is not known. */
  readonly unclear: number;
  /** Why the newest of them can't be restored, or is not known to be; null when it can. */
  readonly newestFault: GivenText | null;
  /** The newest one has an impossible time. */
  readonly isTimeDoubtful: boolean;
};

/** What is known of the policy of a machine. */
export type PolicyFacts = {
  /** It belongs to the tenant, which can change it. */
  readonly isOwn: boolean;
  /** Null while the policy is not mirrored yet. */
  readonly active: boolean | null;
  readonly hasActiveSchedule: boolean | null;
  /** It only has schedules of a kind that the portal does not know. */
  readonly isNotUnderstood: boolean;
  /** Why its backups can't be stored, as a sentence; null when they can. */
  readonly obstacle: GivenText | null;
  /**
   * The first run for this machine since its last good backup, and until when it may begin; null when none is to come.
   */
  readonly firstRun: { readonly at: Date; readonly windowEndsAt: Date } | null;
};

/** The input for the evaluation of a machine's protection. */
export type ProtectionInput = {
  readonly present: boolean;
  /** Null before its backups were read. */
  readonly points: PointFacts | null;
  readonly policy: PolicyFacts | null;
  /** Storware's own result; null is "no schedule is defined" (STORWARE_API.md 13.38). */
  readonly backupUpToDate: boolean | null;
  /**
   * The last backup that ended, with Storware's status and the failure shown everywhere. A cancelled one has no
   * failure: it says nothing about protection.
   */
  readonly lastBackup: {
    readonly status: string;
    readonly failure: Pick<Failure, 'cause' | 'causeRef' | 'owner' | 'nextStep' | 'nextStepRef'> | null;
  } | null;
  /** When the newest restorable point was made; null when there is none, or none with a possible time. */
  readonly lastSuccessAt: Date | null;
  /**
   * The newest run of its policy that has ended, and how many in a row up to it were missed since the last good backup;
   * null when none is known.
   */
  readonly lastRun: { readonly state: string; readonly cause: GivenText | null; readonly missed: number } | null;
  readonly now: Date;
};

type Owner = Failure['owner'];

/**
 * The answer to "is my machine safe?", used by every screen, count and event. Pure. The reason holds no time of day (it
 * is stored, and each viewer has their own zone), no infrastructure and no name of another tenant. The order is by
 * importance: 1. NOT_RESTORABLE exactly if points exist, none can be restored and none is unclear, whatever else is
 * true (removed, failing, without a policy). 2. A deleted machine, or one without a policy, is UNPROTECTED. 3. FAILING
 * while the last backup failed. A policy that can't store anything is named as the cause; without a failure yet it is
 * UNPROTECTED. 4. UNPROTECTED by a policy that starts nothing. 5. UNKNOWN before the points were read, while no point
 * is known to be restorable but one may be, and while the newest one has an impossible time. 6. By its schedule:
 * PROTECTED only with a restorable point as new as the schedule requires; LATE only once the window of a due run has
 * passed; PENDING before.
 */
export function protectionOf(input: ProtectionInput): Protection {
  const { present, points, policy, lastBackup } = input;
  if (points && points.total > 0 && points.restorable === 0 && points.unclear === 0)
    return notRestorable(input, points.newestFault);
  if (!present) return removed(points);
  if (!policy) return answer('UNPROTECTED', say('protection.noPolicy'), 'YOU', say('protection.step.assignPolicy'));
  const failure = lastBackup?.failure ?? null;
  if (policy.obstacle !== null) {
    return answer(
      failure ? 'FAILING' : 'UNPROTECTED',
      say('protection.obstacle', { obstacle: insideText(policy.obstacle) }),
      policy.isOwn ? 'YOU' : 'PROVIDER',
      policy.isOwn ? say('protection.step.otherDestination') : say('protection.step.askOtherDestination'),
    );
  }
  if (failure)
    return answer('FAILING', failedReason(failure), failure.owner, {
      text: failure.nextStep,
      ref: failure.nextStepRef ?? null,
    });
  return withoutRuns(policy, input) ?? withoutKnowledge(input) ?? bySchedule(input, policy, points);
}

function answer(
  state: Protection['state'],
  reason: ServerText,
  owner: Owner | null = null,
  nextStep: GivenText | null = null,
  firstRunAt: Date | null = null,
): Protection {
  return {
    state,
    ...asField('reason', reason),
    owner,
    ...asField('nextStep', nextStep),
    firstRunAt: firstRunAt?.toISOString() ?? null,
  };
}

function notRestorable({ present }: ProtectionInput, fault: GivenText | null): Protection {
  const reason =
    fault === null ? say('protection.notRestorable') : say('protection.notRestorableWhy', { fault: clauseOf(fault) });
  if (!present)
    return answer(
      'NOT_RESTORABLE',
      say('protection.goneNotRestorable', { reason: reason.ref }),
      'PROVIDER',
      say('protection.step.askForData'),
    );
  return answer('NOT_RESTORABLE', reason, 'YOU', say('protection.step.fullBackupAskForData'));
}

function removed(points: PointFacts | null): Protection {
  if (points === null) return answer('UNPROTECTED', say('protection.gone'));
  if (points.restorable > 0) return answer('UNPROTECTED', say('protection.goneRestorable'));
  return points.unclear > 0
    ? answer('UNPROTECTED', say('protection.goneUnclear'), 'PROVIDER', say('protection.step.askProvider'))
    : answer('UNPROTECTED', say('protection.goneWithoutPoint'));
}

/** With the text of the failure itself, so that the machine and its activity name one cause. */
function failedReason({ cause, causeRef }: Pick<Failure, 'cause' | 'causeRef'>): ServerText {
  return causeRef?.code === ('failure.cause.noReason' satisfies TextCode)
    ? say('protection.failedNoReason')
    : say('protection.failed', { cause: causeRef ?? cause });
}

function withoutRuns(
  { active, hasActiveSchedule, isNotUnderstood, isOwn }: PolicyFacts,
  { backupUpToDate }: ProtectionInput,
): Protection | null {
  const owner = isOwn ? 'YOU' : 'PROVIDER';
  if (active === false)
    return answer(
      'UNPROTECTED',
      say('protection.policyOff'),
      owner,
      isOwn ? say('protection.step.switchOn') : say('protection.step.askSwitchOn'),
    );
  if (isNotUnderstood)
    return answer('UNKNOWN', say('protection.scheduleNotUnderstood'), 'PROVIDER', say('protection.step.askProvider'));
  if (hasActiveSchedule === false || (backupUpToDate === null && hasActiveSchedule === null)) {
    return answer(
      'UNPROTECTED',
      say('protection.noSchedule'),
      owner,
      isOwn ? say('protection.step.giveSchedule') : say('protection.step.askForSchedule'),
    );
  }
  return null;
}

function withoutKnowledge({ points, lastSuccessAt }: ProtectionInput): Protection | null {
  if (points === null) return answer('UNKNOWN', say('protection.notRead'));
  if (points.restorable === 0 && points.unclear > 0) {
    return answer(
      'UNKNOWN',
      points.newestFault === null
        ? say('protection.unclear')
        : say('protection.unclearWhy', { fault: clauseOf(points.newestFault) }),
      'PROVIDER',
      say('protection.step.askProvider'),
    );
  }
  if (points.isTimeDoubtful || (points.restorable > 0 && lastSuccessAt === null))
    return answer('UNKNOWN', say('protection.doubtfulTime'), 'PROVIDER', say('protection.step.askForClock'));
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
      return answer('UNKNOWN', say('protection.noKnownPoint'), 'PROVIDER', say('protection.step.askProvider'));
    if (points.newestFault === null)
      return answer(
        'PROTECTED',
        protectedReason(lastBackup?.status === 'PARTIAL_SUCCESS', missed?.but ?? null, lastRun?.state === 'LATE'),
      );
    const fault = clauseOf(points.newestFault);
    const step = say('protection.step.fullBackup');
    return hasPassed
      ? answer(points.unclear > 0 ? 'UNKNOWN' : 'LATE', say('protection.olderGood', { fault }), 'YOU', step)
      : answer('PROTECTED', say('protection.newestNotRestorable', { fault }), 'YOU', step);
  }
  if (missed !== null) return late(missed.alone);
  if (firstRun && !hasPassed) return pending(firstRun.at, lastSuccessAt, now);
  if (backupUpToDate === null) return answer('UNKNOWN', say('protection.notSaid'), 'PROVIDER');
  return late(lastSuccessAt === null ? say('protection.noneYet') : say('protection.notInTime'));
}

function late(reason: ServerText): Protection {
  return answer('LATE', reason, 'PROVIDER', say('protection.step.backUpNow'));
}

function pending(at: Date, lastSuccessAt: Date | null, now: Date): Protection {
  const when = at > now ? 'ahead' : 'due';
  return answer(
    'PENDING',
    say(`protection.pending.${when}${lastSuccessAt === null ? 'None' : 'Older'}`),
    'PLATFORM',
    lastSuccessAt === null ? say('protection.step.nothingOrNow') : null,
    at,
  );
}

function protectedReason(isPartial: boolean, butMissed: ServerText | null, isLate: boolean): ServerText {
  if (butMissed !== null) return butMissed;
  if (isPartial) return say('protection.partial');
  return isLate ? say('protection.cameLate') : say('protection.onSchedule');
}

/** Says that the last run was missed: `alone`, and `but` for a machine that is backed up; null when it was not. */
function missedReason(lastRun: ProtectionInput['lastRun']): { alone: ServerText; but: ServerText } | null {
  if (lastRun?.state !== 'MISSED' || lastRun.missed === 0) return null;
  const { missed: count, cause } = lastRun;
  if (count > 1)
    return { alone: say('protection.missedMany', { count }), but: say('protection.butMissedMany', { count }) };
  if (cause === null) return { alone: say('protection.missed'), but: say('protection.butMissed') };
  const why = clauseOf(cause);
  return { alone: say('protection.missedWhy', { why }), but: say('protection.butMissedWhy', { why }) };
}
