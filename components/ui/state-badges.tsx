import {
  Archive,
  Ban,
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CircleHelp,
  CircleSlash,
  CircleX,
  ClockAlert,
  Hourglass,
  Layers,
  LoaderCircle,
  Send,
  SquareStack,
  TriangleAlert,
  Unlink,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { ownerWords } from '@/lib/client/format/describe-operation';
import type { Protection, ProtectionState } from '@/lib/contracts/machine';
import type { OperationState } from '@/lib/contracts/operation';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { Badge } from './badge';
import type { Tone } from './badge';
import { RelativeTime } from './time-text';

/** Word, tone and icon of each state; "cancel requested" is not "cancelled". */
export const operationStateLook: Record<OperationState, { word: string; tone: Tone; icon: ReactNode }> = {
  REQUESTED: { word: 'Requested', tone: 'run', icon: <Send aria-hidden /> },
  QUEUED: { word: 'Queued', tone: 'run', icon: <Hourglass aria-hidden /> },
  RUNNING: { word: 'Running', tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  CANCELLING: { word: 'Cancel requested', tone: 'late', icon: <CircleDotDashed aria-hidden /> },
  SUCCEEDED: { word: 'Succeeded', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  WARNING: { word: 'With warnings', tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
  CANCELLED: { word: 'Cancelled', tone: 'none', icon: <Ban aria-hidden /> },
  NOT_STARTED: { word: 'Not started', tone: 'none', icon: <CircleSlash aria-hidden /> },
};

/** State of one operation. */
export function OperationStateBadge({ state, plain }: { state: OperationState; plain?: boolean | undefined }) {
  const look = operationStateLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {look.word}
    </Badge>
  );
}

/** Word, tone and icon of each answer to "is my machine safe?". */
export const protectionLook: Record<ProtectionState, { word: string; tone: Tone; icon: ReactNode }> = {
  PROTECTED: { word: 'Protected', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  PENDING: { word: 'Pending', tone: 'run', icon: <CalendarClock aria-hidden /> },
  LATE: { word: 'Late', tone: 'late', icon: <ClockAlert aria-hidden /> },
  FAILING: { word: 'Failing', tone: 'fail', icon: <CircleX aria-hidden /> },
  NOT_RESTORABLE: { word: 'Nothing restorable', tone: 'fail', icon: <Unlink aria-hidden /> },
  UNPROTECTED: { word: 'Unprotected', tone: 'none', icon: <CircleDashed aria-hidden /> },
  EXCLUDED: { word: 'Excluded', tone: 'none', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { word: 'Unknown', tone: 'none', icon: <CircleHelp aria-hidden /> },
};

/** One plain protection answer; the reason belongs beside it, or on hover in tables. */
export function ProtectionBadge({
  state,
  reason,
  plain,
}: {
  state: ProtectionState;
  reason?: string | undefined;
  plain?: boolean | undefined;
}) {
  const look = protectionLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain} title={reason}>
      {look.word}
    </Badge>
  );
}

/** Who does what next, and when the first backup is due; nothing where nothing is to be done. */
export function ProtectionStep({ protection: { owner, nextStep, firstRunAt } }: { protection: Protection }) {
  return (
    <>
      {firstRunAt === null ? null : (
        <>
          First run <RelativeTime at={firstRunAt} />.{' '}
        </>
      )}
      {nextStep === null ? null : (
        <span className="text-ink-3">
          {owner === null || owner === 'PLATFORM' ? null : `${ownerWords[owner]}: `}
          {nextStep}
        </span>
      )}
    </>
  );
}

/** Word, tone and icon of each status of a recovery point. */
export const recoveryPointLook: Record<RecoveryPointStatus, { word: string; tone: Tone; icon: ReactNode }> = {
  SUCCESS: { word: 'Complete', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  PARTIAL: { word: 'Partial', tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
  RUNNING: { word: 'Running', tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  REMOVED: { word: 'Removed', tone: 'none', icon: <Archive aria-hidden /> },
  UNKNOWN: { word: 'Unknown', tone: 'none', icon: <CircleHelp aria-hidden /> },
};

const warned = { word: 'With warnings', tone: 'late', icon: <TriangleAlert aria-hidden /> } as const;

/** Status of a recovery point; one that is whole but was warned of says so. */
export function RecoveryPointBadge({
  point,
  plain,
}: {
  point: Pick<RecoveryPoint, 'status'> & { statusText?: string | null } & { warnings: readonly unknown[] };
  plain?: boolean | undefined;
}) {
  const look = point.status === 'SUCCESS' && point.warnings.length > 0 ? warned : recoveryPointLook[point.status];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {look.word}
      {point.statusText ? ` (${point.statusText})` : null}
    </Badge>
  );
}

/** Full or incremental, told apart by shape and word. */
export function BackupTypeText({ type }: { type: RecoveryPoint['type'] }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-ink-2 [&>svg]:size-3.5 [&>svg]:text-ink-3">
      {type === 'UNKNOWN' ? (
        <CircleHelp aria-hidden />
      ) : type === 'FULL' ? (
        <SquareStack aria-hidden />
      ) : (
        <Layers aria-hidden />
      )}
      {type === 'UNKNOWN' ? 'Unknown' : type === 'FULL' ? 'Full' : 'Incremental'}
    </span>
  );
}
